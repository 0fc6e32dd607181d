import { expect, it } from 'vitest';
import { firstDifference } from './compare-answers.ts';

it('takes answers for equal whose fields stand in another order', () => {
  expect(firstDifference({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 }, 'data')).toBeUndefined();
});

it.each([
  ['a value', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, 'at data.a.0.b: 2 instead of 1'],
  ['a missing field', { a: 1 }, {}, 'at data.a: undefined instead of 1'],
  ['one too many', { a: [] }, { a: [1] }, 'at data.a.0: 1 instead of undefined'],
  ['null for an object', { a: {} }, { a: null }, 'at data.a: null instead of {}'],
  ['an object for a list', { a: [] }, { a: {} }, 'at data.a: {} instead of []'],
])('names the place of %s', (_, expected, answer, difference) => {
  expect(firstDifference(expected, answer, 'data')).toBe(difference);
});
