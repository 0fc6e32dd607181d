import { createHash, createPrivateKey, generateKeyPairSync, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
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
  /** Signs audit trails. Ed25519, private. */
  readonly audit: JWK;
  /** Signed access tokens before; those are good until they expire. The youngest first. */
  readonly retiredAccessTokens?: readonly RetiredKey[];
  /** Signed audit trails before, which are verified by them for as long as there are copies. The youngest first. */
  readonly retiredAudit?: readonly RetiredKey[];
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
  if (existing) return isWhole(existing) ? existing : addMissingKeys(path, existing);
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
  if (!keys || !isWhole(keys)) throw new KeyFileError(path);
  return keys;
}

/**
 * Puts a new key in the place of the one that signs access tokens. Processes take it when they start; tokens of the last one
 * are good until they expire. The file is exchanged in one piece: whoever is killed meanwhile leaves it as it was.
 * @throws {KeyFileError} where there is no usable file.
 */
export function rotateAccessTokenKey(path: string, now: Date): Keys {
  const keys = wholeKeys(path);
  const stillPublished = ({ retiredAt }: RetiredKey) => now.getTime() - Date.parse(retiredAt) < retirementMs;
  const rotated: Keys = {
    ...keys,
    accessToken: newSigningKey(),
    retiredAccessTokens: [
      { key: publicKeyOf(keys.accessToken), retiredAt: now.toISOString() },
      ...(keys.retiredAccessTokens ?? []).filter(stillPublished),
    ],
  };
  return exchange(path, rotated);
}

/**
 * Puts a new key in the place of the one that signs audit trails, as `rotateAccessTokenKey`. The public half of the last one is
 * kept for good.
 * @throws {KeyFileError} where there is no usable file.
 */
export function rotateAuditKey(path: string, now: Date): Keys {
  const keys = wholeKeys(path);
  const retired = { key: publicKeyOf(keys.audit), retiredAt: now.toISOString() };
  return exchange(path, { ...keys, audit: newSigningKey(), retiredAudit: [retired, ...(keys.retiredAudit ?? [])] });
}

/** Of the private form of Ed25519 (RFC 8410), before the 32 bytes of the seed. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * For an installation from before there was the key: derived, so that of processes that begin at once all have the same. From then
 * on it is a key like others, and can be rotated.
 */
function addMissingKeys(path: string, keys: KnownKeys): Keys {
  const seed = hkdfSync('sha256', Buffer.from(keys.master, 'base64'), '', 'trivet audit signing key', 32);
  const der = Buffer.concat([pkcs8Prefix, Buffer.from(seed)]);
  const jwk = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' }) as JWK;
  const kid = createHash('sha256').update(String(jwk.x)).digest('hex').slice(0, 32);
  return exchange(path, { ...keys, audit: { ...jwk, kid } });
}

/** In one piece: whoever is killed meanwhile leaves the file as it was. */
function exchange(path: string, keys: Keys): Keys {
  const draft = draftOf(path, keys);
  try {
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  return keys;
}

/** @throws {KeyFileError} where there is no usable file. */
function wholeKeys(path: string): Keys {
  if (!readKeys(path)) throw new KeyFileError(path);
  return loadOrCreateKeys(path);
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

/** Those that every installation has. */
type KnownKeys = Omit<Keys, 'audit'> & Partial<Pick<Keys, 'audit'>>;

function isWhole(keys: KnownKeys): keys is Keys {
  return keys.audit?.d !== undefined;
}

function readKeys(path: string): KnownKeys | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const keys = parseJson(text) as Partial<Keys> | null;
  if (!keys?.accessToken?.d || !keys.viewerToken?.d || !keys.master || !keys.lookup) throw new KeyFileError(path);
  return keys as KnownKeys;
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
    audit: newSigningKey(),
    master: randomBytes(32).toString('base64'),
    lookup: randomBytes(32).toString('base64'),
  };
}

function newSigningKey(): JWK {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), kid: randomUUID() };
}
