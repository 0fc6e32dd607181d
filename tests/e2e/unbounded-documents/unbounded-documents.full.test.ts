import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { Dice } from '@trivet/platform/testing';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GraphQLAnswer, Person } from '../../support/person.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { randomDocument } from './random-document.ts';

const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../../schema/api.graphql'), 'utf8'));
/** `SECONDS=600` is for whoever changes caches or planning. */
const seconds = Number(process.env['SECONDS'] ?? 20);
const parts = Math.max(2, Math.round(seconds / 60));
const idleSeconds = 5;
const inFlight = 4;
const mb = 1024 * 1024;
/**
 * What a client with known operations may notice of others’ new ones. The aim is 50, and on a quiet machine it was 25 to 51 in ten
 * minutes; a slow or busy one takes twice as long for the same. A planner on the wrong thread would take seconds.
 */
const maxBlockMs = 100;
/** What the caches of operations may take (`router/src/planning/operation-cache.ts`), with those of the subgraphs. */
const cachesBytes = 200 * mb;
/** Of the process, with the thread that plans, which may have 256 MB. */
const maxRssBytes = 1_000 * mb;

let stack: Stack;
let person: Person;
beforeAll(async () => {
  stack = await startStack('standalone', { name: 'unbounded documents', watched: true });
  person = await stack.person('Ada');
  for (const name of ['Analytical Engines', 'Difference Engines']) await person.resource(await person.account(name));
});
afterAll(() => stack?.stop());

/** Documents that nobody has sent before, several at once, each tenth of 5 kB; and meanwhile again and again one that is known. */
async function load(lastsMs: number, dice: Dice) {
  const until = performance.now() + lastsMs;
  const failures: unknown[] = [];
  const latencies: number[] = [];
  let sent = 0;
  const note = ({ status, errors }: GraphQLAnswer, query: string) => {
    if (status !== 200 || errors) failures.push({ status, errors, query: query.slice(0, 500) });
  };
  const sendNew = async () => {
    while (performance.now() < until) {
      const length = sent++ % 10 === 0 ? 5_000 : dice.between(200, 1_500);
      const query = randomDocument(schema, dice, { number: dice.below(2 ** 31), length });
      note(await person.ask(query), query);
    }
  };
  const sendKnown = async () => {
    while (performance.now() < until) {
      const begunAt = performance.now();
      note(await person.tell('Dashboard'), 'Dashboard');
      latencies.push(performance.now() - begunAt);
      await after(20);
    }
  };
  await Promise.all([...Array.from({ length: inFlight }, sendNew), sendKnown()]);
  latencies.sort((one, other) => one - other);
  const p99 = latencies[Math.floor(latencies.length * 0.99)] ?? 0;
  return { failures, sent, known: latencies.length, knownP99Ms: Math.round(p99) };
}

it(`answers ever new documents, and they hold neither the event loop nor memory (${seconds} s)`, {
  timeout: seconds * 1000 + 90_000,
}, async () => {
  const { router } = stack.processes;
  const dice = new Dice(1);
  // What is compiled when it is first used is no control.
  await load(1_000, dice);
  await router.watch();
  await after(idleSeconds * 1000);
  const idle = await router.watch();
  console.info('idle', JSON.stringify(idle));
  for (let part = 1; part <= parts; part++) {
    // An access token is good for ten minutes.
    await person.refresh();
    const { failures, ...counts } = await load((seconds * 1000) / parts, dice);
    const watch = await router.watch();
    console.info(`${part} of ${parts}`, JSON.stringify({ ...counts, ...watch }));
    expect(failures).toEqual([]);
    expect(counts.known).toBeGreaterThan(0);
    expect(watch.longestBlockMs).toBeLessThan(idle.longestBlockMs + maxBlockMs);
    expect(watch.heapBytes).toBeLessThan(idle.heapBytes + cachesBytes);
    expect(watch.rssBytes).toBeLessThan(maxRssBytes);
  }
  expect(stack.logLines().filter(({ level }) => level === 'ERROR')).toEqual([]);
});
