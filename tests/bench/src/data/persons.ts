import { randomUUID } from 'node:crypto';
import { AccessTokenIssuer, type Keys } from '@trivet/identity';
import { subgraphNames, tokenNames } from '@trivet/standalone';
import { importJWK, SignJWT } from 'jose';
import type { BenchPerson, BenchRequest } from '../variant.ts';
import { accountIdsOf, hasFullInbox, sizes, userIdOf } from './rows.ts';

/** How many different sets of variables and credentials are sent, in turn. */
const requestCount = 256;
const validForHours = 12;

/** 256 persons and one account of each. All of them have 24 accounts and 25 notifications. */
export async function benchRequests(keys: Pick<Keys, 'accessToken' | 'viewerToken'>): Promise<BenchRequest[]> {
  const stride = Math.floor(sizes.users / requestCount / 4) * 4;
  // As the users subgraph signs them, but at an hour from which ten minutes last until after the run.
  const clock = { now: () => new Date(Date.now() + validForHours * 3_600_000) };
  const issuer = new AccessTokenIssuer({ key: keys.accessToken, ...tokenNames, clock });
  const viewerTokenKey = await importJWK(keys.viewerToken, 'EdDSA');
  const authenticatedAt = new Date();
  const sessionEndsAt = new Date(authenticatedAt.getTime() + 86_400_000);
  return Promise.all(
    Array.from({ length: requestCount }, async (_, n): Promise<BenchRequest> => {
      const user = n * stride;
      if (!hasFullInbox(user)) throw new Error('Everybody who asks is to have as many notifications.');
      const userId = userIdOf(user);
      const sessionId = randomUUID();
      const accountIds = accountIdsOf(user);
      const { token: accessToken } = await issuer.issue({ userId, sessionId, authenticatedAt, sessionEndsAt });
      // What the router signs for one subgraph and two minutes, here for all of them and the whole run.
      const viewerToken = await new SignJWT({ kind: 'user', sid: sessionId })
        .setProtectedHeader({
          alg: 'EdDSA',
          typ: 'viewer+jwt',
          ...(keys.viewerToken.kid && { kid: keys.viewerToken.kid }),
        })
        .setSubject(userId)
        .setIssuer('router')
        .setAudience([...subgraphNames])
        .setIssuedAt()
        .setExpirationTime(`${validForHours}h`)
        .sign(viewerTokenKey);
      const person: BenchPerson = { userId, accountIds, accessToken, viewerToken };
      return { person, accountId: accountIds[(n * 7) % accountIds.length] as string };
    }),
  );
}
