import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type Keys, publicKeyOf } from '@trivet/identity';
import { z } from 'zod';
import { canonicalJson } from './audit-chain.ts';

/** An Ed25519 key as a JWK with a `kid`. */
export type AuditKey = Keys['audit'];

/** What a checkpoint says, as its signature covers it: the chain of an account, from entry to entry, as it was at a time. */
export interface SignedCheckpoint {
  /** So that no signature of ours under something else can be taken for one of these. */
  readonly type: 'trivet-audit-checkpoint';
  readonly version: 1;
  readonly accountId: string;
  readonly firstSequence: number;
  readonly sequence: number;
  /** Of the entry `sequence`; hexadecimal. */
  readonly hash: string;
  readonly createdAt: string;
  readonly keyId: string;
}

/** Signs checkpoints with the installation's key for that. */
export class CheckpointSigner {
  readonly keyId: string;
  readonly #key: KeyObject;

  constructor(key: AuditKey) {
    this.keyId = String(key.kid);
    this.#key = createPrivateKey({ key: { ...key }, format: 'jwk' });
  }

  sign(checkpoint: SignedCheckpoint): Buffer {
    return sign(null, Buffer.from(canonicalJson(checkpoint)), this.#key);
  }
}

/** Verifies with public keys, by their ids. */
export class CheckpointVerifier {
  readonly #keys: ReadonlyMap<string, KeyObject>;

  /** @throws {Error} for what is no public key. */
  constructor(keys: readonly AuditKey[]) {
    this.#keys = new Map(
      keys.map((key) => [String(key.kid), createPublicKey({ key: { ...key }, format: 'jwk' })] as const),
    );
  }

  knows(keyId: string): boolean {
    return this.#keys.has(keyId);
  }

  isGenuine(checkpoint: SignedCheckpoint, signature: Buffer): boolean {
    const key = this.#keys.get(checkpoint.keyId);
    return key !== undefined && verify(null, Buffer.from(canonicalJson(checkpoint)), key, signature);
  }
}

/** What the world may know of the keys of an installation: the one that signs, and those that have signed. */
export function publicKeysOf({
  key,
  otherKeys,
}: {
  readonly key: AuditKey;
  readonly otherKeys: readonly AuditKey[];
}): AuditKey[] {
  return [key, ...otherKeys].map((each) => ({ ...publicKeyOf(each), alg: 'EdDSA', use: 'sig' }));
}

const publicKeyShape = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
});
const publicKeysShape = z.union([
  z.object({ keys: z.array(publicKeyShape) }),
  publicKeyShape.transform((key) => ({ keys: [key] })),
]);

/**
 * The keys in a JWK set, or one JWK, as JSON.
 * @throws {Error} for another text.
 */
export function readPublicKeys(text: string): AuditKey[] {
  try {
    return publicKeysShape.parse(JSON.parse(text)).keys;
  } catch (cause) {
    throw new Error('The file of keys holds no Ed25519 keys as a JWK set, each with a "kid".', { cause });
  }
}
