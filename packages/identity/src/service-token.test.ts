import { globalId } from '@trivet/platform';
import { importJWK, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { AccessTokenExpiredError, AccessTokenIssuer, AccessTokenVerifier, Networks } from './index.ts';
import { newSigningKey, TestClock } from './tests/identity-fixture.ts';

const names = { issuer: 'trivet', audience: 'trivet' } as const;
const serviceIdentityId = '01a21951-3131-7776-8ae5-cbba837f385b';
const id = globalId('svc', serviceIdentityId);
const subject = {
  ...{ serviceIdentityId, accountId: 'engines', grantId: 'grant', networks: [], endsAt: null },
  scopes: ['account:read', 'resources:read'],
};
const nowhere = () => undefined;
const refused = { code: 'UNAUTHENTICATED' };

function setup() {
  const clock = new TestClock();
  const key = newSigningKey('first');
  const issuer = new AccessTokenIssuer({ key, ...names, clock });
  const verifier = new AccessTokenVerifier({ keys: async () => issuer.publicKeys(), ...names, clock });
  /** A token with the right claims, and what a test wants to be other. */
  const forge = async (claims: object) => {
    const now = clock.now().getTime() / 1000;
    const ours = { sub: id, client_id: id, scope: 'account:read', account: 'engines', grant: 'grant' };
    const payload = { ...ours, iss: names.issuer, aud: names.audience, iat: now, exp: now + 600, ...claims };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'first' })
      .sign(await importJWK(key, 'EdDSA'));
  };
  return { clock, issuer, verifier, forge };
}

it('is a program of its account, with the scopes of the token, and no person', async () => {
  const { clock, issuer, verifier } = setup();
  const { token } = await issuer.issueToService(subject);
  const viewer = await verifier.verifyBearer(token, nowhere);
  expect(viewer).toEqual({
    ...{ kind: 'key', keyId: serviceIdentityId, owner: { accountId: 'engines' }, grantId: 'grant' },
    scopes: ['account:read', 'resources:read'],
  });
  expect(Object.isFrozen(viewer)).toBe(true);
  await expect(verifier.verify(token)).rejects.toMatchObject(refused);
  clock.advance(600_000);
  await expect(verifier.verifyBearer(token, nowhere)).rejects.toThrow(AccessTokenExpiredError);
});

it('is good from its networks alone, each time that it is used', async () => {
  const { issuer, verifier } = setup();
  const { token } = await issuer.issueToService({ ...subject, networks: ['192.0.2.0/24', '2001:db8::1'] });
  const from = (address: string | undefined) => verifier.verifyBearer(token, () => address);
  for (const address of ['192.0.2.1', '2001:db8::1']) expect(await from(address)).toMatchObject({ kind: 'key' });
  for (const address of ['192.0.3.1', '2001:db8::2', 'nonsense', undefined])
    await expect(from(address)).rejects.toMatchObject(refused);
  expect(await from('192.0.2.255')).toMatchObject({ kind: 'key' });
});

it('ends no later than its identity', async () => {
  const { clock, issuer, verifier } = setup();
  const endsAt = new Date(clock.now().getTime() + 90_000);
  const { token, expiresAt } = await issuer.issueToService({ ...subject, endsAt });
  expect(expiresAt).toEqual(endsAt);
  expect(await verifier.verifyBearer(token, nowhere)).toMatchObject({ endsAt });
});

it('is refused where it does not say all of it, or says that a person is a client', async () => {
  const { verifier, forge } = setup();
  expect(await verifier.verifyBearer(await forge({}), nowhere)).toMatchObject({ kind: 'key' });
  for (const claims of [
    { client_id: globalId('svc', '01a21951-3131-7776-8ae5-cbba837f385c') },
    { sub: serviceIdentityId, client_id: serviceIdentityId },
    { sub: globalId('key', serviceIdentityId), client_id: globalId('key', serviceIdentityId) },
    { client_id: undefined },
    { client_id: null },
    { grant: undefined },
    { account: undefined },
    { scope: ['account:read'] },
    { sub: 'ada', sid: 'ada-1', client_id: 'ada' },
  ])
    await expect(verifier.verifyBearer(await forge(claims), nowhere), JSON.stringify(claims)).rejects.toMatchObject(
      refused,
    );
});

it('has networks that hold nobody whose address is not known', () => {
  expect(new Networks(['0.0.0.0/0']).contains('203.0.113.1')).toBe(true);
  expect(new Networks(['0.0.0.0/0']).contains(undefined)).toBe(false);
});
