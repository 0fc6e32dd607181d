import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@trivet/platform';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultLimits } from '../admission/limits.ts';
import { shop } from '../tests/shop.ts';
import { silentLogger, testSupergraph } from '../tests/test-graph.ts';
import { LocalPlanning } from './local-planning.ts';
import type { PlanningRequest } from './planned-document.ts';
import { WorkerPlanning, type WorkerPlanningOptions } from './worker-planning.ts';

const supergraph = testSupergraph(shop().all);
/** So that a document can be made that takes seconds. */
const limits = { ...defaultLimits, maxTokens: 100_000, maxFields: 100_000 };

function start(options: Partial<WorkerPlanningOptions> = {}): WorkerPlanning {
  const planning = new WorkerPlanning({ supergraphSdl: supergraph.sdl, limits, logger: silentLogger, ...options });
  onTestFinished(() => planning.close());
  return planning;
}

const request = (query: string): PlanningRequest => ({ query, flags: new Map() });
const quick = request('{ viewer { id } }');
const many = (fields: number) =>
  request(
    `{ ${Array.from({ length: fields }, (_, index) => `a${index}: viewer { unread accounts { plan { name } owner { unread } } }`).join(' ')} }`,
  );
const slow = many(4_000);
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'planned',
    (error: { readonly code?: string }) => error.code,
  );

it('answers as in this thread, what is refused included', async () => {
  const planning = start();
  const local = new LocalPlanning(supergraph, limits);
  for (const query of [
    'query($up: Boolean!) { viewer { id: displayName accounts @skip(if: $up) { plan { name } } } }',
    'subscription { changed { resource { name account { weight } } } }',
    '{ nothing { at all } }',
    '{ viewer {',
  ]) {
    expect(await planning.plan(request(query))).toEqual(await local.plan(request(query)));
  }
});

it('gives up what takes too long, and goes on in another thread', async () => {
  const planning = start({ timeoutMs: 1_500 });
  await planning.plan(quick);
  const outcomes = [planning.plan(slow), planning.plan(quick)];
  expect(await Promise.all(outcomes.map(code))).toEqual(['OPERATION_LIMIT_EXCEEDED', 'planned']);
});

it('refuses what would have to wait too long, but never for the first thread to begin', async () => {
  const planning = start({ maxWaiting: 2 });
  const codes = await Promise.all([1, 2, 3].map(() => code(planning.plan(quick))));
  expect(codes).toEqual(['planned', 'planned', 'RATE_LIMITED']);
  const impatient = start({ maxWaitMs: 50 });
  expect(await code(impatient.plan(quick))).toBe('planned');
  const [, behind] = await Promise.all([impatient.plan(many(300)), impatient.plan(quick)].map(code));
  expect(behind).toBe('RATE_LIMITED');
});

describe('when the thread dies', () => {
  const workerFile = new URL('./dying-planning.fixture.ts', import.meta.url);

  it('plans again what was being planned, and then what waited', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trivet-planning-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const planning = start({ workerFile });
    const fatal = request(`{ viewer { id } } # dies once ${join(folder, 'died')}`);
    expect(await Promise.all([planning.plan(fatal), planning.plan(quick)].map(code))).toEqual(['planned', 'planned']);
    expect(existsSync(join(folder, 'died'))).toBe(true);
  });

  it('refuses what kills it a second time, and plans all else', async () => {
    const lines: string[] = [];
    const logger = createLogger({ service: 'router', destination: { write: (line) => lines.push(line) } });
    const planning = start({ workerFile, logger });
    const fatal = request('{ viewer { id } } # dies');
    const outcomes = [planning.plan(quick), planning.plan(fatal), planning.plan(quick)];
    expect(await Promise.all(outcomes.map(code))).toEqual(['planned', 'OPERATION_LIMIT_EXCEEDED', 'planned']);
    expect(await code(planning.plan(quick))).toBe('planned');
    expect(lines.filter((line) => line.includes('The planning thread died'))).toHaveLength(2);
  });
});

it('says that it cannot begin, to the log and to whoever asks, and tries again with each', async () => {
  const lines: string[] = [];
  const logger = createLogger({ service: 'router', destination: { write: (line) => lines.push(line) } });
  const planning = start({ supergraphSdl: 'type Query { a: Int }', logger });
  await expect(planning.plan(quick)).rejects.toThrow('no supergraph');
  await expect(planning.plan(quick)).rejects.toThrow('no supergraph');
  expect(lines.filter((line) => line.includes('The planning thread died'))).toHaveLength(2);
});

it('refuses what waits when it is closed, and whatever comes then', async () => {
  const planning = start();
  const waiting = [code(planning.plan(slow)), code(planning.plan(quick))];
  await planning.close();
  await planning.close();
  expect(await Promise.all([...waiting, code(planning.plan(quick))])).toEqual(Array(3).fill('SUBGRAPH_UNAVAILABLE'));
});
