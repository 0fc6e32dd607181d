import { expect, it } from 'vitest';
import { changedPaths } from './changed-paths.ts';

it('points at what is not the same, and at nothing else', () => {
  const before = { a: 1, b: { c: [1, { d: 2 }], e: 'same' }, 'x/y~z': null, gone: {} };
  const after = { b: { e: 'same', c: [1, { d: 3 }, 4] }, a: 1, 'x/y~z': 0, come: [] };
  expect(changedPaths(before, after).toSorted()).toEqual(['/b/c/1/d', '/b/c/2', '/come', '/gone', '/x~1y~0z']);
  expect(changedPaths(before, structuredClone(before))).toEqual([]);
  expect(changedPaths({ a: [] }, { a: {} })).toEqual(['/a']);
  expect(changedPaths({ a: undefined }, { constructor: 1 })).toEqual(['/constructor']);
});

it('points at fifty places, and cuts a path before what is too long', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`p${n}`, n]));
  expect(changedPaths({}, many)).toHaveLength(50);
  const long = 'x'.repeat(100_000);
  expect(changedPaths({ a: { [long]: 1, [`${long}y`]: 1 } }, { a: {} })).toEqual(['/a']);
});
