import type { BenchProcess } from '../bench-process.ts';
import type { Effort } from '../config/config.ts';
import type { LoadGenerator } from '../load/load-generator.ts';
import { Halting } from '../measure/halting.ts';
import type { StartedVariant } from '../measure/started-variant.ts';
import type { QueryName } from '../variant.ts';
import { profileOf } from './inspector.ts';
import type { Profiled } from './profile-report.ts';

/** The variants of which the difference is to be explained. */
export const usuallyProfiled: ReadonlySet<string> = new Set(['standalone', 'handWritten', 'standaloneBase']);

export interface ProfilingOptions {
  readonly load: LoadGenerator;
  readonly processes: readonly BenchProcess[];
  readonly queries: readonly QueryName[];
  readonly effort: Effort;
  readonly concurrency: number;
  readonly say: (message: string) => void;
}

/** One after the other, each on all that is asked; all others are halted meanwhile. */
export async function profileVariants(
  started: readonly StartedVariant[],
  { load, processes, queries, effort, concurrency, say }: ProfilingOptions,
): Promise<Profiled[]> {
  const profiled: Profiled[] = [];
  const halting = new Halting({ processes, load });
  for (const { variant, running, requests } of started) {
    const [answering] = running.processes;
    if (!answering) throw new Error(`${variant.name} has no process of its own.`);
    await halting.letOnlyRun(running.processes);
    for (const query of queries) {
      say(`Profiling ${variant.name}, ${query}`);
      const task = { url: running.url, requests: requests[query], concurrency };
      await load.run({ ...task, count: effort.warmUp[query], tolerant: true });
      const count = effort.counted[query] * effort.rounds;
      const profile = await profileOf(answering, () => load.run({ ...task, count }));
      profiled.push({ variant: variant.name, query, requests: count, profile });
    }
  }
  halting.letAllRun();
  return profiled;
}
