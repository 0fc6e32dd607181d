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
