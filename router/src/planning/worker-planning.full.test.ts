import { createLogger } from '@trivet/platform';
import { expect, it, onTestFinished } from 'vitest';
import { defaultLimits } from '../admission/limits.ts';
import { shop } from '../tests/shop.ts';
import { testSupergraph } from '../tests/test-graph.ts';
import { WorkerPlanning } from './worker-planning.ts';

/** It takes seconds to fill a heap. */
it('refuses what is more than the memory of its thread holds, and plans all else in another', async () => {
  const lines: string[] = [];
  const planning = new WorkerPlanning({
    supergraphSdl: testSupergraph(shop().all).sdl,
    limits: { ...defaultLimits, maxTokens: 100_000, maxFields: 100_000 },
    logger: createLogger({ service: 'router', destination: { write: (line) => lines.push(line) } }),
    timeoutMs: 100_000,
    maxWaitMs: 100_000,
    maxHeapMb: 64,
  });
  onTestFinished(() => planning.close());
  const field = 'viewer { unread accounts { plan { name } owner { unread } } }';
  const large = Array.from({ length: 1500 }, (_, index) => `a${index}: ${field}`).join(' ');
  const outcomes = ['{ viewer { id } }', `{ ${large} }`, '{ viewer { id } }'].map((query) =>
    planning.plan({ query, flags: new Map() }).then(
      ({ outcome }) => outcome,
      (error: unknown) => String(error),
    ),
  );
  expect(await Promise.all(outcomes)).toEqual([
    'planned',
    'AppError: The operation is too large to be planned.',
    'planned',
  ]);
  expect(lines.filter((line) => line.includes('The planning thread died'))).toHaveLength(1);
});
