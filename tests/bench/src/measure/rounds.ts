import { type BenchProcess, lastWordsOf } from '../bench-process.ts';
import type { Effort } from '../config/config.ts';
import type { LoadGenerator, LoadReport } from '../load/load-generator.ts';
import type { ByQuery, QueryName } from '../variant.ts';
import { readCpu, usedBetween } from './cpu.ts';
import { Halting } from './halting.ts';
import { orderOfRound } from './order.ts';
import { isCompared, type StartedVariant } from './started-variant.ts';
import { median } from './statistics.ts';

/** What one query costs one variant: medians over the rounds. */
export interface Figures {
  /** CPU per request of what is compared, in milliseconds. */
  readonly cpuMs: number;
  /** The same in each round, for who wants to see how far they lie apart. */
  readonly roundsCpuMs: readonly number[];
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
  readonly cpuMsByProcess: ReadonlyMap<string, number>;
  readonly report: LoadReport;
}

export interface MeasureOptions {
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
export async function measure(started: readonly StartedVariant[], options: MeasureOptions): Promise<AllFigures> {
  if (started.length === 0) return {};
  const rounds = new Map(started.map((one) => [one, { Q1: [] as Round[], Q2: [] as Round[], Q3: [] as Round[] }]));
  const halting = new Halting(options);
  for (let number = 0; number < options.effort.rounds; number += 1) {
    options.say(`Round ${number + 1} of ${options.effort.rounds}`);
    for (const name of options.queries) {
      for (const one of orderOfRound(started, number)) {
        await halting.letOnlyRun(one.running.processes);
        rounds.get(one)?.[name].push(await measureOnce(one, name, number, options));
      }
    }
  }
  halting.letAllRun();
  return Object.fromEntries(
    [...rounds].map(([one, byQuery]) => [
      one.variant.name,
      Object.fromEntries(options.queries.map((name) => [name, figuresOf(one, byQuery[name])])),
    ]),
  );
}

async function measureOnce(
  { running, requests, variant, postgresPid }: StartedVariant,
  name: QueryName,
  round: number,
  { load, effort, concurrency }: MeasureOptions,
): Promise<Round> {
  const task = { url: running.url, requests: requests[name], concurrency };
  const count = effort.counted[name];
  try {
    await load.run({ ...task, count: effort.settling + (round === 0 ? effort.warmUp[name] : 0), tolerant: true });
    const before = readCpu(running.processes, postgresPid);
    const report = await load.run({ ...task, count, offset: effort.settling });
    const used = usedBetween(before, readCpu(running.processes, postgresPid));
    return { cpuMsByProcess: new Map([...used].map(([process, ms]) => [process, ms / count])), report };
  } catch (cause) {
    throw new Error(`${variant.name} failed at ${name}.${await lastWordsOf(running.processes)}`, { cause });
  }
}

function figuresOf(one: StartedVariant, rounds: readonly Round[]): Figures {
  const totalOf = ({ cpuMsByProcess }: Round) =>
    [...cpuMsByProcess].reduce((sum, [process, ms]) => (isCompared(one, process) ? sum + ms : sum), 0);
  const middle = (of: (round: Round) => number) => median(rounds.map(of));
  const processes = [...(rounds[0]?.cpuMsByProcess.keys() ?? [])];
  return {
    cpuMs: middle(totalOf),
    roundsCpuMs: rounds.map(totalOf),
    cpuMsByProcess: Object.fromEntries(
      processes.map((process) => [process, middle(({ cpuMsByProcess }) => cpuMsByProcess.get(process) ?? 0)]),
    ),
    perSecond: middle(({ report }) => report.perSecond),
    p50Ms: middle(({ report }) => report.p50Ms),
    p99Ms: middle(({ report }) => report.p99Ms),
    answerBytes: middle(({ report }) => report.answerBytes),
  };
}
