import { expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

/** How many of `count` questions, each of which fails and would be asked again, are. */
function repeated(budget: RetryBudget, count: number): number {
  return Array.from({ length: count }, () => {
    budget.earn();
    return budget.spend();
  }).filter(Boolean).length;
}

it('lets a tenth be asked again in the long run, and a reserve before', () => {
  const budget = new RetryBudget({ share: 0.1, reserve: 5 });
  expect(repeated(budget, 5)).toBe(5);
  expect(repeated(budget, 1000)).toBeLessThanOrEqual(100);
});

it('saves no more than its reserve', () => {
  const budget = new RetryBudget({ share: 0.1, reserve: 5 });
  for (let number = 0; number < 10_000; number++) budget.earn();
  expect(Array.from({ length: 10 }, () => budget.spend()).filter(Boolean)).toHaveLength(5);
});
