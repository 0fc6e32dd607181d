import { importJWK, type JSONWebKeySet, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from 'jose';
import { expect, it } from 'vitest';
import { AccessTokenExpiredError, AccessTokenIssuer, AccessTokenVerifier, publicKeyOf } from './index.ts';
import { newSigningKey, TestClock } from './tests/identity-fixture.ts';

const names = { issuer: 'trivet', audience: 'trivet' } as const;
const sessionEndsAt = new Date('2026-12-03T09:00:00Z');
const person = { userId: 'ada', sessionId: 'ada-1', authenticatedAt: new Date('2026-11-03T09:00:00Z') };
const subject = { ...person, sessionEndsAt };

function setup() {
  const clock = new TestClock();
  const key = newSigningKey('first');
  const issuer = new AccessTokenIssuer({ key, ...names, clock });
  const published = { keys: issuer.publicKeys().keys, asked: 0, failing: false };
  const keys = async (): Promise<JSONWebKeySet> => {
    published.asked += 1;
    if (published.failing) throw new Error('users does not answer');
    return { keys: [...published.keys] };
  };
  const verifier = new AccessTokenVerifier({ keys, ...names, clock });
  /** A token with the right claims, and what a test wants to be other. */
  const forge = async (claims: object = {}, header: Partial<JWTHeaderParameters> = {}, signer = key) => {
    const now = clock.now().getTime() / 1000;
    const payload = { sub: 'ada', sid: 'ada-1', iss: names.issuer, aud: names.audience, iat: now, exp: now + 600 };
    return new SignJWT({ ...payload, ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: signer.kid, ...header })
      .sign(await importJWK(signer, 'EdDSA'));
  };
  return { clock, key, issuer, verifier, published, forge };
}

it('takes a token for ten minutes, and tells one that has expired from one that is not good', async () => {
  const { clock, issuer, verifier } = setup();
  const { token, expiresAt } = await issuer.issue(subject);
  expect(expiresAt.getTime() - clock.now().getTime()).toBe(600_000);
  const viewer = await verifier.verify(token);
  expect(viewer).toEqual({ kind: 'user', ...person, endsAt: sessionEndsAt });
  expect(Object.isFrozen(viewer)).toBe(true);
  clock.advance(599_999);
  // The very same: it was verified once.
  expect(await verifier.verify(token)).toBe(viewer);
  clock.advance(1);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await expect(verifier.verify(token)).rejects.toThrow(AccessTokenExpiredError);
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});

it('gives no token that outlives its session', async () => {
  const { clock, issuer } = setup();
  const nearEnd = new Date(clock.now().getTime() + 90_000);
  expect((await issuer.issue({ ...subject, sessionEndsAt: nearEnd })).expiresAt).toEqual(nearEnd);
});

it('says when its person proved who he is, and takes a token that does not say so for one of long ago', async () => {
  const { issuer, verifier, forge } = setup();
  const authenticatedAt = new Date('2026-11-03T09:00:00.999Z');
  const { token } = await issuer.issue({ ...subject, authenticatedAt });
  expect(await verifier.verify(token)).toMatchObject({ authenticatedAt: subject.authenticatedAt });
  for (const claims of [{}, { auth_time: '1793696400' }, { auth_time: -1 }, { auth_time: null }]) {
    expect(await verifier.verify(await forge(claims))).toMatchObject({ authenticatedAt: new Date(0) });
  }
});

it('refuses what is not exactly one of our tokens', async () => {
  const { clock, key, issuer, verifier, forge } = setup();
  expect(await verifier.verify(await forge())).toMatchObject({ userId: 'ada' });
  const { token } = await issuer.issue(subject);
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = { sub: 'ada', sid: 'ada-1', iss: names.issuer, aud: names.audience };
  const otherPayload = Buffer.from(JSON.stringify({ ...claims, sub: 'grace', exp: 4e9 })).toString('base64url');
  const own = newSigningKey(key.kid);
  const refused: Record<string, string> = {
    'of another type': await forge({}, { typ: 'viewer+jwt' }),
    'of no type': await forge({}, { typ: 'JWT' }),
    'for another audience': await forge({ aud: 'somebody-else' }),
    'for nobody': await forge({ aud: undefined }),
    'of another issuer': await forge({ iss: 'somebody-else' }),
    'of another key by the same name': await forge({}, {}, { ...newSigningKey(), kid: key.kid }),
    'of a key that we do not have': await forge({}, {}, newSigningKey('unknown')),
    'of a key that it brings along': await forge({}, { jwk: publicKeyOf(own) as JSONWebKeySet['keys'][number] }, own),
    'of a key that is to be fetched': await forge(
      {},
      { jku: 'https://evil.example/jwks.json', x5u: 'https://evil.example/x' },
      own,
    ),
    'without a person': await forge({ sub: undefined }),
    'without a session': await forge({ sid: undefined }),
    'with a session that is no text': await forge({ sid: 7 }),
    'without an end': await forge({ exp: undefined }),
    'not begun': await forge({ nbf: clock.now().getTime() / 1000 + 60 }),
    unsigned: new UnsecuredJWT(claims).setExpirationTime('1h').encode(),
    'without its signature': `${header}.${payload}.`,
    'with another payload': `${header}.${otherPayload}.${signature}`,
    'signed by the public key as a secret': await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })
      .setExpirationTime('1h')
      .sign(Buffer.from(JSON.stringify(publicKeyOf(key)))),
    empty: '',
    'not a token': 'not.a.token',
  };
  for (const [what, forged] of Object.entries(refused)) {
    const error: unknown = await verifier.verify(forged).catch((error: unknown) => error);
    expect(error, what).toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining('Sign in again') });
    expect(error, what).not.toBeInstanceOf(AccessTokenExpiredError);
  }
});

it('publishes the public half of its key only', () => {
  const { issuer, key } = setup();
  const [published] = issuer.publicKeys().keys;
  expect(published).toMatchObject({ kid: key.kid, x: key.x, alg: 'EdDSA', use: 'sig' });
  expect(published).not.toHaveProperty('d');
  expect(publicKeyOf(key)).not.toHaveProperty('d');
});

it('takes tokens of the key before, for as long as it is published with the one that signs now', async () => {
  const { clock, key, issuer, verifier, published } = setup();
  const { token: earlier } = await issuer.issue(subject);
  const next = newSigningKey('second');
  const rotated = new AccessTokenIssuer({ key: next, otherKeys: [publicKeyOf(key)], ...names, clock });
  published.keys = rotated.publicKeys().keys;
  expect(published.keys.map(({ kid }) => kid)).toEqual(['second', 'first']);
  expect(await verifier.verify(earlier)).toMatchObject({ userId: 'ada' });
  expect(await verifier.verify((await rotated.issue(subject)).token)).toMatchObject({ userId: 'ada' });

  const later = new AccessTokenVerifier({ keys: async () => ({ keys: [publicKeyOf(next)] }), ...names, clock });
  await expect(later.verify(earlier)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('asks for the keys again when a token names an unknown one, every ten seconds at most', async () => {
  const { clock, verifier, published, forge } = setup();
  await verifier.verify(await forge());
  expect(published.asked).toBe(1);

  const next = newSigningKey('second');
  published.keys.push(publicKeyOf(next));
  const token = await forge({}, {}, next);
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  clock.advance(10_000);
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(published.asked).toBe(1);
  clock.advance(1);
  expect(await verifier.verify(token)).toMatchObject({ userId: 'ada' });
  expect(published.asked).toBe(2);

  clock.advance(60_000);
  for (let count = 0; count < 20; count += 1) {
    const unknown = await forge({}, {}, newSigningKey(`unknown-${count}`));
    await expect(verifier.verify(unknown)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
  expect(published.asked).toBe(3);
});

it('takes every token of a new key, also when many come before the new keys have', async () => {
  const { clock, verifier, published, forge } = setup();
  await verifier.verify(await forge());
  clock.advance(60_000);
  const next = newSigningKey('second');
  published.keys.push(publicKeyOf(next));
  const tokens = await Promise.all(['ada', 'grace', 'lin'].map((sub) => forge({ sub }, {}, next)));
  const viewers = await Promise.all(tokens.map((token) => verifier.verify(token)));
  expect(viewers.map(({ userId }) => userId)).toEqual(['ada', 'grace', 'lin']);
  expect(published.asked).toBe(2);
});

it('says that it cannot tell, and not that the token is bad, while there are no keys', async () => {
  const { verifier, published, forge } = setup();
  const token = await forge();
  published.failing = true;
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  published.failing = false;
  expect(await verifier.verify(token)).toMatchObject({ userId: 'ada' });
});

it('says who acts in the person’s place, and is good for nothing where that is not to be read', async () => {
  const { issuer, verifier, forge } = setup();
  const { token } = await issuer.issue({ ...subject, impersonatorId: 'root' });
  expect(await verifier.verify(token)).toMatchObject({ userId: 'ada', act: { userId: 'root' } });
  expect(await verifier.verify((await issuer.issue(subject)).token)).not.toHaveProperty('act');
  for (const act of [null, 'root', {}, { sub: 7 }])
    await expect(verifier.verify(await forge({ act }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
