import { RevokedSessions } from '@trivet/identity';
import type { LoggedEvent, Tail } from '@trivet/messaging';
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
  tail.onEvent((event) => {
    const revoked = revokedCredentialOf(event);
    if (revoked !== null) credentials.add(revoked);
  });
  return credentials;
}

/** The events by which programs lose what they ask with. */
export const programsRevokedBy: readonly string[] = Object.keys(revokedBy).filter((type) => type !== 'session.revoked');

/** The session, the key, or what tokens were bound to, that is good no longer by this; null for events of which none is. */
export function revokedCredentialOf({ type, payload }: Pick<LoggedEvent, 'type' | 'payload'>): string | null {
  const field = Object.hasOwn(revokedBy, type) ? revokedBy[type] : undefined;
  const revoked = field === undefined ? undefined : payload[field];
  return typeof revoked === 'string' ? revoked : null;
}
