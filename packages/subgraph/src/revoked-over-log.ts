import { RevokedSessions } from '@trivet/identity';
import type { Tail } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';

/** The sessions that the log says were revoked since this process follows it: known before any later event is read. */
export function revokedOverLog({ tail, clock }: { readonly tail: Tail; readonly clock: Clock }): RevokedSessions {
  const sessions = new RevokedSessions({ clock });
  tail.onEvent(({ type, payload }) => {
    if (type === 'session.revoked' && typeof payload['sessionId'] === 'string') sessions.add(payload['sessionId']);
  });
  return sessions;
}
