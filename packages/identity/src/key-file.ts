import { createHash, createPrivateKey, generateKeyPairSync, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { JWK } from 'jose';
import { MasterKeyring } from './key-wrapper.ts';

/** All secrets of an installation, for one that has no key management service. */
export interface Keys {
  /** Signs access tokens. Ed25519, private. */
  readonly accessToken: JWK;
  /** Signs viewer tokens between our own processes. Ed25519, private. */
  readonly viewerToken: JWK;
  /** Wraps the keys of persons and invitations. 32 bytes, base64. */
  readonly master: string;
  /** Wrapped before, and open what is not wrapped anew yet. The youngest first. */
  readonly retiredMasters?: readonly RetiredMasterKey[];
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

export interface RetiredMasterKey {
  /** 32 bytes, base64. */
  readonly key: string;
  /** RFC 3339. */
  readonly retiredAt: string;
}

/** The file is there, and holds no keys. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';

  constructor(path: string) {
    super(`The key file ${path} cannot be used. Restore it from a backup: encrypted data cannot be read without it.`);
  }
}

/** Somebody changes the file and does not come to an end, or was killed when he did. */
export class KeyFileLockedError extends Error {
  override readonly name = 'KeyFileLockedError';

  constructor(lock: string, pid: number | null) {
    super(`Process ${pid ?? 'unknown'} changes the keys. Once it is gone, and ${lock} is not, delete that.`);
  }
}

/**
 * The keys in `path`, made at the first call: readable by their owner only, never overwritten, and the same for two
 * processes that begin at once.
 * @throws {KeyFileError} when the file is there and not usable: without its keys, encrypted data cannot be read again.
 */
export function loadOrCreateKeys(path: string): Keys {
  const existing = readKeys(path);
  if (existing) return isWhole(existing) ? existing : changeKeys(path, (keys) => keys);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = draftOf(path, createKeys());
  try {
    // A link either makes the file whole or finds that another process was first.
    linkSync(draft, path);
    flushFolder(dirname(path));
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
 * Exchanges the file for what `change` makes of it, in one piece: whoever is killed meanwhile leaves it as it was, and of two who
 * change it at once the second goes on from what the first has written.
 * @throws {KeyFileError} where there is no usable file; {KeyFileLockedError} when somebody else does not come to an end with it.
 */
export function changeKeys(path: string, change: (keys: Keys) => Keys): Keys {
  if (!readKeys(path)) throw new KeyFileError(path);
  return exclusively(path, () => {
    const keys = readKeys(path);
    if (!keys) throw new KeyFileError(path);
    return exchange(path, change(isWhole(keys) ? keys : withAuditKey(keys)));
  });
}

/** The keys that wrap and unwrap those of persons. */
export function masterKeyringOf(keys: Keys): MasterKeyring {
  const bytesOf = (key: string) => Buffer.from(key, 'base64');
  return new MasterKeyring({
    primary: bytesOf(keys.master),
    others: (keys.retiredMasters ?? []).map(({ key }) => bytesOf(key)),
  });
}

/** Of the private form of Ed25519 (RFC 8410), before the 32 bytes of the seed. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * For an installation from before there was the key: derived, so that of processes that begin at once all have the same. From then
 * on it is a key like others, and can be rotated.
 */
function withAuditKey(keys: KnownKeys): Keys {
  const seed = hkdfSync('sha256', Buffer.from(keys.master, 'base64'), '', 'trivet audit signing key', 32);
  const der = Buffer.concat([pkcs8Prefix, Buffer.from(seed)]);
  const jwk = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' }) as JWK;
  const kid = createHash('sha256').update(String(jwk.x)).digest('hex').slice(0, 32);
  return { ...keys, audit: { ...jwk, kid } };
}

function exchange(path: string, keys: Keys): Keys {
  const draft = draftOf(path, keys);
  try {
    renameSync(draft, path);
    flushFolder(dirname(path));
  } finally {
    rmSync(draft, { force: true });
  }
  return keys;
}

/** A file is under its new name after a crash of the machine once its folder is on the disk, too. */
function flushFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A change takes milliseconds. */
const lockTimeoutMs = 5_000;

/**
 * Nobody takes another's lock away, as two could at once: who was killed in these milliseconds leaves it, and people are told.
 * Waits without a turn of the event loop, since keys are read before there is anything else to do.
 */
function exclusively<Result>(path: string, work: () => Result): Result {
  const lock = `${path}.lock`;
  const giveUpAt = performance.now() + lockTimeoutMs;
  while (!tryToCreate(lock)) {
    const holder = holderOf(lock);
    if (performance.now() > giveUpAt || (holder !== null && !isRunning(holder)))
      throw new KeyFileLockedError(lock, holder);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryToCreate(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Null when it is gone by now, or its maker has not written yet who he is. */
function holderOf(lock: string): number | null {
  try {
    return Number.parseInt(readFileSync(lock, 'utf8'), 10) || null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
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
    master: newMasterKey(),
    lookup: randomBytes(32).toString('base64'),
  };
}

/** 32 bytes, base64. */
export function newMasterKey(): string {
  return randomBytes(32).toString('base64');
}

export function newSigningKey(): JWK {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), kid: randomUUID() };
}
