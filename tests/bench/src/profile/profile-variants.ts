import { BenchProcess } from '../bench-process.ts';
import type { Effort } from '../config/config.ts';
import type { LoadGenerator } from '../load/load-generator.ts';
import type { StartedVariant } from '../measure/started-variant.ts';
import { queryNames } from '../variant.ts';
import { profileOf } from './inspector.ts';
import type { Profiled } from './profile-report.ts';

/** The variants of which the difference is to be explained. */
export const usuallyProfiled: ReadonlySet<string> = new Set(['standalone', 'handWritten']);

export interface ProfilingOptions {
  readonly load: LoadGenerator;
  readonly processes: readonly BenchProcess[];
  readonly effort: Effort;
  readonly concurrency: number;
  readonly say: (message: string) => void;
}

/** One after the other, each on all queries; all others are halted meanwhile. */
export async function profileVariants(
  started: readonly StartedVariant[],
  { load, processes, effort, concurrency, say }: ProfilingOptions,
): Promise<Profiled[]> {
  const profiled: Profiled[] = [];
  load.watch(processes.map(({ pid }) => pid));
  for (const { variant, running, requests } of started) {
    const own = new Set([load.pid, ...running.processes.map(({ pid }) => pid)]);
    for (const child of processes) {
      if (own.has(child.pid)) child.resume();
      else child.pause();
    }
    const answering = processes.find(({ pid }) => pid === running.processes[0]?.pid);
    if (!(answering instanceof BenchProcess)) throw new Error(`${variant.name} has no process of its own.`);
    for (const query of queryNames) {
      say(`Profiling ${variant.name}, ${query}`);
      const task = { url: running.url, requests: requests[query], concurrency };
      await load.run({ ...task, count: effort.warmUp[query], tolerant: true });
      const count = effort.counted[query] * effort.rounds;
      const profile = await profileOf(answering, () => load.run({ ...task, count }));
      profiled.push({ variant: variant.name, query, requests: count, profile });
    }
  }
  for (const child of processes) child.resume();
  return profiled;
}
