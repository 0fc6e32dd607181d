import { parseArgs } from 'node:util';
import { Database } from '@trivet/database';
import { type DeadLetter, DeadLetters } from '@trivet/messaging';
import { readConfig, readDatabaseUrl } from './config/config.ts';
import { findRunningInstallation, openInstallation } from './installation/installation.ts';
import { type SubgraphName, subgraphNames } from './services/environments.ts';
import { exitWith, explain, say } from './terminal.ts';

const help = `
npm run dead-letters -- list [PART]                what was put aside, because it kept failing
npm run dead-letters -- redrive PART [EVENT]       has all of it tried again, or one event

  PART     ${subgraphNames.join(', ')}
  EVENT    the id of an event, as list shows it
  Works on the installation below DATA_DIR, whether it runs or not; or on the database of one PART where DATABASE_URL says.
  What is to be tried again is tried by the part itself: within seconds while it runs, or when it starts. It takes effect
  once; what fails again is listed again, with one attempt more.
  --help   this text
`;

/** More than anybody reads. */
const maxListed = 1000;

type Urls = Readonly<Partial<Record<SubgraphName, string>>>;

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const [command, part, eventId, ...more] = positionals;
  if (values.help) say(help);
  else if (command === 'list' && eventId === undefined) await onDatabases(part, list);
  else if (command === 'redrive' && part !== undefined && more.length === 0)
    await onDatabases(part, (name, letters) => redrive(name, letters, eventId));
  else exitWith(`There is no such command.\n${help}`);
} catch (error) {
  exitWith(explain(error) ?? `${error instanceof Error ? error.message : String(error)}\n${help}`);
}

/** One after the other, of those that are meant. */
async function onDatabases(
  part: string | undefined,
  work: (name: SubgraphName, letters: DeadLetters) => Promise<void>,
): Promise<void> {
  const wanted = part === undefined ? undefined : partOf(part);
  const given = readDatabaseUrl();
  if (given !== undefined) {
    if (wanted === undefined) throw new Error('Say whose database DATABASE_URL is: list PART.');
    return onEach({ [wanted]: given }, work);
  }
  const { dataDirectory } = readConfig();
  const meant = (urls: Urls) => (wanted === undefined ? urls : { [wanted]: urls[wanted] });
  const running = await findRunningInstallation(dataDirectory);
  if (running) return onEach(meant(running.urls), work);
  const installation = await openInstallation({ dataDirectory, onProgress: () => {} });
  try {
    await onEach(meant(installation.urls), work);
  } finally {
    await installation.stop();
  }
}

async function onEach(urls: Urls, work: (name: SubgraphName, letters: DeadLetters) => Promise<void>): Promise<void> {
  for (const name of subgraphNames) {
    const url = urls[name];
    if (url === undefined) continue;
    const database = new Database({ url, applicationName: 'trivet dead letters', maxConnections: 1 });
    try {
      await work(name, new DeadLetters({ database, schema: name }));
    } finally {
      await database.close();
    }
  }
}

async function list(name: SubgraphName, letters: DeadLetters): Promise<void> {
  const found = await letters.list(maxListed);
  if (found.length === 0) say(`${name}: nothing was put aside.`);
  for (const letter of found) say(`${name}  ${lineOf(letter)}`);
  if (found.length === maxListed) say(`${name}: there are more.`);
}

function lineOf({ consumer, eventId, eventType, attempts, error, failedAt, redriveAt }: DeadLetter): string {
  const state = redriveAt === null ? '' : '  to be tried again';
  return `${eventId}  ${eventType}  by ${consumer}  ${attempts} attempts, last ${failedAt.toISOString()}: ${error}${state}`;
}

async function redrive(name: SubgraphName, letters: DeadLetters, eventId: string | undefined): Promise<void> {
  if (eventId !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(eventId))
    throw new Error(`"${eventId.slice(0, 64)}" is not the id of an event, as list shows it.`);
  say(`${name}: ${await letters.redrive({ eventId })} to be tried again.`);
}

function partOf(text: string): SubgraphName {
  const name = subgraphNames.find((each) => each === text);
  if (name === undefined)
    throw new Error(`There is no part "${text.slice(0, 64)}"; these are: ${subgraphNames.join(', ')}.`);
  return name;
}
