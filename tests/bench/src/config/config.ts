import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ByQuery, type QueryName, queryNames } from '../variant.ts';

export const repository = resolve(import.meta.dirname, '../../../..');
export const resultsFile = join(repository, 'tests/bench/results.json');
export const profileFile = join(repository, 'tests/bench/profile.md');
const cache = join(repository, '.cache/bench');
/** Where the sources of what we are compared with at another commit are kept, beside the data sets. */
export const basesFolder = join(cache, 'bases');

/** How much is asked. Everybody is asked the same. */
export interface Effort {
  /** How often everything is started anew: one process compiles and lays out what another does not, for as long as it lives. */
  readonly starts: number;
  /** After each start. */
  readonly rounds: number;
  /** Sent to each variant before its first round after a start, and not counted: until what V8 compiles is compiled. */
  readonly warmUp: ByQuery<number>;
  /** Sent in each round to each before those that are counted: a process that was halted has its timers and sockets to settle. */
  readonly settling: number;
  readonly counted: ByQuery<number>;
  /** The same of what is sent to each gateway. */
  readonly publicBenchmark: { readonly warmUp: number; readonly counted: number };
}

const efforts: Readonly<Record<'full' | 'quick', Effort>> = {
  full: {
    starts: 1,
    // With five, one round in which the machine is slower decides what the ratio is.
    rounds: 7,
    warmUp: { Q1: 1_000, Q2: 8_000, Q3: 2_500 },
    settling: 50,
    counted: { Q1: 400, Q2: 4_000, Q3: 1_000 },
    publicBenchmark: { warmUp: 1_000, counted: 500 },
  },
  quick: {
    starts: 1,
    rounds: 3,
    warmUp: { Q1: 300, Q2: 2_000, Q3: 600 },
    settling: 30,
    counted: { Q1: 150, Q2: 1_500, Q3: 300 },
    publicBenchmark: { warmUp: 200, counted: 150 },
  },
};

/** What `--only` calls the benchmark of gateways that is not ours. */
export const publicBenchmarkName = 'public';

/** Trivet at the commit that `--base` names. */
export const baseVariantNames = ['standaloneBase', 'routerBase'] as const;
export type BaseVariantName = (typeof baseVariantNames)[number];

export interface BenchOptions {
  readonly quick: boolean;
  /** Names of variants, and `public`; undefined for all. */
  readonly only: ReadonlySet<string> | undefined;
  /** Those of `queries.graphql` that are asked. */
  readonly queries: readonly QueryName[];
  /** What git calls the commit that this one is compared with, if it is with any. */
  readonly base: string | undefined;
  readonly help: boolean;
  readonly concurrency: number;
  readonly effort: Effort;
  /** Whether it is looked at where the time goes, instead of how much it is. */
  readonly profile: boolean;
  /** Whether less than everything is measured: then nothing is written. */
  readonly partial: boolean;
}

export const help = `
npm run bench [-- OPTIONS]     CPU per request against others, on one data set, in one run

  --quick            fewer requests and rounds: under five minutes
  --only NAME,...    some of the variants; writes no results
  --base REF         with Trivet at that commit too, as standaloneBase and routerBase: head over base, in each round
  --queries Q1,...   some of the queries; writes no results
  --rounds N         so many rounds; fewer than usual write no results
  --starts N         all of it so many times, everything started anew; two starts of one commit differ by some hundredths
  --profile          where the time goes instead: writes profile.md, of standalone and the hand-written endpoint, or --only
  --help             this text
`;

/** `variantNames`: what there is besides the public benchmark. @throws {TypeError} for options that are not known or make no sense. */
export function readOptions(args: readonly string[], variantNames: readonly string[]): BenchOptions {
  const names = [...variantNames, ...baseVariantNames, publicBenchmarkName];
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      base: { type: 'string' },
      queries: { type: 'string' },
      rounds: { type: 'string' },
      starts: { type: 'string' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const effort = efforts[values.quick ? 'quick' : 'full'];
  const rounds = countIn('rounds', values.rounds) ?? effort.rounds;
  const starts = countIn('starts', values.starts) ?? effort.starts;
  const only = namesIn(values.only, names);
  const queries = namesIn(values.queries, queryNames);
  checkBase(values.base, only);
  if (values.profile && only?.has(publicBenchmarkName)) {
    throw new TypeError('--profile looks at variants; the public benchmark is none.');
  }
  return {
    quick: values.quick,
    only,
    queries: queryNames.filter((name) => !queries || queries.has(name)),
    base: values.base,
    partial: only !== undefined || queries !== undefined || rounds < effort.rounds,
    profile: values.profile,
    help: values.help,
    concurrency: 16,
    effort: { ...effort, starts, rounds },
  };
}

function countIn(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new TypeError(`--${name} has to be a whole number, 1 or more.`);
  return count;
}

/** What a list with commas names; undefined where none is given. */
function namesIn(list: string | undefined, names: readonly string[]): ReadonlySet<string> | undefined {
  if (list === undefined) return undefined;
  const named = new Set(list.split(',').map((name) => name.trim()));
  const unknown = [...named].filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new TypeError(`There is no ${unknown.join(', ')}; these are there: ${names.join(', ')}.`);
  return named;
}

function checkBase(base: string | undefined, only: ReadonlySet<string> | undefined): void {
  const asked = baseVariantNames.filter((name) => only?.has(name));
  if (base === undefined && asked.length > 0) {
    throw new TypeError(
      `--base REF has to say of which commit ${asked.join(' and ')} ${asked.length > 1 ? 'are' : 'is'}.`,
    );
  }
  if (base !== undefined && only && asked.length === 0) {
    throw new TypeError(`--base adds ${baseVariantNames.join(' and ')}, and --only leaves them out.`);
  }
}

/** The environment of every process that is compared: what the machine needs, and production. */
export function processEnvironment(given: Readonly<Record<string, string>> = {}): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TZ', 'NODE_COMPILE_CACHE'];
  const inherited = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]] as const] : []));
  return { ...Object.fromEntries(inherited), NODE_ENV: 'production', ...given };
}

/** Where the data of these migrations, made by this generator, is kept for the next run. */
export function dataDirectory(migrationFolders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of [...migrationFolders, join(import.meta.dirname, '../data')]) {
    for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.isFile()) hash.update(`${entry.name}\0`).update(readFileSync(join(folder, entry.name)));
    }
  }
  return join(cache, hash.digest('hex').slice(0, 16));
}

/** Whether a folder beside the data sets is one. */
export const isDataSet = (name: string) => /^[0-9a-f]{16}$/.test(name);

/** The operations, by name, as they stand in `queries.graphql`. */
export function readQueries(): ByQuery<string> {
  const text = readFileSync(join(repository, 'tests/bench/queries.graphql'), 'utf8');
  const operations = text.split(/^(?=query )/m).slice(1);
  const withoutComment = (operation: string) => operation.replace(/^#.*$/gm, '').trim();
  return Object.fromEntries(
    queryNames.map((name) => {
      const found = operations.find((operation) => new RegExp(`^query ${name}\\b`).test(operation));
      if (!found) throw new Error(`queries.graphql holds no ${name}.`);
      return [name, withoutComment(found)];
    }),
  ) as ByQuery<string>;
}
