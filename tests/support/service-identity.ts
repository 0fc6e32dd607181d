import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { tokenNames } from '@trivet/standalone';
import { expect } from 'vitest';
import type { Person } from './person.ts';
import type { Stack } from './stack.ts';

/** A program of an account, whose private key is the test's. */
export interface ServiceIdentity {
  readonly id: string;
  readonly kid: string;
  /** A JWT that is good for one token. */
  assertion(claims?: Readonly<Record<string, unknown>>): string;
  /** An access token, of less than it may where `scope` says so. */
  token(scope?: string): Promise<string>;
}

export interface ServiceIdentityOptions {
  readonly accountId: string;
  readonly scopes: readonly string[];
  readonly name?: string;
  readonly kid?: string;
  readonly networks?: readonly string[];
  readonly expiresAt?: string;
}

export async function newServiceIdentity(
  stack: Stack,
  person: Person,
  { kid = randomUUID(), name = 'Robot', ...options }: ServiceIdentityOptions,
): Promise<ServiceIdentity> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { data } = await person.ask(
    `mutation ($input: ServiceIdentityCreateInput!) {
      serviceIdentityCreate(input: $input) { serviceIdentity { id } userErrors { code message } }
    }`,
    { input: { ...options, name, publicKey: { ...publicKey.export({ format: 'jwk' }), kid } } },
  );
  expect(data.serviceIdentityCreate.userErrors).toEqual([]);
  const { id } = data.serviceIdentityCreate.serviceIdentity;
  const assertionOf = (claims: Readonly<Record<string, unknown>> = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: id, sub: id, aud: tokenNames.issuer, iat: now, exp: now + 60, jti: randomUUID(), ...claims };
    const signed = `${encoded({ alg: 'EdDSA', kid })}.${encoded(payload)}`;
    const assertion = `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
    stack.keepSecret(assertion);
    return assertion;
  };
  return {
    id,
    kid,
    assertion: assertionOf,
    async token(scope) {
      const response = await requestToken(stack, assertionOf(), scope === undefined ? {} : { scope });
      const body = (await response.json()) as { readonly access_token: string };
      expect([response.status, body]).toMatchObject([200, { token_type: 'Bearer' }]);
      stack.keepSecret(body.access_token);
      return body.access_token;
    },
  };
}

/** As a program asks for a token. */
export function requestToken(
  { url }: Pick<Stack, 'url'>,
  assertion: string,
  more: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const form = {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...more,
  };
  return fetch(`${url}/auth/token`, { method: 'POST', body: new URLSearchParams(form), headers });
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
