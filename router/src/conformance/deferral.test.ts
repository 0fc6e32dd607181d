import { expect, it } from 'vitest';
import { deferredFeatures, runDeferredRound } from './deferred-round.ts';

it('answers random operations in parts that add up to the answer in one piece', { timeout: 60_000 }, async () => {
  const { failures, cases, features } = await runDeferredRound({ seed: 500_010, graphs: 2, operationsPerGraph: 64 });
  expect(failures).toEqual([]);
  expect(cases).toBe(128);
  expect(deferredFeatures.filter((feature) => (features[feature] ?? 0) < 2)).toEqual([]);
});
