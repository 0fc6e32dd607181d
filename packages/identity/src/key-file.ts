import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JWK } from 'jose';

/** All secrets of an installation, for one that has no key management service. */
export interface Keys {
  /** Signs access tokens. Ed25519, private. */
  readonly accessToken: JWK;
  /** Signs viewer tokens between our own processes. Ed25519, private. */
  readonly viewerToken: JWK;
  /** Wraps the keys of persons and accounts. 32 bytes, base64. */
  readonly master: string;
  /** Hashes what has to be found by equality. 32 bytes, base64. */
  readonly lookup: string;
  /** Signed access tokens before; those are good until they expire. The youngest first. */
  readonly retiredAccessTokens?: readonly RetiredKey[];
}

export interface RetiredKey {
  /** Its public half. */
  readonly key: JWK;
  /** RFC 3339. */
  readonly retiredAt: string;
}

/** For so long after its last token a key is still published: many times as long as a token is good, clocks that differ included. */
const retirementMs = 24 * 60 * 60 * 1000;

/** The file is there, and holds no keys. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';

  constructor(path: string) {
    super(`The key file ${path} cannot be used. Restore it from a backup: encrypted data cannot be read without it.`);
  }
}

/**
 * The keys in `path`, made at the first call: readable by their owner only, never overwritten, and the same for two
 * processes that begin at once.
 * @throws {KeyFileError} when the file is there and not usable: without its keys, encrypted data cannot be read again.
 */
export function loadOrCreateKeys(path: string): Keys {
  const existing = readKeys(path);
  if (existing) return existing;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = draftOf(path, createKeys());
  try {
    // A link either makes the file whole or finds that another process was first.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const keys = readKeys(path);
  if (!keys) throw new KeyFileError(path);
  return keys;
}

/**
 * Puts a new key in the place of the one that signs access tokens. Processes take it when they start; tokens of the last one
 * are good until they expire. The file is exchanged in one piece: whoever is killed meanwhile leaves it as it was.
 * @throws {KeyFileError} where there is no usable file.
 */
export function rotateAccessTokenKey(path: string, now: Date): Keys {
  const keys = readKeys(path);
  if (!keys) throw new KeyFileError(path);
  const stillPublished = ({ retiredAt }: RetiredKey) => now.getTime() - Date.parse(retiredAt) < retirementMs;
  const rotated: Keys = {
    ...keys,
    accessToken: newSigningKey(),
    retiredAccessTokens: [
      { key: publicKeyOf(keys.accessToken), retiredAt: now.toISOString() },
      ...(keys.retiredAccessTokens ?? []).filter(stillPublished),
    ],
  };
  const draft = draftOf(path, rotated);
  try {
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  return rotated;
}

/** The public half of an Ed25519 key. */
export function publicKeyOf({ d: _secret, ...publicKey }: JWK): JWK {
  return publicKey;
}

/** The whole of it on the disk, beside `path`, which it is to become. */
function draftOf(path: string, keys: Keys): string {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true });
  return draft;
}

function readKeys(path: string): Keys | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const keys = parseJson(text) as Partial<Keys> | null;
  if (!keys?.accessToken?.d || !keys.viewerToken?.d || !keys.master || !keys.lookup) throw new KeyFileError(path);
  return keys as Keys;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function createKeys(): Keys {
  return {
    accessToken: newSigningKey(),
    viewerToken: newSigningKey(),
    master: randomBytes(32).toString('base64'),
    lookup: randomBytes(32).toString('base64'),
  };
}

function newSigningKey(): JWK {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), kid: randomUUID() };
}
