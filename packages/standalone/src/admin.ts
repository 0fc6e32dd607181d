import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { decodeGlobalId, globalId, NotFoundError } from '@trivet/platform';
import { type RegisterSource, withRegister } from '@trivet/users/admin';
import { readConfig, readRegisterSource } from './config/config.ts';
import { openInstallation } from './installation/installation.ts';
import { registerSourceOf } from './standalone.ts';
import { exitWith, explain, say } from './terminal.ts';

const help = `
npm run admin -- list             who administers the platform
npm run admin -- grant PERSON     makes somebody an administrator; he needs a second factor or a passkey for it
npm run admin -- revoke PERSON    takes it from him, at once

  PERSON   the address of a registered person, or his id such as usr_01h455vb4pex5vsknk084sn02q
  Works on the installation below DATA_DIR, which must not run meanwhile; or, while it runs, where DATABASE_URL says, with the
  variables of the users subgraph.
  --help   this text
`;

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const [command, person, ...more] = positionals;
  if (values.help) say(help);
  else if (command === 'list' && person === undefined) await onRegister(list);
  else if (command === 'grant' && person !== undefined && more.length === 0)
    await onRegister((source) => grant(source, whoIs(person)));
  else if (command === 'revoke' && person !== undefined && more.length === 0)
    await onRegister((source) => revoke(source, whoIs(person)));
  else exitWith(`There is no such command.\n${help}`);
} catch (error) {
  if (error instanceof NotFoundError) exitWith('Nobody has registered with that address, or has that id.');
  exitWith(explain(error) ?? `${error instanceof Error ? error.message : String(error)}\n${help}`);
}

async function onRegister(work: (source: RegisterSource) => Promise<void>): Promise<void> {
  const given = readRegisterSource();
  if (given) return work(given);
  const installation = await openInstallation({ dataDirectory: readConfig().dataDirectory, onProgress: () => {} });
  try {
    await work(registerSourceOf(installation));
  } finally {
    await installation.stop();
  }
}

async function list(source: RegisterSource): Promise<void> {
  const all = await withRegister(source, (register) => register.list());
  if (all.length === 0) say('Nobody administers the platform.');
  for (const { userId, displayName, grantedAt } of all)
    say(`${globalId('usr', userId)}  since ${grantedAt.toISOString()}  ${displayName ?? ''}`);
}

async function grant(source: RegisterSource, who: string): Promise<void> {
  const isAnother = await withRegister(source, (register) => register.grant(who, requestId()));
  say(isAnother ? 'Administers the platform from now on.' : 'Administers the platform already.');
  say('He can where he has signed in, or proved himself since, with an authenticator, a recovery code or a passkey.');
}

async function revoke(source: RegisterSource, who: string): Promise<void> {
  const wasOne = await withRegister(source, (register) => register.revoke(who, requestId()));
  say(wasOne ? 'Administers the platform no longer.' : 'Does not administer the platform.');
}

/** An address as it is, an id as the database has it. */
function whoIs(text: string): string {
  if (text.includes('@')) return text;
  const decoded = decodeGlobalId(text);
  if (decoded?.prefix !== 'usr')
    throw new Error(`"${text.slice(0, 64)}" is neither an address nor the id of a person.`);
  return decoded.uuid;
}

function requestId(): string {
  return `npm-run-admin-${randomUUID()}`;
}
