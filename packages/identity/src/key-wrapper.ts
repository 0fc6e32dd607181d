import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Encrypted } from '@trivet/database';
import { type DataKey, open, seal } from './field-cipher.ts';

/**
 * Wraps the keys of persons, so that they can be kept in a database. `context` says whose key it is, and is authenticated with it.
 *
 * It is called in the middle of requests, once for every person who is shown, and answers at once: a key management service
 * gives out (unwraps) the keys of such a wrapper when a process starts, and is not asked for each person.
 */
export interface KeyWrapper {
  /** By which key `wrap` wraps now, as `wrappingKeyId` tells it. */
  readonly keyId: string;
  wrap(key: DataKey, context: string): Encrypted;
  /**
   * @throws {UnknownMasterKeyError} when it was wrapped by a key that is not known here.
   * @throws {Error} for another context, or bytes that were changed.
   */
  unwrap(wrapped: Buffer, context: string): DataKey;
}

/** A personal key is there, and the master key that opens it is not. */
export class UnknownMasterKeyError extends Error {
  override readonly name = 'UnknownMasterKeyError';

  /** @param keyId null where the wrapped key does not say by which one it is. */
  constructor(keyId: string | null, knownIds: readonly string[]) {
    const which = keyId === null ? 'a master key that it does not name' : `the master key ${keyId}`;
    super(
      `A personal key is wrapped by ${which}, and none of those that are known here opens it (${knownIds.join(', ')}). ` +
        'Name it in MASTER_OTHER_KEYS, or restore the key file that holds it, and start again.',
    );
  }
}

/** Without the id of a key: made by `encryptField`, before there could be more than one. */
const formWithoutId = 1;
const formWithId = 2;
const idBytes = 8;
const headerBytes = 1 + idBytes;

/**
 * Keys of this process: the primary one wraps, it and the others unwrap. So a key is exchanged while many processes run: first all
 * of them can read by the next one, then all wrap by it.
 *
 * What it makes is AES-256-GCM (NIST SP 800-38D): a byte 2, the id of the key (8 bytes), a random IV (12), the tag (16), the
 * ciphertext (as long as the key that is wrapped). The id is HKDF-SHA-256 (RFC 5869) of the key itself, so nobody names keys, and
 * says nothing of it.
 */
export class MasterKeyring implements KeyWrapper {
  readonly keyId: string;
  readonly #primary: MasterKey;
  readonly #byId: ReadonlyMap<bigint, MasterKey>;

  /** @param keys.others of before, and the next one; the primary one may be among them. @throws {TypeError} for keys that are not 32 bytes. */
  constructor({ primary, others = [] }: { readonly primary: DataKey; readonly others?: readonly DataKey[] }) {
    this.#primary = masterKey(primary);
    const all = [this.#primary, ...others.map(masterKey)];
    this.#byId = new Map(all.map((key) => [key.number, key]));
    this.keyId = this.#primary.id;
  }

  /** Of those that unwrap and do not wrap, in the order in which they were given. */
  get otherKeyIds(): readonly string[] {
    return [...this.#byId.values()].map(({ id }) => id).filter((id) => id !== this.keyId);
  }

  wrap(key: DataKey, context: string): Encrypted {
    const { header, secret } = this.#primary;
    return seal(secret, key, { header, context: authenticated(header, context) });
  }

  unwrap(wrapped: Buffer, context: string): DataKey {
    if (wrapped[0] === formWithoutId) return this.#unwrapWithoutId(wrapped, context);
    if (wrapped[0] !== formWithId || wrapped.length < headerBytes)
      throw new Error('This wrapped key has a form that is not known here.');
    const key = this.#byId.get(wrapped.readBigUInt64BE(1));
    if (!key) throw new UnknownMasterKeyError(wrappingKeyId(wrapped), this.#knownIds());
    return open(key.secret, wrapped, { headerBytes, context: authenticated(key.header, context) });
  }

  /** By whichever key fits: GCM tells. */
  #unwrapWithoutId(wrapped: Buffer, context: string): DataKey {
    for (const { secret } of this.#byId.values()) {
      try {
        return open(secret, wrapped, { headerBytes: 1, context: Buffer.from(context) });
      } catch {
        // Another's, or nobody's.
      }
    }
    throw new UnknownMasterKeyError(null, this.#knownIds());
  }

  #knownIds(): readonly string[] {
    return [...this.#byId.values()].map(({ id }) => id);
  }
}

/** By which key it was wrapped, as 16 hexadecimal digits; null for the form that does not tell. */
export function wrappingKeyId(wrapped: Buffer): string | null {
  return wrapped[0] === formWithId ? wrapped.toString('hex', 1, headerBytes) : null;
}

/** How what a key has wrapped begins: with it the database finds what others have wrapped. */
export function wrappedPrefix(keyId: string): Buffer {
  return Buffer.concat([Buffer.of(formWithId), Buffer.from(keyId, 'hex')]);
}

/** 16 hexadecimal digits. */
export function masterKeyId(key: DataKey): string {
  return Buffer.from(hkdfSync('sha256', key, '', 'trivet master key id', idBytes)).toString('hex');
}

interface MasterKey {
  readonly id: string;
  /** The id as the number that its bytes are: quicker to look up than text. */
  readonly number: bigint;
  readonly secret: KeyObject;
  readonly header: Buffer;
}

function masterKey(bytes: DataKey): MasterKey {
  if (bytes.length !== 32) throw new TypeError('A master key has 32 bytes.');
  const id = masterKeyId(bytes);
  return { id, number: BigInt(`0x${id}`), secret: createSecretKey(bytes), header: wrappedPrefix(id) };
}

/** The header is authenticated too: nobody makes one form out of the other. */
function authenticated(header: Buffer, context: string): Buffer {
  return Buffer.concat([header, Buffer.from(context)]);
}
