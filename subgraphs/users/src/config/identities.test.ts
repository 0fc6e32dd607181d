import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@trivet/platform';
import { expect, it, onTestFinished } from 'vitest';
import { identityVariables, readIdentities } from './identities.ts';

const client = { name: 'work', clientId: 'trivet', clientSecret: 'hunter2' };
const read = (...providers: object[]) => readIdentities({ OIDC_PROVIDERS: JSON.stringify(providers) });
const issuerOf = (provider: object) => read({ ...client, ...provider }).providers[0]?.issuer;
const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });

function problemsOf(attempt: () => unknown): readonly string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).not.toContain('hunter2');
    return (error as ConfigError).problems;
  }
}

it('knows no provider by default, and sends browsers back to where they reach us', () => {
  const { providers, publicOrigin, returnOrigins } = readIdentities({});
  expect({ providers, publicOrigin, returnOrigins }).toEqual({
    providers: [],
    publicOrigin: 'http://localhost:4000',
    returnOrigins: ['http://localhost:4000'],
  });
});

it.each([
  [{ issuer: 'https://id.example.com' }, 'https://id.example.com'],
  [{ issuer: 'http://localhost:8080/realm' }, 'http://localhost:8080/realm'],
  [{ preset: 'google' }, 'https://accounts.google.com'],
  [{ preset: 'auth0', domain: 'acme.eu.auth0.com' }, 'https://acme.eu.auth0.com/'],
  [{ preset: 'okta', domain: 'acme.okta.com' }, 'https://acme.okta.com'],
  [
    { preset: 'okta-custom', domain: 'acme.okta.com', authorizationServer: 'default' },
    'https://acme.okta.com/oauth2/default',
  ],
  [{ preset: 'keycloak', url: 'https://sso.example.com/', realm: 'acme' }, 'https://sso.example.com/realms/acme'],
])('finds the issuer of %j', (provider, issuer) => {
  expect(issuerOf(provider)).toBe(issuer);
});

it('reads a whole provider, with what it need not be told', () => {
  expect(read({ ...client, preset: 'google' }).providers).toEqual([
    {
      name: 'work',
      label: 'Google',
      issuer: 'https://accounts.google.com',
      clientId: 'trivet',
      proof: { secret: 'hunter2' },
      scopes: ['openid', 'email', 'profile'],
      emails: 'google',
    },
  ]);
  const { clientSecret: _, ...withoutSecret } = client;
  const privateKey = { ...jwk, alg: 'ES256', kid: 'one' };
  const [provider] = read({
    ...withoutSecret,
    issuer: 'https://id.example.com',
    privateKey,
    label: 'Work',
    scopes: ['openid'],
    emails: 'trusted',
  }).providers;
  expect(provider).toMatchObject({ label: 'Work', proof: { privateKey }, scopes: ['openid'], emails: 'trusted' });
});

it('reads them from a file too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'providers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'providers.json');
  writeFileSync(path, JSON.stringify([{ ...client, preset: 'google' }]));
  expect(readIdentities({ OIDC_PROVIDERS: path }).providers).toHaveLength(1);
});

it.each<[object, string]>([
  [{ issuer: 'http://id.example.com' }, 'preset'],
  [{ issuer: 'https://id.example.com?a=b' }, 'issuer'],
  [{}, 'issuer'],
  [{ preset: 'auth0' }, 'domain'],
  [{ preset: 'google', issuer: 'https://id.example.com' }, 'issuer'],
  [{ preset: 'nobody' }, 'preset'],
  [{ preset: 'google', name: 'Work' }, 'name'],
  [{ preset: 'google', name: '../work' }, 'name'],
  [{ preset: 'google', clientId: '' }, 'clientId'],
  [{ preset: 'google', clientSecret: undefined }, 'clientSecret'],
  [{ preset: 'google', privateKey: { ...jwk, alg: 'ES256' } }, 'clientSecret'],
  [{ preset: 'google', privateKey: jwk }, 'privateKey'],
  [{ preset: 'google', scopes: ['email'] }, 'scopes'],
  [{ preset: 'google', emails: 'google' }, 'emails'],
])('refuses %j, and says where it is wrong', (provider, where) => {
  const problems = problemsOf(() => read({ ...client, ...provider }));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^OIDC_PROVIDERS\\.0\\.${where}: `));
});

it('reads what it writes for another process', () => {
  const settings = readIdentities({
    OIDC_PROVIDERS: JSON.stringify([
      { ...client, name: 'one', preset: 'google' },
      { ...client, name: 'two', preset: 'okta', domain: 'acme.okta.com', emails: 'trusted', label: 'Okta' },
      { name: 'three', clientId: 'trivet', issuer: 'https://id.example.com', privateKey: { ...jwk, alg: 'ES256' } },
    ]),
    PUBLIC_ORIGIN: 'https://api.example.com',
    OIDC_RETURN_ORIGINS: 'https://app.example.com, http://localhost:5173',
  });
  expect(settings.returnOrigins).toEqual([
    'https://api.example.com',
    'https://app.example.com',
    'http://localhost:5173',
  ]);
  expect(readIdentities(identityVariables(settings))).toEqual(settings);
});

it('refuses what is no JSON, two of one name, and origins that are none', () => {
  expect(problemsOf(() => readIdentities({ OIDC_PROVIDERS: '{' }))[0]).toMatch(/^OIDC_PROVIDERS: must be JSON/);
  const google = { ...client, preset: 'google' };
  expect(problemsOf(() => read(google, google))[0]).toMatch(/^OIDC_PROVIDERS: must have a name of its own/);
  for (const origin of ['https://app.test/', 'app.test', 'null', '*']) {
    expect(
      problemsOf(() => readIdentities({ OIDC_RETURN_ORIGINS: origin })),
      origin,
    ).toHaveLength(1);
    expect(
      problemsOf(() => readIdentities({ PUBLIC_ORIGIN: origin })),
      origin,
    ).toHaveLength(1);
  }
});
