import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { help, readOptions, readQueries } from './config/config.ts';
import { openBenchData } from './data/bench-data.ts';
import { benchRequests } from './data/persons.ts';
import { openEnvironment } from './environment.ts';
import { LoadGenerator } from './load/load-generator.ts';
import { compareAnswers } from './measure/compare-answers.ts';
import { measure } from './measure/rounds.ts';
import { type StartedVariant, startedVariant } from './measure/started-variant.ts';
import { variants } from './variants.ts';

/** `npm run bench`. */
const options = readOptions(process.argv.slice(2));
if (options.help) {
  process.stdout.write(help);
  process.exit();
}
const say = (message: string) => process.stderr.write(`${message}\n`);

await using opened = new AsyncDisposableStack();
for (const name of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
  process.once(name, () => void opened.disposeAsync().finally(() => process.exit(1)));
}
const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'trivet-bench-')), (path) =>
  rm(path, { recursive: true, force: true }),
);
const data = opened.adopt(await openBenchData(say), (one) => one.stop());
const environment = opened.adopt(await openEnvironment(data, folder), (one) => one.stop());
const load = await LoadGenerator.start(environment);
const sent = { queries: readQueries(), requests: await benchRequests(data.keys) };

const started: StartedVariant[] = [];
for (const variant of variants.filter(({ name }) => options.only?.has(name) ?? true)) {
  say(`Starting ${variant.name}: ${variant.about}`);
  started.push(startedVariant(variant, await variant.start(environment), sent));
}
await compareAnswers(started);
say('All answers are equal.');
const figures = await measure(started, {
  load,
  processes: environment.processes,
  postgresPid: data.postgresPid,
  effort: options.effort,
  concurrency: options.concurrency,
  say,
});
console.log(JSON.stringify(figures, null, 1));
