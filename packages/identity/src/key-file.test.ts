import { type ChildProcess, fork } from 'node:child_process';
import { createPrivateKey, createPublicKey, type JsonWebKey, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Keys, loadOrCreateKeys, publicKeyOf } from './index.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'trivet-keys-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

it('makes keys that only their owner reads, once', () => {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const directory = join(folder(), 'data', 'secret');
  const path = join(directory, 'keys.json');
  const keys = loadOrCreateKeys(path);
  expect(modeOf(path)).toBe(0o600);
  expect(modeOf(directory)).toBe(0o700);
  // No draft stays behind.
  expect(readdirSync(directory)).toEqual(['keys.json']);

  const text = readFileSync(path, 'utf8');
  expect(loadOrCreateKeys(path)).toEqual(keys);
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(loadOrCreateKeys(join(folder(), 'keys.json')).master).not.toBe(keys.master);
});

it('makes every key of its own', () => {
  const { accessToken, viewerToken, audit, master, lookup } = loadOrCreateKeys(join(folder(), 'keys.json'));
  const secrets = [accessToken.d, viewerToken.d, audit.d, master, lookup];
  expect(new Set(secrets).size).toBe(secrets.length);
  for (const key of [master, lookup]) expect(Buffer.from(key, 'base64')).toHaveLength(32);
  for (const key of [accessToken, viewerToken, audit]) {
    expect(publicKeyOf(key)).toEqual({ kty: 'OKP', crv: 'Ed25519', x: key.x, kid: key.kid });
  }
});

it('gives the same keys to all who begin at once', async () => {
  const path = join(folder(), 'keys.json');
  const entry = new URL('./tests/load-keys.ts', import.meta.url);
  const children = Array.from({ length: 3 }, () => fork(entry, [path], { execArgv: [] }));
  const told = async (child: ChildProcess) => (await once(child, 'message'))[0] as Keys;
  await Promise.all(children.map(told));
  const loaded = children.map(told);
  for (const child of children) child.send('go');
  const [first, ...others] = await Promise.all(loaded);
  expect(first?.master).toBeTypeOf('string');
  for (const other of others) expect(other).toEqual(first);
  expect(loadOrCreateKeys(path)).toEqual(first);
});

it('refuses a file that it cannot use, and leaves it alone', () => {
  const whole = loadOrCreateKeys(join(folder(), 'keys.json'));
  const { master: _master, ...withoutMaster } = whole;
  const broken: Record<string, string> = {
    empty: '',
    'cut short': JSON.stringify(whole).slice(0, -10),
    'another thing': '"keys"',
    'a list': '[]',
    nothing: 'null',
    'without a key': JSON.stringify(withoutMaster),
    'without a private half': JSON.stringify({ ...whole, viewerToken: publicKeyOf(whole.viewerToken) }),
  };
  for (const [what, text] of Object.entries(broken)) {
    const directory = folder();
    const path = join(directory, 'keys.json');
    writeFileSync(path, text);
    expect(() => loadOrCreateKeys(path), what).toThrow(`The key file ${path} cannot be used.`);
    expect(readFileSync(path, 'utf8'), what).toBe(text);
    expect(readdirSync(directory), what).toEqual(['keys.json']);
  }
});

it('puts nothing in place of what is there but is no file', () => {
  const directory = folder();
  mkdirSync(join(directory, 'folder.json'));
  symlinkSync('nowhere', join(directory, 'link.json'));
  for (const name of ['folder.json', 'link.json'])
    expect(() => loadOrCreateKeys(join(directory, name)), name).toThrow();
  expect(readdirSync(directory).sort()).toEqual(['folder.json', 'link.json']);
});

it('gives the key for audit trails to an installation from before there was one, the same to all who begin at once', async () => {
  const directory = folder();
  const path = join(directory, 'keys.json');
  const { audit: _audit, ...before } = loadOrCreateKeys(path);
  writeFileSync(path, JSON.stringify(before));
  const entry = new URL('./tests/load-keys.ts', import.meta.url);
  const children = Array.from({ length: 3 }, () => fork(entry, [path], { execArgv: [] }));
  const told = async (child: ChildProcess) => (await once(child, 'message'))[0] as Keys;
  await Promise.all(children.map(told));
  const loaded = children.map(told);
  for (const child of children) child.send('go');
  const [first, ...others] = await Promise.all(loaded);
  expect(first).toEqual({ ...before, audit: expect.objectContaining({ kty: 'OKP', crv: 'Ed25519' }) });
  expect(first?.audit.kid).toMatch(/^[0-9a-f]{32}$/);
  for (const other of others) expect(other).toEqual(first);
  expect(loadOrCreateKeys(path)).toEqual(first);
  expect(modeOf(path)).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['keys.json']);
  const text = 'a text';
  const secret = createPrivateKey({ key: { ...first?.audit }, format: 'jwk' });
  const shown = createPublicKey({ key: publicKeyOf(first?.audit ?? {}) as JsonWebKey, format: 'jwk' });
  expect(verify(null, Buffer.from(text), shown, sign(null, Buffer.from(text), secret))).toBe(true);
});
