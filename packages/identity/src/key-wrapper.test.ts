import { expect, it } from 'vitest';
import {
  encryptField,
  MasterKeyring,
  masterKeyId,
  newDataKey,
  UnknownMasterKeyError,
  wrappedPrefix,
  wrappingKeyId,
} from './index.ts';

const context = 'vault.personal_keys:0199';
const personal = newDataKey();

it('opens what it has wrapped, and tells by which key that is', () => {
  const master = newDataKey();
  const keyring = new MasterKeyring({ primary: master });
  const [one, two] = [keyring.wrap(personal, context), keyring.wrap(personal, context)];
  expect(one).not.toEqual(two);
  for (const wrapped of [one, two]) {
    expect(keyring.unwrap(wrapped, context)).toEqual(personal);
    expect(wrappingKeyId(wrapped)).toBe(keyring.keyId);
    expect(wrapped.subarray(0, 9)).toEqual(wrappedPrefix(keyring.keyId));
    // Version, id, initialisation vector, tag, key.
    expect(wrapped).toHaveLength(1 + 8 + 12 + 16 + 32);
    expect(wrapped.includes(personal)).toBe(false);
  }
  expect(new MasterKeyring({ primary: Buffer.from(master) }).unwrap(one, context)).toEqual(personal);
});

it('knows a key by an id that follows from it, for everybody the same', () => {
  expect(masterKeyId(Buffer.alloc(32, 7))).toBe('1e5a58f043cae032');
  expect(new MasterKeyring({ primary: Buffer.alloc(32, 7) }).keyId).toBe(masterKeyId(Buffer.alloc(32, 7)));
  expect(masterKeyId(newDataKey())).not.toBe(masterKeyId(newDataKey()));
});

it('exchanges the key while many processes wrap and open: all know the next before any wraps by it', () => {
  const [last, next] = [newDataKey(), newDataKey()];
  const steps = [
    new MasterKeyring({ primary: last }),
    new MasterKeyring({ primary: last, others: [next] }),
    new MasterKeyring({ primary: next, others: [last] }),
    new MasterKeyring({ primary: next }),
  ];
  // At any moment processes of two steps run. Those of the last two meet when nothing is wrapped by the last key any more.
  for (const [a, b] of [steps.slice(0, 2), steps.slice(1, 3)] as [MasterKeyring, MasterKeyring][]) {
    for (const [wraps, opens] of [
      [a, b],
      [b, a],
    ] as const)
      expect(opens.unwrap(wraps.wrap(personal, context), context)).toEqual(personal);
  }
  const [, , third, fourth] = steps as [unknown, unknown, MasterKeyring, MasterKeyring];
  expect(fourth.unwrap(third.wrap(personal, context), context)).toEqual(personal);
  expect(third.unwrap(fourth.wrap(personal, context), context)).toEqual(personal);
});

it('opens what was wrapped before keys had ids, by whichever fits', () => {
  const [first, second, third] = [newDataKey(), newDataKey(), newDataKey()];
  const old = encryptField(first, personal, context);
  expect(wrappingKeyId(old)).toBeNull();
  for (const keyring of [
    new MasterKeyring({ primary: first }),
    new MasterKeyring({ primary: second, others: [third, first] }),
  ]) {
    expect(keyring.unwrap(old, context)).toEqual(personal);
    expect(() => keyring.unwrap(old, 'vault.personal_keys:0200')).toThrow();
  }
});

it('says which key is missing and what to do, and never gives something else instead', () => {
  const lost = new MasterKeyring({ primary: newDataKey() });
  const keyring = new MasterKeyring({ primary: newDataKey(), others: [newDataKey()] });
  const wrapped = lost.wrap(personal, context);
  expect(() => keyring.unwrap(wrapped, context)).toThrow(UnknownMasterKeyError);
  expect(() => keyring.unwrap(wrapped, context)).toThrow(`the master key ${lost.keyId}`);
  expect(() => keyring.unwrap(wrapped, context)).toThrow(`(${keyring.keyId}, ${keyring.otherKeyIds[0]})`);
  expect(() => keyring.unwrap(wrapped, context)).toThrow('MASTER_OTHER_KEYS');
  expect(() => keyring.unwrap(encryptField(newDataKey(), personal, context), context)).toThrow(UnknownMasterKeyError);
});

it('does not open what was moved to another place, changed in any byte, cut short or made longer', () => {
  const [one, other] = [newDataKey(), newDataKey()];
  const keyring = new MasterKeyring({ primary: one, others: [other] });
  const wrapped = keyring.wrap(personal, context);
  for (const elsewhere of ['vault.personal_keys:0200', '', `${context} `])
    expect(() => keyring.unwrap(wrapped, elsewhere), elsewhere).toThrow();
  for (let index = 0; index < wrapped.length; index += 1) {
    const flipped = Buffer.from(wrapped);
    flipped.writeUInt8(flipped.readUInt8(index) ^ 1, index);
    expect(() => keyring.unwrap(flipped, context), `byte ${index}`).toThrow();
    expect(() => keyring.unwrap(wrapped.subarray(0, index), context), `the first ${index} bytes`).toThrow();
  }
  expect(() => keyring.unwrap(Buffer.concat([wrapped, Buffer.of(0)]), context)).toThrow();
  // What is of one form is not of the other with its head cut off, or with the id of another key.
  expect(() => keyring.unwrap(Buffer.concat([Buffer.of(1), wrapped.subarray(9)]), context)).toThrow();
  const renamed = Buffer.concat([wrappedPrefix(masterKeyId(other)), wrapped.subarray(9)]);
  expect(() => keyring.unwrap(renamed, context)).toThrow();
});

it('takes keys of 32 bytes, each once', () => {
  const [one, other] = [newDataKey(), newDataKey()];
  const keyring = new MasterKeyring({ primary: one, others: [other, one, other] });
  expect(keyring.otherKeyIds).toEqual([masterKeyId(other)]);
  for (const length of [0, 16, 31, 33, 64])
    expect(() => new MasterKeyring({ primary: one, others: [Buffer.alloc(length)] })).toThrow(TypeError);
});
