import { createPublicKey, generateKeyPairSync, hash } from 'node:crypto';
import { decodeGlobalId, globalId } from '@trivet/platform';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, jwtVerify, type ProtectedHeaderParameters } from 'jose';
import { kidShape } from './public-key.ts';
import { invalidClient } from './service-identity.errors.ts';
import type { ServiceIdentityKey } from './service-identity.model.ts';

/** How far ahead of us an assertion may end, and its clock be. */
export const maxAssertionSeconds = 300;
const leewaySeconds = 30;
const maxAssertionLength = 8192;
const maxJtiLength = 256;
const types = ['JWT', 'client-authentication+jwt'];

type VerificationKey = Pick<ServiceIdentityKey, 'algorithm' | 'publicKey'>;

/**
 * For who names no key of ours: he waits as long as who has signed for a key of Ed25519 with another; the other algorithms
 * take a time of their own. Nobody has its private half.
 */
export const decoy: VerificationKey = {
  algorithm: 'EdDSA',
  publicKey: generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }),
};

/** Whom an assertion says that it is of, before anything of it is believed. */
export interface ClaimedClient {
  readonly serviceIdentityId: string;
  readonly kid: string;
}

/** What of a good one has to be kept until it has ended. */
export interface ClientAssertion {
  readonly jtiHash: Buffer;
  readonly expiresAt: Date;
}

/** @throws {TokenRequestError} `invalid_client` */
export function readClaimedClient(assertion: string): ClaimedClient {
  if (assertion.length > maxAssertionLength) throw invalidClient('too long');
  let header: ProtectedHeaderParameters;
  let claims: JWTPayload;
  try {
    header = decodeProtectedHeader(assertion);
    claims = decodeJwt(assertion);
  } catch {
    throw invalidClient('no JWT');
  }
  const { kid } = header;
  const { sub } = claims;
  const client = typeof sub === 'string' ? decodeGlobalId(sub) : null;
  // There are several ways to write an id in base32, and one that we give out.
  if (client?.prefix !== 'svc' || globalId('svc', client.uuid) !== sub) throw invalidClient('sub');
  // Not only because there is none: the database takes no text with a NUL.
  if (typeof kid !== 'string' || !kidShape.test(kid)) throw invalidClient('kid');
  return { serviceIdentityId: client.uuid, kid };
}

/**
 * Checks what a client says of itself by RFC 7523, section 3, and RFC 8725: the algorithm is the key's, whatever the header names;
 * the audience is one, ours and nobody else's besides; it says of nobody but itself, once, and not for long.
 * @throws {TokenRequestError} `invalid_client`
 */
export async function verifyClientAssertion(
  assertion: string,
  key: VerificationKey,
  {
    client,
    audiences,
    now,
  }: { readonly client: ClaimedClient; readonly audiences: readonly string[]; readonly now: Date },
): Promise<ClientAssertion> {
  const id = globalId('svc', client.serviceIdentityId);
  const publicKey = createPublicKey({ key: key.publicKey, format: 'der', type: 'spki' });
  const { payload, protectedHeader } = await jwtVerify(assertion, publicKey, {
    // RFC 9864 has another name for what is the same.
    algorithms: key.algorithm === 'EdDSA' ? ['EdDSA', 'Ed25519'] : [key.algorithm],
    issuer: id,
    subject: id,
    currentDate: now,
    clockTolerance: leewaySeconds,
    requiredClaims: ['aud', 'exp', 'jti'],
  }).catch((error: unknown) => {
    throw invalidClient(codeOf(error));
  });
  const { aud, exp = 0, iat, jti } = payload;
  const { typ } = protectedHeader;
  const seconds = now.getTime() / 1000;
  if (typ !== undefined && !types.includes(typ)) throw invalidClient('typ');
  if (typeof aud !== 'string' || !audiences.includes(aud)) throw invalidClient('aud');
  if (exp > seconds + maxAssertionSeconds + leewaySeconds) throw invalidClient('exp is too far ahead');
  if (iat !== undefined && iat > seconds + leewaySeconds) throw invalidClient('iat is ahead');
  if (typeof jti !== 'string' || jti === '' || jti.length > maxJtiLength) throw invalidClient('jti');
  return { jtiHash: hash('sha256', jti, 'buffer'), expiresAt: new Date((Math.ceil(exp) + leewaySeconds) * 1000) };
}

/** Of jose: names what is wrong, and nothing of what was sent. */
function codeOf(error: unknown): string {
  const { code, claim } = Object(error) as { readonly code?: unknown; readonly claim?: unknown };
  return [code, claim].filter((part) => typeof part === 'string').join(' ') || 'not to be verified';
}
