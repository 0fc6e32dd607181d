import { expect, it } from 'vitest';
import { decryptField, encryptField, lookupHash, newDataKey } from './index.ts';

const context = 'users.email:0199';

it('gives back what was encrypted, whatever it was', () => {
  const key = newDataKey();
  for (const text of ['ada@example.com', '', 'Ada ’ Ωμέγα 🎉', 'x'.repeat(100_000)]) {
    expect(decryptField(key, encryptField(key, text, context), context).toString()).toBe(text);
  }
  const bytes = Buffer.from([0, 255, 254, 10]);
  expect(decryptField(key, encryptField(key, bytes, context), context)).toEqual(bytes);
});

it('says nothing of the text, not even that two are the same', () => {
  const key = newDataKey();
  const [one, two] = [encryptField(key, 'ada@example.com', context), encryptField(key, 'ada@example.com', context)];
  expect(one).not.toEqual(two);
  expect(one.includes('ada')).toBe(false);
  expect(newDataKey()).not.toEqual(newDataKey());
});

it('does not open what was moved to another place, or with another key', () => {
  const key = newDataKey();
  const encrypted = encryptField(key, 'ada@example.com', context);
  for (const elsewhere of ['users.email:0200', 'users.phone:0199', '', `${context} `]) {
    expect(() => decryptField(key, encrypted, elsewhere), elsewhere).toThrow();
  }
  expect(() => decryptField(newDataKey(), encrypted, context)).toThrow();
});

it('does not open what was changed in any byte, cut short or made longer', () => {
  const key = newDataKey();
  const encrypted = encryptField(key, 'ada@example.com', context);
  for (let index = 0; index < encrypted.length; index += 1) {
    const flipped = Buffer.from(encrypted);
    flipped.writeUInt8(flipped.readUInt8(index) ^ 1, index);
    expect(() => decryptField(key, flipped, context), `byte ${index}`).toThrow();
    expect(() => decryptField(key, encrypted.subarray(0, index), context), `the first ${index} bytes`).toThrow();
  }
  expect(() => decryptField(key, Buffer.concat([encrypted, Buffer.of(0)]), context)).toThrow();
  expect(decryptField(key, encrypted, context).toString()).toBe('ada@example.com');
});

it('hashes equal values alike under one key, and differently under another', () => {
  const key = newDataKey();
  expect(lookupHash(key, 'ada@example.com')).toEqual(lookupHash(key, 'ada@example.com'));
  expect(lookupHash(key, 'ada@example.com')).not.toEqual(lookupHash(key, 'ada@example.org'));
  expect(lookupHash(key, 'ada@example.com')).not.toEqual(lookupHash(newDataKey(), 'ada@example.com'));
  expect(lookupHash(key, 'ada@example.com')).toHaveLength(32);
});
