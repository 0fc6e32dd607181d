import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { keyShapes } from './config-shapes.ts';

it('takes a key that begins with a slash for a key', () => {
  const key = Buffer.alloc(32, 0xff);
  expect(key.toString('base64')[0]).toBe('/');
  expect(keyShapes.key256.parse(key.toString('base64'))).toEqual(key);
});

it('reads a key from the file that is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'key');
  writeFileSync(file, `${Buffer.alloc(32, 7).toString('base64')}\n`);
  expect(keyShapes.key256.parse(file)).toEqual(Buffer.alloc(32, 7));
});

it('says what is wrong and not what was given', () => {
  const { error } = keyShapes.key256.safeParse('/no/such/file');
  expect(error?.issues.map(({ message }) => message)).toEqual(['names a file that cannot be read']);
});

it('takes a set of keys, and no other list', () => {
  const key = { kty: 'OKP', crv: 'Ed25519', x: 'eA', kid: 'one' };
  expect(keyShapes.jwkSet.parse(JSON.stringify({ keys: [key] }))).toEqual([key]);
  expect(keyShapes.jwkSet.parse('{"keys":[]}')).toEqual([]);
  for (const text of ['', '[]', '{}', 'null', '{"keys":{}}', '{"keys":[null]}', '{"keys":[{"kty":"RSA"}]}']) {
    expect(keyShapes.jwkSet.safeParse(text).success, text).toBe(false);
  }
});
