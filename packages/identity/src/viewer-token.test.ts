import { anonymous, type Viewer } from '@trivet/platform';
import { importJWK, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { AccessTokenIssuer, publicKeyOf, ViewerTokenIssuer, ViewerTokenVerifier } from './index.ts';
import { newSigningKey, TestClock } from './tests/identity-fixture.ts';

const authenticatedAt = new Date('2026-11-03T09:00:00Z');
const viewers: readonly Viewer[] = [
  anonymous,
  { kind: 'user', userId: 'ada', sessionId: 'ada-1', authenticatedAt },
  { kind: 'user', userId: 'ada', sessionId: 'root-1', authenticatedAt, act: { userId: 'root' } },
  { kind: 'service', service: 'notifications' },
  { kind: 'key', keyId: 'robot', owner: { accountId: 'engines' }, scopes: ['account:read'] },
  { kind: 'key', keyId: 'robot', owner: { userId: 'ada' }, scopes: [], endsAt: new Date('2026-12-03T09:00:00.123Z') },
  { kind: 'key', keyId: 'service', owner: { accountId: 'engines' }, scopes: ['account:read'], grantId: 'grant' },
];

function setup() {
  const clock = new TestClock();
  const key = newSigningKey();
  const issuer = new ViewerTokenIssuer({ key, issuer: 'router', clock });
  const verifierFor = (audience: string) => new ViewerTokenVerifier({ key: publicKeyOf(key), audience, clock });
  return { clock, key, issuer, verifierFor, verifier: verifierFor('core') };
}

const unauthenticated = { name: 'AppError', code: 'UNAUTHENTICATED' };

it('carries every kind of viewer as he is', async () => {
  const { issuer, verifier } = setup();
  for (const viewer of viewers) {
    const verified = await verifier.verify(issuer.issue(viewer, 'core'));
    expect(verified).toEqual(viewer);
    expect(Object.isFrozen(verified)).toBe(true);
  }
});

it('is good for the audience it was made for and no other', async () => {
  const { issuer, verifierFor } = setup();
  for (const viewer of viewers) {
    const token = issuer.issue(viewer, 'core');
    for (const audience of ['users', 'router', 'cor', 'core2']) {
      await expect(verifierFor(audience).verify(token)).rejects.toMatchObject(unauthenticated);
    }
  }
});

it('is signed once a minute, and never leaves with less than a minute to live', async () => {
  const { clock, issuer, verifier } = setup();
  const [, ada] = viewers as [Viewer, Viewer];
  const first = issuer.issue(ada, 'core');
  clock.advance(59_999);
  expect(issuer.issue(ada, 'core')).toBe(first);
  clock.advance(1);
  const second = issuer.issue(ada, 'core');
  expect(second).not.toBe(first);
  clock.advance(59_999);
  expect(await verifier.verify(first)).toEqual(ada);
  clock.advance(1);
  // Remembered or not, it ends with its time.
  await expect(verifier.verify(first)).rejects.toMatchObject(unauthenticated);
  await expect(verifier.verify(first)).rejects.toMatchObject(unauthenticated);
  expect(await verifier.verify(second)).toEqual(ada);
});

it('is another for another session, person, proof, kind and audience', async () => {
  const { issuer } = setup();
  const tokens = [
    ...viewers.map((viewer) => issuer.issue(viewer, 'core')),
    issuer.issue({ kind: 'user', userId: 'ada', sessionId: 'ada-2', authenticatedAt }, 'core'),
    issuer.issue({ kind: 'user', userId: 'notifications', sessionId: 'ada-1', authenticatedAt }, 'core'),
    issuer.issue({ kind: 'user', userId: 'ada', sessionId: 'ada-1', authenticatedAt }, 'users'),
    // A service identity has several tokens at once: what one allows is not told of another.
    issuer.issue(
      { kind: 'key', keyId: 'service', owner: { accountId: 'engines' }, scopes: ['account:update'], grantId: 'grant' },
      'core',
    ),
    issuer.issue(
      { kind: 'key', keyId: 'service', owner: { accountId: 'engines' }, scopes: ['account:read'], grantId: 'next' },
      'core',
    ),
    // The same session, after its person has proved himself again: the one before would refuse him for a minute.
    issuer.issue(
      { kind: 'user', userId: 'ada', sessionId: 'ada-1', authenticatedAt: new Date('2026-11-03T09:10:00Z') },
      'core',
    ),
  ];
  expect(new Set(tokens).size).toBe(tokens.length);
});

it('is refused when it is not exactly one of ours', async () => {
  const { clock, key, issuer, verifier } = setup();
  const now = Math.floor(clock.now().getTime() / 1000);
  const claims = { kind: 'user', sub: 'ada', sid: 'ada-1', aud: 'core', iat: now, exp: now + 120 };
  const forge = async (changes: object, header = {}, signer = key) =>
    new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'viewer+jwt', ...header })
      .sign(await importJWK(signer, 'EdDSA'));
  expect(await verifier.verify(await forge({}))).toMatchObject({ userId: 'ada' });

  const accessTokens = new AccessTokenIssuer({ key, issuer: 'trivet', audience: 'core', clock });
  const good = issuer.issue(anonymous, 'core');
  const refused: Record<string, string> = {
    'an access token of the same key': (
      await accessTokens.issue({
        userId: 'ada',
        sessionId: 'ada-1',
        authenticatedAt: clock.now(),
        sessionEndsAt: new Date(2e12),
      })
    ).token,
    'of another key': await forge({}, {}, newSigningKey()),
    'of another type': await forge({}, { typ: 'JWT' }),
    'of a kind that we do not know': await forge({ kind: 'god' }),
    'of no kind': await forge({ kind: undefined }),
    'a person without a session': await forge({ sid: undefined }),
    'for nobody': await forge({ aud: undefined }),
    'of nobody': await forge({ sub: undefined }),
    'without an end': await forge({ exp: undefined }),
    'without its signature': good.slice(0, good.lastIndexOf('.') + 1),
    empty: '',
  };
  for (const [what, token] of Object.entries(refused)) {
    await expect(verifier.verify(token), what).rejects.toMatchObject(unauthenticated);
  }
});
