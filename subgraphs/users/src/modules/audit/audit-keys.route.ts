import type { HttpRoute } from '@trivet/platform';
import type { AuditKey } from './audit-signature.ts';

/** The public keys of all that have signed audit trails, for whoever verifies one. */
export function auditKeysRoute(keys: readonly AuditKey[]): HttpRoute {
  const body = JSON.stringify({ keys });
  return {
    audience: 'public',
    method: 'GET',
    path: '/.well-known/audit-keys.json',
    handle: async () => ({
      status: 200,
      headers: { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=300' },
      body,
    }),
  };
}
