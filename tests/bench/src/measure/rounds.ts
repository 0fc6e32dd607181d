import { setTimeout as delay } from 'node:timers/promises';
import type { BenchProcess } from '../bench-process.ts';
import type { Effort } from '../config/config.ts';
import type { LoadGenerator, LoadReport } from '../load/load-generator.ts';
import { type QueryName, queryNames } from '../variant.ts';
import { readCpu } from './cpu.ts';
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

/** By variant, then by query. */
export type AllFigures = Readonly<Record<string, Readonly<Record<QueryName, Figures>>>>;

interface Round {
  readonly cpuMsByProcess: ReadonlyMap<string, number>;
  readonly report: LoadReport;
}

export interface MeasureOptions {
  readonly load: LoadGenerator;
  /** All that run; those that a variant does not consist of are halted while it is measured. */
  readonly processes: readonly BenchProcess[];
  readonly postgresPid: number;
  readonly effort: Effort;
  readonly concurrency: number;
  readonly say: (message: string) => void;
}

/**
 * Measures in rounds, each variant in each, so that what else happens on the machine happens to all alike. Whoever is not
 * measured is halted: the looks of its workers at the database would count as the other's.
 */
export async function measure(started: readonly StartedVariant[], options: MeasureOptions): Promise<AllFigures> {
  if (started.length === 0) return {};
  const rounds = new Map(started.map((one) => [one, { Q1: [] as Round[], Q2: [] as Round[], Q3: [] as Round[] }]));
  options.load.watch(options.processes.map(({ pid }) => pid));
  for (let number = 0; number < options.effort.rounds; number += 1) {
    options.say(`Round ${number + 1} of ${options.effort.rounds}`);
    for (const name of queryNames) {
      // Nobody always comes after the same one.
      const order = started.map((_, index) => started[(index + number) % started.length] as StartedVariant);
      for (const one of order) rounds.get(one)?.[name].push(await measureOnce(one, name, number, options));
    }
  }
  for (const child of options.processes) child.resume();
  return Object.fromEntries(
    [...rounds].map(([one, byQuery]) => [
      one.variant.name,
      Object.fromEntries(queryNames.map((name) => [name, figuresOf(one, byQuery[name])])) as Record<QueryName, Figures>,
    ]),
  );
}

/** For a woken process to close the connections that were idle too long by its clock, and for its clients to see it. */
const wakingMs = 300;

async function measureOnce(
  { running, requests, variant }: StartedVariant,
  name: QueryName,
  round: number,
  { load, processes, postgresPid, effort, concurrency }: MeasureOptions,
): Promise<Round> {
  const own = new Set([load.pid, ...running.processes.map(({ pid }) => pid)]);
  for (const child of processes) {
    if (own.has(child.pid)) child.resume();
    else child.pause();
  }
  const task = { url: running.url, requests: requests[name], concurrency };
  const count = effort.counted[name];
  try {
    await delay(wakingMs);
    await load.run({ ...task, count: effort.settling + (round === 0 ? effort.warmUp[name] : 0), tolerant: true });
    const before = readCpu(running.processes, postgresPid);
    const report = await load.run({ ...task, count, offset: effort.settling });
    const after = readCpu(running.processes, postgresPid);
    const used = [...after].map(([process, ms]) => [process, (ms - (before.get(process) ?? 0)) / count] as const);
    return { cpuMsByProcess: new Map(used), report };
  } catch (cause) {
    throw new Error(`${variant.name} failed at ${name}.`, { cause });
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
