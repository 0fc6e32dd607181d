import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { decodeGlobalId } from '@trivet/platform';
import { exportTrail, readPublicKeys, type TrailVerdict, TrailVerifier } from '@trivet/users/audit';
import { readConfig, readTrailSource } from './config/config.ts';
import { openInstallation } from './installation/installation.ts';
import { trailSourceOf } from './standalone.ts';
import { exitWith, explain, say } from './terminal.ts';

const help = `
npm run audit -- export ACCOUNT [FILE]        the audit trail of an account as a file; without FILE to the terminal
npm run audit -- verify FILE [--key KEYS]     whether a file is as it was signed

  export   ACCOUNT is an id such as acc_01h455vb4pex5vsknk084sn02q, of an account that was deleted too. Reads the installation
           below DATA_DIR, which must not run meanwhile; or where DATABASE_URL says, with the variables of the users subgraph.
  verify   Needs nothing but the file: no installation, no network. Ends with 1 when something is wrong, and says what.
  --key    A file with the public keys that are trusted, as /.well-known/audit-keys.json publishes them. Without it those in the
           file are taken, which tell that nothing was changed since, but not who signed.
  --help   this text
`;

const maxFaults = 20;

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, key: { type: 'string' } },
  });
  const [command, subject, file, ...more] = positionals;
  if (values.help) say(help);
  else if (command === 'export' && subject !== undefined && more.length === 0 && values.key === undefined)
    await exportTo(accountIdOf(subject), file);
  else if (command === 'verify' && subject !== undefined && file === undefined) await verify(subject, values.key);
  else exitWith(`There is no such command.\n${help}`);
} catch (error) {
  exitWith(explain(error) ?? `${error instanceof Error ? error.message : String(error)}\n${help}`);
}

async function exportTo(accountId: string, file: string | undefined): Promise<void> {
  const given = readTrailSource();
  if (given) return write(exportTrail(given, accountId), file);
  const installation = await openInstallation({ dataDirectory: readConfig().dataDirectory, onProgress: () => {} });
  try {
    await write(exportTrail(trailSourceOf(installation), accountId), file);
  } finally {
    await installation.stop();
  }
}

async function write(parts: AsyncIterable<string>, file: string | undefined): Promise<void> {
  const to = file === undefined ? process.stdout : createWriteStream(file, { flags: 'wx', mode: 0o600 });
  await pipeline(Readable.from(parts), to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') exitWith(`${file} is there already, and is not overwritten.`);
    throw error;
  });
}

async function verify(file: string, keyFile: string | undefined): Promise<void> {
  const verifier = new TrailVerifier(keyFile === undefined ? null : readPublicKeys(readFileSync(keyFile, 'utf8')));
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) verifier.take(line);
  const verdict = verifier.end();
  if (verdict.faults.length === 0) return say(describe(verdict, keyFile !== undefined));
  const shown = verdict.faults.slice(0, maxFaults).map((fault) => `  ${fault}`);
  const rest = verdict.faults.length - shown.length;
  exitWith([`${file} is NOT as it was signed:`, ...shown, ...(rest > 0 ? [`  and ${rest} more.`] : [])].join('\n'));
}

function describe({ first, last, signedBy, signedAt }: TrailVerdict, isTrusted: boolean): string {
  if (first === null) return 'The trail holds no entries, and so no signature.';
  const since = first === 1 ? 'from the first on' : 'those before are no longer kept, as was signed';
  const trust = isTrusted ? '' : ' Whose key that is, this file alone cannot tell: see --key.';
  return `As it was signed: entries ${first} to ${last}, ${since}. Signed at ${signedAt} by the key ${signedBy}.${trust}`;
}

function accountIdOf(text: string): string {
  const decoded = decodeGlobalId(text);
  if (decoded?.prefix !== 'acc') throw new Error(`"${text.slice(0, 64)}" is not the id of an account.`);
  return decoded.uuid;
}
