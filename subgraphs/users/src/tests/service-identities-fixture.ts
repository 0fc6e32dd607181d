import { randomUUID } from 'node:crypto';
import type { HttpRouteRequest } from '@trivet/platform';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { expect } from 'vitest';
import type { Person, UsersStage } from './users-fixture.ts';

export const tokenUrl = 'http://localhost:4000/auth/token';
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

type Algorithm = 'EdDSA' | 'ES256' | 'PS256' | 'RS256';

/** A key pair of a program. */
export interface ProgramKey {
  readonly algorithm: Algorithm;
  readonly kid: string;
  readonly privateKey: Parameters<SignJWT['sign']>[0];
  readonly publicJwk: JWK;
}

export async function newProgramKey(algorithm: Algorithm = 'EdDSA', kid: string = randomUUID()): Promise<ProgramKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { algorithm, kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), alg: algorithm, kid } };
}

export interface Program {
  readonly id: string;
  readonly key: ProgramKey;
  readonly version: number;
}

/** A service identity of an account, whose private key is the test's. */
export async function newProgram(
  stage: UsersStage,
  maker: Person,
  {
    accountId,
    key: given,
    ...input
  }: { readonly accountId: string; readonly key?: ProgramKey; readonly [more: string]: unknown },
): Promise<Program> {
  const key = given ?? (await newProgramKey());
  const { data } = await stage.ask(
    maker.viewer,
    `mutation ($input: ServiceIdentityCreateInput!) {
      serviceIdentityCreate(input: $input) { serviceIdentity { id version } userErrors { code message } }
    }`,
    {
      input: {
        accountId,
        name: 'Robot',
        scopes: ['account:read', 'resources:read'],
        publicKey: key.publicJwk,
        ...input,
      },
    },
  );
  expect(data.serviceIdentityCreate.userErrors).toEqual([]);
  return { key, ...data.serviceIdentityCreate.serviceIdentity };
}

/** What a program signs to get a token, and what a test wants to be other. */
export function assertionOf(
  { host }: UsersStage,
  { id, key }: Pick<Program, 'id' | 'key'>,
  claims: JWTPayload = {},
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const now = Math.floor(host.clock.now().getTime() / 1000);
  const payload = { iss: id, sub: id, aud: tokenUrl, iat: now, exp: now + 60, jti: randomUUID() };
  return new SignJWT({ ...payload, ...claims })
    .setProtectedHeader({ alg: key.algorithm, kid: key.kid, ...header })
    .sign(key.privateKey);
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it.
  readonly body: any;
}

/** Sends a form to the token endpoint, from an address. */
export async function requestToken(
  { users }: Pick<UsersStage, 'users'>,
  form: Readonly<Record<string, string>> | string,
  { address = '198.51.100.7', ...more }: Partial<HttpRouteRequest> & { readonly address?: string } = {},
): Promise<TokenAnswer> {
  const route = users.routes.find(({ path }) => path === '/auth/token');
  if (!route) throw new Error('There is no token endpoint.');
  const {
    status,
    headers = {},
    body,
  } = await route.handle({
    method: 'POST',
    path: '/auth/token',
    params: {},
    query: {},
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    client: { address, agent: undefined },
    body: Buffer.from(typeof form === 'string' ? form : new URLSearchParams(form).toString()),
    ...more,
  });
  return { status, headers, body: JSON.parse(String(body)) };
}

export function formOf(assertion: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    client_assertion_type: assertionType,
    client_assertion: assertion,
    ...more,
  };
}

/** A token for what the program signs now. */
export async function exchange(
  stage: UsersStage,
  program: Pick<Program, 'id' | 'key'>,
  more: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  return requestToken(stage, formOf(await assertionOf(stage, program), more));
}
