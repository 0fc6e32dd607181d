import { expect, it } from 'vitest';
import { median, medianInterval } from './statistics.ts';

it('takes the middle, whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it('has no middle of nothing', () => {
  expect(() => median([])).toThrow(RangeError);
});

it.each([
  // From tables of the binomial distribution.
  { count: 6, low: 1, high: 6 },
  { count: 9, low: 2, high: 8 },
  { count: 15, low: 4, high: 12 },
  { count: 60, low: 22, high: 39 },
])('is sure of a median by $count values between $low and $high', ({ count, low, high }) => {
  const values = Array.from({ length: count }, (_, index) => count - index);
  expect(medianInterval(values)).toEqual({ low, high });
});

it.each([0, 1, 5])('is sure of nothing by %i values', (count) => {
  expect(medianInterval(Array(count).fill(1))).toBeUndefined();
});
