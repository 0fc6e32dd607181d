import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { RoundOptions } from '../round.ts';
import type { Mutant } from './mutants.ts';

export interface MutantWorkerData {
  readonly mutant: Mutant | undefined;
  readonly round: RoundOptions;
}

/** One round in a thread of its own, in which one file is loaded with a fault in it. */
const { mutant, round } = workerData as MutantWorkerData;
if (mutant) load(mutant);
// Not before the fault is in its place.
const { runRound } = await import('../round.ts');
parentPort?.postMessage(await runRound(round));

function load({ file, text, replacement }: Mutant): void {
  const url = new URL(`../../${file}`, import.meta.url);
  const parts = readFileSync(url, 'utf8').split(text);
  if (parts.length !== 2) throw new Error(`In ${file} this stands ${parts.length - 1} times, not once: ${text}`);
  registerHooks({
    load: (loaded, context, next) => ({
      ...next(loaded, context),
      ...(loaded === url.href && { source: parts.join(replacement) }),
    }),
  });
}
