import { randomUUID } from 'node:crypto';
import { TypeID } from 'typeid-js';
import { expect, it } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { decodeGlobalId, globalId, parseGlobalId } from './global-id.ts';

const uuid = '01932c07-209f-7401-8a54-9b0d2f0ddb2a';
const id = globalId('usr', uuid);

it('gives the UUID back', () => {
  expect(id).toMatch(/^usr_[0-9a-z]{26}$/);
  expect(decodeGlobalId(id)).toEqual({ prefix: 'usr', uuid });
  expect(parseGlobalId('usr', id)).toBe(uuid);
});

it.each([
  uuid,
  '',
  'usr_',
  id.slice(0, -1),
  `${id}0`,
  id.toUpperCase(),
  id.replace('usr_', 'usr__'),
  id.replace('usr_', ''),
  `usr_${'z'.repeat(26)}`,
  `usr_${'é'.repeat(26)}`,
  'x'.repeat(10_000),
])('takes %j for no id', (text) => {
  expect(decodeGlobalId(text)).toBeNull();
  expect(() => parseGlobalId('usr', text)).toThrow(AppError);
});

it('takes the id of another type for none of this one', () => {
  expect(() => parseGlobalId('acc', id)).toThrow('is not an id that begins with "acc_"');
});

it('is a TypeID as the library makes it, and the library reads it', () => {
  const random = () => randomUUID();
  const uuids = ['0'.repeat(8), 'f'.repeat(8)].map(
    (digits) => `${digits}-${digits.slice(4)}-${digits.slice(4)}-${digits.slice(4)}-${digits}${digits.slice(4)}`,
  );
  for (const each of [...uuids, ...Array.from({ length: 2_000 }, random)]) {
    const ours = globalId('res', each);
    expect(ours).toBe(TypeID.fromUUID('res', each).toString());
    expect(decodeGlobalId(ours)?.uuid).toBe(TypeID.fromString(ours).toUUID());
  }
});
