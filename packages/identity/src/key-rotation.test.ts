import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import {
  dropMasterKey,
  type Keys,
  loadOrCreateKeys,
  masterKeyId,
  masterKeyringOf,
  newDataKey,
  publicKeyOf,
  rotateAccessTokenKey,
  rotateAuditKey,
  rotateMasterKey,
} from './index.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'trivet-keys-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

it('puts another key in the place of the one that signs access tokens, and publishes that one for a day', () => {
  const directory = folder();
  const path = join(directory, 'keys.json');
  const first = loadOrCreateKeys(path);
  const second = rotateAccessTokenKey(path, new Date('2026-11-26T12:00:00Z'));
  expect(second).toEqual({
    ...first,
    accessToken: expect.not.objectContaining({ kid: first.accessToken.kid }),
    retiredAccessTokens: [{ key: publicKeyOf(first.accessToken), retiredAt: '2026-11-26T12:00:00.000Z' }],
  });
  expect(loadOrCreateKeys(path)).toEqual(second);
  expect(modeOf(path)).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['keys.json']);

  const kids = ({ retiredAccessTokens = [] }: Keys) => retiredAccessTokens.map(({ key }) => key.kid);
  const third = rotateAccessTokenKey(path, new Date('2026-11-27T11:59:59Z'));
  expect(kids(third)).toEqual([second.accessToken.kid, first.accessToken.kid]);
  expect(kids(rotateAccessTokenKey(path, new Date('2026-11-27T12:00:00Z')))).toEqual([
    third.accessToken.kid,
    second.accessToken.kid,
  ]);
});

it('rotates nothing where there are no keys, and leaves alone what it cannot use', () => {
  const path = join(folder(), 'keys.json');
  expect(() => rotateAccessTokenKey(path, new Date())).toThrow(`The key file ${path} cannot be used.`);
  writeFileSync(path, '{}');
  expect(() => rotateAccessTokenKey(path, new Date())).toThrow(`The key file ${path} cannot be used.`);
  expect(readFileSync(path, 'utf8')).toBe('{}');
});

it('puts another key in the place of the one that signs audit trails, and keeps all that did', () => {
  const path = join(folder(), 'keys.json');
  const first = loadOrCreateKeys(path);
  const second = rotateAuditKey(path, new Date('2026-11-26T12:00:00Z'));
  const third = rotateAuditKey(path, new Date('2036-11-26T12:00:00Z'));
  expect(third).toEqual({
    ...first,
    audit: expect.not.objectContaining({ kid: second.audit.kid }),
    retiredAudit: [
      { key: publicKeyOf(second.audit), retiredAt: '2036-11-26T12:00:00.000Z' },
      { key: publicKeyOf(first.audit), retiredAt: '2026-11-26T12:00:00.000Z' },
    ],
  });
  expect(loadOrCreateKeys(path)).toEqual(third);
});

it('puts another master key in the place of the one that wraps, which opens what it has wrapped until it is dropped', () => {
  const directory = folder();
  const path = join(directory, 'keys.json');
  const first = loadOrCreateKeys(path);
  const personal = newDataKey();
  const wrapped = masterKeyringOf(first).wrap(personal, 'one');
  const second = rotateMasterKey(path, new Date('2026-11-26T12:00:00Z'));
  const third = rotateMasterKey(path, new Date('2027-11-26T12:00:00Z'));
  expect(third).toEqual({
    ...first,
    master: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    retiredMasters: [
      { key: second.master, retiredAt: '2027-11-26T12:00:00.000Z' },
      { key: first.master, retiredAt: '2026-11-26T12:00:00.000Z' },
    ],
  });
  expect(new Set([first.master, second.master, third.master]).size).toBe(3);
  expect(loadOrCreateKeys(path)).toEqual(third);
  expect([modeOf(path), readdirSync(directory)]).toEqual([0o600, ['keys.json']]);

  const keyring = masterKeyringOf(third);
  expect(keyring.unwrap(wrapped, 'one')).toEqual(personal);
  expect(keyring.keyId).toBe(idOf(third.master));
  expect(keyring.otherKeyIds).toEqual([idOf(second.master), idOf(first.master)]);

  // Neither the one that wraps, nor one that is not there.
  for (const keyId of [keyring.keyId, '0'.repeat(16)]) expect(dropMasterKey(path, keyId)).toEqual(third);
  const { retiredMasters, ...unchanged } = third;
  expect(dropMasterKey(path, idOf(first.master))).toEqual({
    ...unchanged,
    retiredMasters: retiredMasters?.slice(0, 1),
  });
  expect(dropMasterKey(path, idOf(second.master))).toEqual(unchanged);
  expect(readFileSync(path, 'utf8')).not.toContain(first.master);
});

it('rotates the master key of an installation from before there was a key for audit trails, and that one stays what it was', () => {
  const [path, twin] = [join(folder(), 'keys.json'), join(folder(), 'keys.json')];
  const { audit: _audit, ...before } = loadOrCreateKeys(path);
  for (const file of [path, twin]) writeFileSync(file, JSON.stringify(before));
  expect(rotateMasterKey(path, new Date()).audit).toEqual(loadOrCreateKeys(twin).audit);
});

it('loses none of the keys that several make at once', async () => {
  const path = join(folder(), 'keys.json');
  const first = loadOrCreateKeys(path);
  const entry = new URL('./tests/rotate-master.ts', import.meta.url);
  const children = Array.from({ length: 3 }, () => fork(entry, [path], { execArgv: [] }));
  const told = async (child: ChildProcess) => (await once(child, 'message'))[0] as Keys[];
  await Promise.all(children.map(told));
  const rotated = children.map(told);
  for (const child of children) child.send('go');
  const made = (await Promise.all(rotated)).flat().map(({ master }) => master);
  const { master, retiredMasters = [] } = loadOrCreateKeys(path);
  expect(made.length).toBe(60);
  expect([master, ...retiredMasters.map(({ key }) => key)].toSorted()).toEqual([first.master, ...made].toSorted());
});

it('says which file stays of who was killed, and takes nobody’s lock away', async () => {
  const killed = fork(new URL('./tests/rotate-master.ts', import.meta.url), ['nowhere'], { execArgv: [] });
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const path = join(folder(), 'keys.json');
  const keys = loadOrCreateKeys(path);
  writeFileSync(`${path}.lock`, String(killed.pid));
  // Who changes nothing is not kept.
  expect(loadOrCreateKeys(path)).toEqual(keys);
  expect(() => rotateMasterKey(path, new Date())).toThrow(
    `Process ${killed.pid} changes the keys. Once it is gone, and ${path}.lock is not`,
  );
  rmSync(`${path}.lock`);
  expect(rotateMasterKey(path, new Date()).master).not.toBe(keys.master);
});

function idOf(master: string): string {
  return masterKeyId(Buffer.from(master, 'base64'));
}
