import { generateKeyPairSync } from 'node:crypto';
import { systemClock } from '@trivet/platform';
import { expect, it } from 'vitest';
import { type ProviderClient, TestBrowser, TestProvider } from '../../testing/index.ts';
import { OpenIdProvider } from './openid-provider.ts';
import type { ClientProof, ProviderSettings } from './provider-settings.ts';

const redirectUri = 'http://trivet.test/auth/oidc/test/callback';
const secrets = { state: 's'.repeat(43), nonce: 'n'.repeat(43), codeVerifier: 'v'.repeat(43) };
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = { ...keys.publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'one' };
const privateKey = { ...keys.privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'one' };
const secret = 'a secret: with +/=% and more';

async function identifyBy(authentication: ProviderClient['authentication'], proof: ClientProof, more = {}) {
  const client = { id: 'trivet', redirectUris: [redirectUri], authentication };
  const known = 'secret' in proof ? { secret: proof.secret } : { publicKey };
  await using server = await TestProvider.start([{ ...client, ...known } as ProviderClient], more);
  server.persons.set('ada', { email: 'ada@example.com', email_verified: true, name: 'Ada' });
  const provider = new OpenIdProvider({
    settings: {
      name: 'test',
      label: 'Test',
      issuer: server.issuer,
      clientId: 'trivet',
      proof,
      scopes: ['openid', 'email', 'profile'],
      emails: 'claimed',
    },
    redirectUri,
    clock: systemClock,
  });
  const browser = new TestBrowser();
  const { url } = await browser.visit(await provider.authorizationUrl(secrets, { anew: false }));
  const back = await browser.visit(url, {
    form: { login: 'ada' },
    stopAt: ({ origin }) => origin === 'http://trivet.test',
  });
  const profile = await provider.identify(back.url.searchParams, secrets);
  return { profile, issuer: server.issuer, visits: server.visits };
}

it.each<[NonNullable<ProviderClient['authentication']>, ClientProof]>([
  ['client_secret_post', { secret }],
  ['client_secret_basic', { secret }],
  ['private_key_jwt', { privateKey }],
])('proves itself by %s', async (authentication, proof) => {
  const { profile, issuer } = await identifyBy(authentication, proof, { clientAuthMethods: [authentication] });
  expect(profile).toEqual({
    provider: 'test',
    issuer,
    subject: 'ada',
    email: 'ada@example.com',
    emailVerified: true,
    name: 'Ada',
    authTime: expect.any(Number),
  });
});

it('asks for the address apart where the id token does not say it, and not where it does', async () => {
  const apart = await identifyBy('client_secret_post', { secret });
  expect(apart.visits.get('/me')).toBe(1);
  const together = await identifyBy('client_secret_post', { secret }, { conformIdTokenClaims: false });
  expect(together.visits.get('/me')).toBeUndefined();
  expect(together.profile.email).toBe('ada@example.com');
});

it('takes nobody for a provider who says of himself that he is another', async () => {
  await using server = await TestProvider.start([]);
  const settings: ProviderSettings = {
    name: 'test',
    label: 'Test',
    // The same server under another name.
    issuer: server.issuer.replace('localhost', '127.0.0.1'),
    clientId: 'trivet',
    proof: { secret },
    scopes: ['openid'],
    emails: 'claimed',
  };
  const provider = new OpenIdProvider({ settings, redirectUri, clock: systemClock });
  await expect(provider.authorizationUrl(secrets, { anew: false })).rejects.toMatchObject({
    code: 'provider_unavailable',
  });
  expect(server.visits.get('/.well-known/openid-configuration')).toBe(1);
  const itself = new OpenIdProvider({
    settings: { ...settings, issuer: server.issuer },
    redirectUri,
    clock: systemClock,
  });
  expect(await itself.authorizationUrl(secrets, { anew: false })).toContain(server.issuer);
});
