import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { UserFault } from '@trivet/platform';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { ServiceIdentityKey } from './service-identity.model.ts';

export type PublicKey = Pick<ServiceIdentityKey, 'kid' | 'algorithm' | 'publicKey'>;

/** Of private and of symmetric keys (RFC 7518, section 6). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
/** What the name of a key may be, here and in what is signed. */
export const kidShape = /^[\x21-\x7e]{1,128}$/;
/** More bits cost us more with each signature than they give. */
const rsaBits = { min: 2048, max: 4096 };

/**
 * A public key by which signatures are checked from now on, with the algorithm that it is for: nothing that is signed chooses it.
 * @throws {UserFault} `INVALID_INPUT`
 */
export async function requirePublicKey(jwk: unknown): Promise<PublicKey> {
  const given = Object(jwk) as Readonly<Record<string, unknown>>;
  if (privateMembers.some((member) => member in given)) {
    throw invalid(
      'This JWK holds a private or a symmetric key, which nobody but the program may have. Make another one.',
    );
  }
  const operations = given['key_ops'];
  const isForSignatures =
    (given['use'] ?? 'sig') === 'sig' &&
    (operations === undefined || (Array.isArray(operations) && operations.includes('verify')));
  if (!isForSignatures) throw invalid('The key has to be one for signatures.');
  const key = read(given as JsonWebKey);
  const algorithm = algorithmOf(key, given['alg']);
  return {
    kid: await kidOf(given['kid'], key),
    algorithm,
    publicKey: key.export({ format: 'der', type: 'spki' }),
  };
}

function read(jwk: JsonWebKey): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw invalid('A key is a JWK of the type OKP, EC or RSA.');
  }
}

function algorithmOf(key: KeyObject, given: unknown): PublicKey['algorithm'] {
  const { namedCurve, modulusLength = 0, publicExponent } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      if (given === undefined || given === 'EdDSA' || given === 'Ed25519') return 'EdDSA';
      break;
    case 'ec':
      if (namedCurve === 'prime256v1' && (given === undefined || given === 'ES256')) return 'ES256';
      break;
    case 'rsa':
      if (modulusLength < rsaBits.min || modulusLength > rsaBits.max || publicExponent !== 65_537n) {
        throw invalid(`An RSA key has ${rsaBits.min} to ${rsaBits.max} bits and the exponent 65537.`);
      }
      if (given === 'PS256' || given === 'RS256') return given;
      break;
  }
  throw invalid('A key is for EdDSA (Ed25519) or ES256, or of RSA with "alg" PS256 or RS256.');
}

async function kidOf(given: unknown, key: KeyObject): Promise<string> {
  if (given === undefined) return calculateJwkThumbprint(key.export({ format: 'jwk' }) as JWK);
  if (typeof given !== 'string' || !kidShape.test(given)) {
    throw invalid('A "kid" has 1 to 128 characters of ASCII, without spaces.');
  }
  return given;
}

function invalid(message: string): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, ['publicKey']);
}
