import { RevokedSessions } from '@trivet/identity';
import type { Tail } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';

/** The sessions and API keys that the log says were revoked since this process follows it: known before any later event is read. */
export function revokedOverLog({ tail, clock }: { readonly tail: Tail; readonly clock: Clock }): RevokedSessions {
  const credentials = new RevokedSessions({ clock });
  tail.onEvent(({ type, payload }) => {
    const revoked = type === 'session.revoked' ? payload['sessionId'] : type === 'api_key.revoked' && payload['keyId'];
    if (typeof revoked === 'string') credentials.add(revoked);
  });
  return credentials;
}
