import { RevokedSessions } from '@trivet/identity';
import type { Tail } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';

/** Where an event names what it revokes; null in it for nothing. */
const revokedBy: Readonly<Record<string, string>> = {
  'session.revoked': 'sessionId',
  'api_key.revoked': 'keyId',
  'service_identity.updated': 'endedGrantId',
  'service_identity.key_removed': 'endedGrantId',
  'service_identity.removed': 'endedGrantId',
};

/**
 * The sessions, API keys and grants of service identities that the log says were revoked since this process follows it: known
 * before any later event is read.
 */
export function revokedOverLog({ tail, clock }: { readonly tail: Tail; readonly clock: Clock }): RevokedSessions {
  const credentials = new RevokedSessions({ clock });
  tail.onEvent(({ type, payload }) => {
    const field = Object.hasOwn(revokedBy, type) ? revokedBy[type] : undefined;
    const revoked = field === undefined ? undefined : payload[field];
    if (typeof revoked === 'string') credentials.add(revoked);
  });
  return credentials;
}
