import { type BenchProcess, lastWordsOf } from '../bench-process.ts';
import type { Effort } from '../config/config.ts';
import type { LoadGenerator, LoadReport } from '../load/load-generator.ts';
import { type ByQuery, type QueryName, queryNames } from '../variant.ts';
import { readCpu, usedBetween } from './cpu.ts';
import { Halting } from './halting.ts';
import { orderOfRound } from './order.ts';
import { isCompared, type StartedVariant } from './started-variant.ts';
import { median } from './statistics.ts';

/** What one query costs one variant: medians over the rounds. */
export interface Figures {
  /** CPU per request of what is compared, in milliseconds. */
  readonly cpuMs: number;
  /** The same in each round, by start, for who wants to see how far they lie apart. */
  readonly roundsCpuMs: readonly (readonly number[])[];
  /** CPU per request of every process, those that are not compared included. */
  readonly cpuMsByProcess: Readonly<Record<string, number>>;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answerBytes: number;
}

/** By variant, then by query that was measured. */
export type AllFigures = Readonly<Record<string, Partial<ByQuery<Figures>>>>;

interface Round {
  /** Of what is compared, per request. */
  readonly cpuMs: number;
  /** Of each process. */
  readonly cpuMsByProcess: ReadonlyMap<string, number>;
  readonly report: LoadReport;
}

/** What was measured after one start: by variant, by query that was asked. */
export type AllRounds = Readonly<Record<string, Partial<ByQuery<readonly Round[]>>>>;

export interface MeasureOptions {
  /** How often all was started before; the order of the rounds is another. */
  readonly startsBefore: number;
  readonly load: LoadGenerator;
  /** All that run; those that a variant does not consist of are halted while it is measured. */
  readonly processes: readonly BenchProcess[];
  /** What is asked. */
  readonly queries: readonly QueryName[];
  readonly effort: Effort;
  readonly concurrency: number;
  readonly say: (message: string) => void;
}

/**
 * Measures in rounds, each variant in each, so that what else happens on the machine happens to all alike. Whoever is not
 * measured is halted.
 */
export async function measure(started: readonly StartedVariant[], options: MeasureOptions): Promise<AllRounds> {
  if (started.length === 0) return {};
  const rounds = new Map(started.map((one) => [one, { Q1: [] as Round[], Q2: [] as Round[], Q3: [] as Round[] }]));
  const halting = new Halting(options);
  const { starts, rounds: count } = options.effort;
  const all = starts * count;
  for (let number = 0; number < count; number += 1) {
    const numberOfAll = options.startsBefore * count + number;
    options.say(`Round ${numberOfAll + 1} of ${all}`);
    for (const name of options.queries) {
      for (const one of orderOfRound(started, numberOfAll)) {
        await halting.letOnlyRun(one.running.processes);
        rounds.get(one)?.[name].push(await measureOnce(one, name, number, options));
      }
    }
  }
  halting.letAllRun();
  return Object.fromEntries(
    [...rounds].map(([{ variant }, byQuery]) => [
      variant.name,
      Object.fromEntries(options.queries.map((name) => [name, byQuery[name]])),
    ]),
  );
}

/** Over the rounds of all starts, in the order of `names`. */
export function figuresOf(starts: readonly AllRounds[], names: readonly string[]): AllFigures {
  return Object.fromEntries(
    names.map((name) => [
      name,
      Object.fromEntries(
        queryNames.flatMap((query) => {
          const rounds = starts.flatMap(({ [name]: byQuery }) => (byQuery?.[query] ? [byQuery[query]] : []));
          return rounds.length === 0 ? [] : [[query, figuresOfOne(rounds)] as const];
        }),
      ),
    ]),
  );
}

async function measureOnce(
  one: StartedVariant,
  name: QueryName,
  round: number,
  { load, effort, concurrency }: MeasureOptions,
): Promise<Round> {
  const { running, requests, variant, postgresPid } = one;
  const task = { url: running.url, requests: requests[name], concurrency };
  const count = effort.counted[name];
  try {
    await load.run({ ...task, count: effort.settling + (round === 0 ? effort.warmUp[name] : 0), tolerant: true });
    const before = readCpu(running.processes, postgresPid);
    const report = await load.run({ ...task, count, offset: effort.settling });
    const used = usedBetween(before, readCpu(running.processes, postgresPid));
    const cpuMsByProcess = new Map([...used].map(([process, ms]) => [process, ms / count]));
    const compared = [...cpuMsByProcess].filter(([process]) => isCompared(one, process));
    return { cpuMs: compared.reduce((sum, [, ms]) => sum + ms, 0), cpuMsByProcess, report };
  } catch (cause) {
    throw new Error(`${variant.name} failed at ${name}.${await lastWordsOf(running.processes)}`, { cause });
  }
}

function figuresOfOne(starts: readonly (readonly Round[])[]): Figures {
  const rounds = starts.flat();
  const middle = (of: (round: Round) => number) => median(rounds.map(of));
  const processes = [...(rounds[0]?.cpuMsByProcess.keys() ?? [])];
  return {
    cpuMs: middle(({ cpuMs }) => cpuMs),
    roundsCpuMs: starts.map((of) => of.map(({ cpuMs }) => cpuMs)),
    cpuMsByProcess: Object.fromEntries(
      processes.map((process) => [process, middle(({ cpuMsByProcess }) => cpuMsByProcess.get(process) ?? 0)]),
    ),
    perSecond: middle(({ report }) => report.perSecond),
    p50Ms: middle(({ report }) => report.p50Ms),
    p99Ms: middle(({ report }) => report.p99Ms),
    answerBytes: middle(({ report }) => report.answerBytes),
  };
}
