import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError } from '@trivet/database/embedded';
import { BaseError } from './base/base.errors.ts';
import { type Base, openBase } from './base/base.ts';
import { type BenchOptions, baseVariantNames, help, publicBenchmarkName, readOptions } from './config/config.ts';
import type { GroundOptions } from './ground.ts';
import { LoadGenerator } from './load/load-generator.ts';
import { compareAnswers } from './measure/compare-answers.ts';
import { type AllRounds, figuresOf, measure } from './measure/rounds.ts';
import { inspectable } from './profile/inspector.ts';
import { writeProfiles } from './profile/profile-report.ts';
import { profileVariants, usuallyProfiled } from './profile/profile-variants.ts';
import { type PublicBenchmark, runPublicBenchmark } from './public/public-benchmark.ts';
import { ratiosOf } from './report/ratios.ts';
import { writeResults } from './report/results.ts';
import { readSourceState } from './report/source-state.ts';
import { figuresTable, publicTable, ratiosTable } from './report/table.ts';
import { type AllStarted, openOwnGround, startAll } from './start-all.ts';
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
  const base = await openBaseIfAsked();
  const asked = [...variants, ...(base?.variants ?? [])].filter(({ name }) => isAskedFor(name));
  const ground = { folder, nodeOptions: options.profile ? inspectable : [], say };
  const { queries, effort, concurrency } = options;

  const rounds: AllRounds[] = [];
  let last: AllStarted | undefined;
  for (let startsBefore = 0; asked.length > 0 && startsBefore < effort.starts; startsBefore += 1) {
    await using until = opened.use(new AsyncDisposableStack());
    last = await startAll({ ...ground, variants: asked, base, startsBefore, until });
    const { started, load, processes } = last;
    if (started.length > 1) {
      await compareAnswers(started);
      say('All answers are equal.');
    }
    const given = { load, processes, queries, effort, concurrency, say };
    if (options.profile) {
      writeProfiles(await profileVariants(started, given), source.commit);
      print('All of it is in tests/bench/profile.md.');
      return;
    }
    rounds.push(await measure(started, { ...given, startsBefore }));
  }
  const figures = figuresOf(
    rounds,
    asked.map(({ name }) => name),
  );
  const ratios = ratiosOf(figures);
  if (last) print(`\n${figuresTable(figures)}\n${ratiosTable(ratios)}`);
  const publicBenchmark = isAskedFor(publicBenchmarkName) ? await runPublic(ground) : undefined;
  if (publicBenchmark) print(publicTable(publicBenchmark));
  if (options.partial || !publicBenchmark || !last) {
    print('Only a part was measured, so results.json is as it was.');
  } else {
    writeResults({ startedAt, source, base: base?.commit, options, figures, ratios, publicBenchmark, ...last });
    print('All figures are in tests/bench/results.json.');
  }
}

async function runPublic(ground: GroundOptions): Promise<PublicBenchmark> {
  await using until = opened.use(new AsyncDisposableStack());
  const { environment } = await openOwnGround(ground, until);
  const { effort, concurrency } = options;
  return await runPublicBenchmark(environment, {
    load: await LoadGenerator.start(environment),
    processes: environment.processes,
    rounds: effort.rounds,
    settling: effort.settling,
    ...effort.publicBenchmark,
    concurrency,
    say,
  });
}

async function openBaseIfAsked(): Promise<Base | undefined> {
  const ref = options.base;
  if (ref === undefined || !baseVariantNames.some(isAskedFor)) return undefined;
  const stopped = new AbortController();
  opened.defer(() => stopped.abort());
  return openBase({ ref, signal: stopped.signal, say });
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
