import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
}

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
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(createKeys(), null, 2)}\n`, { mode: 0o600, flush: true });
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

/** The public half of an Ed25519 key. */
export function publicKeyOf({ d: _secret, ...publicKey }: JWK): JWK {
  return publicKey;
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
