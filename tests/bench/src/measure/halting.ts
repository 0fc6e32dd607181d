import { setTimeout as delay } from 'node:timers/promises';
import type { BenchProcess } from '../bench-process.ts';
import type { LoadGenerator } from '../load/load-generator.ts';

/** For a woken process to close the connections that were idle too long by its clock, and for its clients to see it. */
const wakingMs = 300;

/** Lets only those run that are looked at: what the workers of all others do would be counted as theirs. */
export class Halting {
  readonly #processes: readonly BenchProcess[];
  readonly #load: LoadGenerator;

  constructor({ processes, load }: { readonly processes: readonly BenchProcess[]; readonly load: LoadGenerator }) {
    this.#processes = processes;
    this.#load = load;
  }

  /** Until the next call nobody else runs, but who sends the requests. What they had open when they were halted may be closed. */
  async letOnlyRun(some: readonly BenchProcess[]): Promise<void> {
    const living = this.#processes.filter(({ hasEnded }) => !hasEnded);
    this.#load.watch(living.map(({ pid }) => pid));
    const running = new Set([this.#load.pid, ...some.map(({ pid }) => pid)]);
    for (const child of living) {
      if (running.has(child.pid)) child.resume();
      else child.pause();
    }
    await delay(wakingMs);
  }

  letAllRun(): void {
    for (const child of this.#processes) child.resume();
  }
}
