import type { AccessTokenIssuer } from '@trivet/identity';
import type { HttpRoute } from '@trivet/platform';

/** The public keys of access tokens, for routers and for whoever else verifies them. */
export function jwksRoute(accessTokens: AccessTokenIssuer): HttpRoute {
  const body = JSON.stringify(accessTokens.publicKeys());
  return {
    audience: 'public',
    method: 'GET',
    path: '/.well-known/jwks.json',
    handle: async () => ({
      status: 200,
      headers: { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=300' },
      body,
    }),
  };
}
