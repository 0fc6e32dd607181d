import { AccessTokenIssuer } from '@trivet/identity';
import { tokenNames } from '@trivet/standalone';
import { eventually } from '../../support/eventually.ts';
import type { Person } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';
import { uuidOf } from './things.ts';

/** Of another session of the person, from when the router has heard of its end. */
export async function revokedToken(person: Person): Promise<string> {
  const lost = await person.signInAgain();
  await person.revoke(lost);
  await eventually(async () => {
    const { status } = await lost.ask('{ viewer { id } }');
    if (status !== 401) throw new Error(`The revoked session is answered with ${status}.`);
  });
  return lost.accessToken;
}

/** Of the person's own session, good until half an hour ago. */
export async function expiredToken(stack: Stack, person: Person): Promise<string> {
  const hourAgo = new Date(Date.now() - 3_600_000);
  const issuer = new AccessTokenIssuer({ key: stack.keys.accessToken, ...tokenNames, clock: { now: () => hourAgo } });
  const ids = { userId: uuidOf(person.id), sessionId: uuidOf(person.sessionId) };
  const sessionEndsAt = new Date(Date.now() + 3_600_000);
  const { token } = await issuer.issue({ ...ids, authenticatedAt: hourAgo, sessionEndsAt });
  stack.keepSecret(token);
  return token;
}
