import { describe, expect, it } from 'vitest';
import { runInThread } from '../parallel-rounds.ts';
import type { MutantWorkerData } from './mutant.worker.ts';
import { type Mutant, mutants } from './mutants.ts';

/** The first cases of `random-graphs.full.test.ts`, which all pass without a fault. */
const round = { seed: 500_010, graphs: 16, operationsPerGraph: 32, maxFailures: 1, shrinks: false };
const worker = new URL('./mutant.worker.ts', import.meta.url);

async function casesUntilFound(mutant: Mutant): Promise<number | 'not found'> {
  const { cases, failures } = await runInThread(worker, { mutant, round } satisfies MutantWorkerData);
  return failures.length > 0 ? cases : 'not found';
}

/** Two at a time: each is a thread that has nothing but work for the processor. */
async function findAll(): Promise<Map<string, number | 'not found'>> {
  const found = new Map<string, number | 'not found'>();
  const left = mutants.values();
  const lane = async () => {
    for (const mutant of left) {
      const cases = await casesUntilFound(mutant);
      found.set(mutant.name, cases);
      console.info(`${String(cases).padStart(9)} ${mutant.name}`);
    }
  };
  await Promise.all([lane(), lane()]);
  return found;
}

describe('a fault in the executor is found by the random cases', { timeout: 600_000 }, () => {
  it(`within ${round.graphs * round.operationsPerGraph} cases, each of ${mutants.length}`, async () => {
    const found = await findAll();
    expect([...found].filter(([, cases]) => cases === 'not found')).toEqual([]);
  });

  it('and one that changes nothing is none', async () => {
    const same = 'import { isTreeObject';
    const nothing = { name: 'nothing', file: 'execution/representation.ts', text: same, replacement: same };
    const { failures, cases } = await runInThread(worker, { mutant: nothing, round: { ...round, graphs: 1 } });
    expect(failures).toEqual([]);
    expect(cases).toBe(round.operationsPerGraph);
  });

  it('and one that is not in the source is refused', async () => {
    const gone = { name: 'gone', file: 'execution/tree.ts', text: 'what is not there', replacement: '' };
    await expect(casesUntilFound(gone)).rejects.toThrow('In execution/tree.ts this stands 0 times, not once');
  });
});
