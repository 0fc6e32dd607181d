import { Worker } from 'node:worker_threads';
import type { RoundOptions, RoundOutcome } from './round.ts';

/** Runs each round in a thread of its own, and takes them together. */
export async function runRounds(rounds: readonly RoundOptions[]): Promise<RoundOutcome> {
  const worker = new URL('./round.worker.ts', import.meta.url);
  const outcomes = await Promise.all(rounds.map((round) => runInThread(worker, round)));
  const features: Record<string, number> = {};
  for (const outcome of outcomes) {
    for (const [name, count] of Object.entries(outcome.features)) features[name] = (features[name] ?? 0) + count;
  }
  return {
    cases: outcomes.reduce((sum, { cases }) => sum + cases, 0),
    rejected: outcomes.reduce((sum, { rejected }) => sum + rejected, 0),
    features,
    failures: outcomes.flatMap(({ failures }) => failures),
  };
}

/** `file` is a module that posts the outcome of one round. */
export function runInThread(file: URL, workerData: unknown): Promise<RoundOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<RoundOutcome>();
  const worker = new Worker(file, { workerData });
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`A round ended with status ${code}, and said nothing.`)));
  return promise.finally(() => worker.terminate());
}
