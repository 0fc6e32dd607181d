import { expect, it } from 'vitest';
import { runRound } from './round.ts';

it('answers random operations on random graphs as a graph in one piece would', { timeout: 60_000 }, async () => {
  const { failures, rejected, cases } = await runRound({ seed: 500_010, graphs: 3, operationsPerGraph: 48 });
  expect(failures).toEqual([]);
  expect(cases).toBe(144);
  expect(rejected).toBeLessThan(2);
});
