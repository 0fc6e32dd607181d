import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError } from '@trivet/database/embedded';
import { BaseError } from './base/base.errors.ts';
import { type Base, openBase } from './base/base.ts';
import {
  type BenchOptions,
  baseVariantNames,
  help,
  publicBenchmarkName,
  readOptions,
  readQueries,
} from './config/config.ts';
import { openBenchData } from './data/bench-data.ts';
import { benchRequests } from './data/persons.ts';
import { openEnvironment } from './environment.ts';
import { openGround } from './ground.ts';
import { LoadGenerator } from './load/load-generator.ts';
import { compareAnswers } from './measure/compare-answers.ts';
import { measure } from './measure/rounds.ts';
import { type StartedVariant, startVariant } from './measure/started-variant.ts';
import { inspectable } from './profile/inspector.ts';
import { writeProfiles } from './profile/profile-report.ts';
import { profileVariants, usuallyProfiled } from './profile/profile-variants.ts';
import { runPublicBenchmark } from './public/public-benchmark.ts';
import { ratiosOf } from './report/ratios.ts';
import { writeResults } from './report/results.ts';
import { readSourceState } from './report/source-state.ts';
import { figuresTable, publicTable, ratiosTable } from './report/table.ts';
import { leftOutOfQuickRuns, variants } from './variants.ts';

const print = (text: string) => process.stdout.write(`${text}\n`);
const say = (message: string) => process.stderr.write(`${message}\n`);

/** `npm run bench`. */
const options = optionsOrExit();
if (process.platform !== 'linux') {
  say('The benchmark runs on Linux only: it reads in /proc what processes take.');
  process.exit(1);
}
const startedAt = new Date();
const source = readSourceState();
await using opened = new AsyncDisposableStack();
let stopping: Promise<never> | undefined;
for (const name of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
  process.once(name, () => {
    stopping ??= opened.disposeAsync().then(() => process.exit(1));
  });
}
// Listening to the launcher's end would keep this process from its own.
process.channel?.unref();
try {
  await bench();
} catch (error) {
  // What was going on fails when all of it is stopped: nobody needs to read of that.
  await stopping;
  if (!(error instanceof EmbeddedPostgresError || error instanceof BaseError)) throw error;
  const isRunning = error instanceof EmbeddedPostgresError && error.code === 'DATA_DIRECTORY_IN_USE';
  say(isRunning ? 'Another benchmark is running in this checkout.' : error.message);
  // What was opened by then is closed at the end of this module.
  process.exitCode = 1;
}

async function bench(): Promise<void> {
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'trivet-bench-')), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const nodeOptions = options.profile ? inspectable : [];
  const own = { openBenchData, openEnvironment, benchRequests };
  const head = opened.adopt(await openGround(own, { folder, nodeOptions, say }), (one) => one.stop());
  const base = await openBaseIfAsked(join(folder, 'base'), nodeOptions);
  const load = await LoadGenerator.start(head.environment);
  const { queries, effort, concurrency } = options;

  const started: StartedVariant[] = [];
  for (const [ground, its] of [[head, variants] as const, ...(base ? [[base, base.variants] as const] : [])]) {
    for (const variant of its.filter(({ name }) => isAskedFor(name))) {
      say(`Starting ${variant.name}: ${variant.about}`);
      started.push(await startVariant(variant, readQueries(), ground));
    }
  }
  if (started.length > 1) {
    await compareAnswers(started);
    say('All answers are equal.');
  }
  const processes = [...head.environment.processes, ...(base?.environment.processes ?? [])];
  if (options.profile) {
    writeProfiles(
      await profileVariants(started, { load, processes, queries, effort, concurrency, say }),
      source.commit,
    );
    print('All of it is in tests/bench/profile.md.');
    return;
  }
  const figures = await measure(started, { load, processes, queries, effort, concurrency, say });
  const ratios = ratiosOf(figures);
  if (started.length > 0) print(`\n${figuresTable(figures)}\n${ratiosTable(ratios)}`);
  await Promise.all(started.map(({ running }) => running.stop()));
  await Promise.all([head.environment.stopSubgraphs(), base?.environment.stopSubgraphs()]);
  const publicBenchmark = isAskedFor(publicBenchmarkName)
    ? await runPublicBenchmark(head.environment, {
        load,
        processes: head.environment.processes,
        rounds: effort.rounds,
        settling: effort.settling,
        ...effort.publicBenchmark,
        concurrency,
        say,
      })
    : undefined;
  if (publicBenchmark) print(publicTable(publicBenchmark));
  if (options.partial || !publicBenchmark) {
    print('Only a part was measured, so results.json is as it was.');
  } else {
    const { postgresVersion } = head;
    const measured = { started, figures, ratios, publicBenchmark };
    writeResults({ startedAt, source, base: base?.commit, options, postgresVersion, ...measured });
    print('All figures are in tests/bench/results.json.');
  }
}

async function openBaseIfAsked(folder: string, nodeOptions: readonly string[]): Promise<Base | undefined> {
  const ref = options.base;
  if (ref === undefined || !baseVariantNames.some(isAskedFor)) return undefined;
  const stopped = new AbortController();
  opened.defer(() => stopped.abort());
  const base = await openBase({ ref, folder, nodeOptions, signal: stopped.signal, say });
  return opened.adopt(base, (one) => one.stop());
}

function isAskedFor(name: string): boolean {
  if (options.only) return options.only.has(name);
  return options.profile ? usuallyProfiled.has(name) : !(options.quick && leftOutOfQuickRuns.has(name));
}

function optionsOrExit(): BenchOptions {
  try {
    const given = readOptions(
      process.argv.slice(2),
      variants.map(({ name }) => name),
    );
    if (given.help) {
      print(help);
      process.exit();
    }
    return given;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say(`${error.message}\n${help}`);
    process.exit(1);
  }
}
