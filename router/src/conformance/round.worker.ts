import { parentPort, workerData } from 'node:worker_threads';
import { type RoundOptions, runRound } from './round.ts';

/** One round in a thread of its own: rounds are nothing but work for the processor. */
parentPort?.postMessage(await runRound(workerData as RoundOptions));
