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

it('takes several keys, from a file too, and nothing that is none', () => {
  const keys = [Buffer.alloc(32, 0xff), Buffer.alloc(32, 7)];
  const texts = keys.map((key) => key.toString('base64'));
  for (const separator of [',', ', ', '\n', ' '])
    expect(keyShapes.keys256.parse(texts.join(separator)), JSON.stringify(separator)).toEqual(keys);
  expect(keyShapes.keys256.parse(texts[0])).toEqual(keys.slice(0, 1));
  expect(keyShapes.keys256.parse('')).toEqual([]);
  const folder = mkdtempSync(join(tmpdir(), 'trivet-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'keys');
  writeFileSync(file, `${texts.join('\n')}\n`);
  expect(keyShapes.keys256.parse(file)).toEqual(keys);
  for (const text of ['key', `${texts[0]};${texts[1]}`, `${texts[0]},AAAA`, '[]'])
    expect(keyShapes.keys256.safeParse(text).success, text).toBe(false);
});
