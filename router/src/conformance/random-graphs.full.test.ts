import { expect, it } from 'vitest';
import { features } from './features.ts';
import { runRounds } from './parallel-rounds.ts';

/** `ROUNDS=4` for the 12,160 cases of who changes planning or execution. */
const rounds = Number(process.env['ROUNDS'] ?? 2);
const graphs = 20;
const operationsPerGraph = 152;
const cases = rounds * graphs * operationsPerGraph;
/**
 * The same cases each time, so that a failure is the change's. `RANDOM_SEED=…` looks for what nobody has seen yet: about one in
 * several thousand of its cases still meets a fault of Apollo's planner.
 */
const seed = Number(process.env['RANDOM_SEED'] ?? 500_010);
/** A feature that is met less often is as good as not tested. */
const leastOften = 50 * rounds;

it(`answers ${cases} random operations on random graphs as a graph in one piece would`, {
  timeout: 900_000,
}, async () => {
  console.info(`RANDOM_SEED=${seed}`);
  const outcome = await runRounds(
    Array.from({ length: rounds }, (_, index) => ({ seed: seed + index, graphs, operationsPerGraph })),
  );
  const table = Object.entries(outcome.features).sort(([, one], [, other]) => one - other);
  console.info(`${outcome.cases} cases, ${outcome.rejected} graphs that do not compose`);
  console.info(table.map(([feature, count]) => `${String(count).padStart(6)} ${feature}`).join('\n'));
  expect(outcome.failures).toEqual([]);
  expect(outcome.cases).toBe(cases);
  expect(outcome.rejected).toBeLessThan((rounds * graphs) / 6);
  expect(features.filter((feature) => (outcome.features[feature] ?? 0) < leastOften)).toEqual([]);
});
