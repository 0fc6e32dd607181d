import { expect, it } from 'vitest';
import { median } from './statistics.ts';

it('takes the middle, whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it('has no middle of nothing', () => {
  expect(() => median([])).toThrow(RangeError);
});
