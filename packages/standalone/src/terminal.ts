import { parseArgs } from 'node:util';
import { EmbeddedPostgresError } from '@trivet/database/embedded';
import { KeyFileError, KeyFileLockedError } from '@trivet/identity';
import { ConfigError } from '@trivet/platform';
import { AddressNotUsableError, PortInUseError } from '@trivet/router';
import { KeysMissingError } from './installation/installation.ts';
import { KeysRefusedError } from './keys/keys-refused-error.ts';

/** One line on the terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Which of the options that a command takes were given. Ends the process where help is asked for, or something else was given:
 * with what it takes.
 */
export function readOptions<Name extends string = never>(
  help: string,
  names: readonly Name[] = [],
): Readonly<Record<Name, boolean>> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'boolean' as const }]));
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } });
    if (!values.help) return Object.fromEntries(names.map((name) => [name, name in values])) as Record<Name, boolean>;
  } catch (error) {
    exitWith(`${error instanceof Error ? error.message : 'These options are not known.'}\n${help}`);
  }
  say(help);
  process.exit(0);
}

/** What is wrong, as a sentence for whoever started us; undefined for what we do not know. */
export function explain(error: unknown): string | undefined {
  const known =
    error instanceof PortInUseError ||
    error instanceof AddressNotUsableError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof KeysMissingError ||
    error instanceof KeysRefusedError ||
    error instanceof KeyFileError ||
    error instanceof KeyFileLockedError ||
    error instanceof ConfigError;
  if (known) return error.message;
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `The data directory cannot be written: ${(error as NodeJS.ErrnoException).path ?? 'permission denied'}.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `The data directory is not a folder: ${(error as NodeJS.ErrnoException).path ?? 'a file is in its place'}.`;
    case 'ENOSPC':
    case '53100':
      return 'The disk is full. Nothing was damaged: make room and start again.';
    default:
      return undefined;
  }
}

/** Ends the process with one sentence. */
export function exitWith(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Where everything is, once it serves. */
export function banner(
  url: string,
  {
    command,
    demo = false,
    mailbox,
    providers,
  }: {
    readonly command: string;
    readonly demo?: boolean;
    readonly mailbox: boolean;
    /** By whom mails leave. */
    readonly providers: readonly string[];
  },
): string {
  const leaving = providers.length > 0 ? `by ${providers.join(', ')}` : 'none are sent (EMAIL_PROVIDERS)';
  return `
Trivet serves.

  Endpoint   ${url}/graphql   (queries, mutations, and subscriptions by SSE or WebSocket)
  Explorer   ${url}/explorer
  Health     ${url}/readyz
  Mails      ${mailbox ? `${url}/mailbox   (kept there, for this machine alone, and not sent)` : leaving}

  ${command === 'start' && !demo ? 'Demo data  npm start -- --demo\n  ' : ''}Requests   LOG_LEVEL=info npm ${command === 'start' ? 'start' : `run ${command}`}
  Stop       Ctrl-C
`;
}
