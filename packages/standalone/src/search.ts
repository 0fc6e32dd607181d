import { parseArgs } from 'node:util';
import { SearchControl } from '@trivet/core/search';
import { readConfig, readDatabaseUrl } from './config/config.ts';
import { findRunningInstallation, openInstallation } from './installation/installation.ts';
import { exitWith, explain, say } from './terminal.ts';

const help = `
npm run search -- status       which generations of the search there are, and what is left to be looked at
npm run search -- rebuild      has all that is searched made anew, beside what is searched meanwhile

  Works on the installation below DATA_DIR, whether it runs or not; or on core's database where DATABASE_URL says.
  What is made anew is made by core itself: at once while it runs, or when it starts. Then it is searched.
  --help   this text
`;

const states = { BUILDING: 'being built', SEARCHED: 'searched', DROPPED: 'being taken away' } as const;

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const [command, ...more] = positionals;
  if (values.help) say(help);
  else if (command === 'status' && more.length === 0) await onDatabase(status);
  else if (command === 'rebuild' && more.length === 0) await onDatabase(rebuild);
  else exitWith(`There is no such command.\n${help}`);
} catch (error) {
  exitWith(explain(error) ?? `${error instanceof Error ? error.message : String(error)}\n${help}`);
}

async function onDatabase(work: (control: SearchControl) => Promise<void>): Promise<void> {
  const given = readDatabaseUrl();
  if (given !== undefined) return withControl(given, work);
  const { dataDirectory } = readConfig();
  const running = await findRunningInstallation(dataDirectory);
  if (running) return withControl(running.urls.core, work);
  const installation = await openInstallation({ dataDirectory, onProgress: () => {} });
  try {
    await withControl(installation.urls.core, work);
  } finally {
    await installation.stop();
  }
}

async function withControl(url: string, work: (control: SearchControl) => Promise<void>): Promise<void> {
  const control = new SearchControl(url);
  try {
    await work(control);
  } finally {
    await control.close();
  }
}

async function status(control: SearchControl): Promise<void> {
  const generations = await control.list();
  if (generations.length === 0) say('Nothing is searched yet.');
  for (const { number, index, state, begunAt, left, refused } of generations) {
    const rest = left === 0 ? '' : `, ${left} accounts and types left to be looked at`;
    const aside = refused === 0 ? '' : `, ${refused} documents put aside that ${index} refuses (core.search_refusals)`;
    say(`generation ${number} in ${index}: ${states[state]}, begun ${begunAt.toISOString()}${rest}${aside}`);
  }
}

async function rebuild(control: SearchControl): Promise<void> {
  const number = await control.rebuild();
  if (number === null) say('Nothing is searched yet: it is being made when core runs.');
  else say(`Generation ${number} is made anew, and searched when it is whole.`);
}
