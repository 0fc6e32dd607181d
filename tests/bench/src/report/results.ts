import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from '../config/config.ts';
import { repository, resultsFile } from '../config/config.ts';
import type { AllFigures } from '../measure/rounds.ts';
import type { StartedVariant } from '../measure/started-variant.ts';
import type { PublicBenchmark } from '../public/public-benchmark.ts';
import { queryNames } from '../variant.ts';
import { comparisons, nameOf, type Ratio, type Ratios, verdictOf } from './ratios.ts';
import type { SourceState } from './source-state.ts';

/** Whose versions decide what was compared. */
const packages = [
  '@apollo/gateway',
  '@apollo/server',
  '@apollo/subgraph',
  '@graphql-hive/gateway-runtime',
  '@graphql-hive/router-runtime',
  'graphql',
  'postgraphile',
  'postgres',
];

export interface Measured {
  readonly startedAt: Date;
  /** As it was then: it may have changed since. */
  readonly source: SourceState;
  /** The commit that was compared with, if any was. */
  readonly base: string | undefined;
  readonly options: BenchOptions;
  readonly postgresVersion: string;
  readonly started: readonly StartedVariant[];
  readonly figures: AllFigures;
  readonly ratios: Ratios;
  readonly publicBenchmark: PublicBenchmark;
}

/** Replaces `results.json` as a whole. */
export function writeResults(measured: Measured): void {
  const { startedAt, source, base, options, postgresVersion, started, figures, ratios, publicBenchmark } = measured;
  const limited = comparisons.filter((one) => one.limits && ratios[nameOf(one)]);
  const results = {
    startedAt: startedAt.toISOString(),
    tookSeconds: Math.round((Date.now() - startedAt.getTime()) / 1_000),
    quick: options.quick,
    ...source,
    base,
    machine: {
      cpu: cpus()[0]?.model.trim(),
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      system: `${process.platform} ${process.arch} ${release()}`,
    },
    versions: { node: process.versions.node, postgresql: postgresVersion, ...packageVersions() },
    effort: { concurrency: options.concurrency, ...options.effort },
    variants: Object.fromEntries(
      started.map(({ variant: { name, about, counts }, running: { missing = [] } }) => [
        name,
        { about, counts, missing },
      ]),
    ),
    figures,
    ratios,
    targets: Object.fromEntries(limited.map((one) => [nameOf(one), one.limits])),
    met: limited.every((one) => queryNames.every((query) => met(ratios[nameOf(one)]?.[query], one.limits?.[query]))),
    publicBenchmark,
  };
  const draft = `${resultsFile}.draft`;
  writeFileSync(draft, `${JSON.stringify(results, shortNumbers, 2)}\n`);
  renameSync(draft, resultsFile);
}

const met = (found: Ratio | undefined, limit = 0) => found !== undefined && verdictOf(found, limit) === 'met';

/** Four digits are more than any of it is exact to. */
function shortNumbers(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}

function packageVersions(): Record<string, string> {
  const folder = join(repository, 'tests/bench/node_modules');
  return Object.fromEntries(
    packages.map((name) => {
      const { version } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { version: string };
      return [name, version];
    }),
  );
}
