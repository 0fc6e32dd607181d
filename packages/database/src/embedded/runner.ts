import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres.errors.ts';
import type { Layout } from './layout.ts';

/** How PostgreSQL's programs are started here: as an account that they accept, and so that they die with us. */
export interface Runner {
  /** The words that go before the program. */
  readonly prefix: readonly string[];
  /** The account that must own PostgreSQL's files; null when it is the one that we run as. */
  readonly owner: number | null;
  /** True when the kernel interrupts the program as soon as we are gone, however that happened. */
  readonly diesWithUs: boolean;
}

/** On every Unix, and unlike any other number in every `/etc/passwd`, where initdb looks its user up. */
const nobody = 65534;
const run = promisify(execFile);

/** Programs get nothing of our environment: a `PGPORT` or `PGDATA` in it would change what they do. */
export const programEnvironment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * The first way of running `program` that works and reaches the folders of the data and of the socket.
 * @param existingOwner who owns the data already; null for new data
 * @throws {EmbeddedPostgresError} START_FAILED with what the system said
 */
export async function chooseRunner(
  program: string,
  { directory, socketDirectory }: Layout,
  existingOwner: number | null,
): Promise<Runner> {
  let refusal = '';
  for (const runner of candidates(existingOwner)) {
    const enterAndRun = [
      '/bin/sh',
      '-c',
      'cd "$1" && cd "$2" && shift 2 && exec "$@"',
      'sh',
      directory,
      dirname(socketDirectory),
    ];
    const [command = '', ...args] = [...runner.prefix, ...enterAndRun, program, '--version'];
    try {
      await run(command, args, { env: programEnvironment, cwd: '/' });
      return runner;
    } catch (error) {
      refusal = refusalOf(error as NodeJS.ErrnoException & { stderr?: string }, command);
    }
  }
  throw new EmbeddedPostgresError('START_FAILED', `PostgreSQL cannot be run by ${accountName()} here: ${refusal}.`);
}

function candidates(existingOwner: number | null): Runner[] {
  if (process.platform !== 'linux') return [{ prefix: [], owner: null, diesWithUs: false }];
  const mortal = ['setpriv', '--pdeathsig', 'INT'];
  // A user namespace in which this very account is called `nobody`. PostgreSQL refuses to run as root, and initdb as a user
  // without an entry in /etc/passwd (usual in containers). Files stay ours, and nothing is copied or given away.
  const renamed: Runner = {
    prefix: ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`, ...mortal],
    owner: null,
    diesWithUs: true,
  };
  if (process.getuid?.() !== 0) {
    if (!hasAccountName()) return [renamed];
    return [
      { prefix: mortal, owner: null, diesWithUs: true },
      { prefix: [], owner: null, diesWithUs: false },
    ];
  }
  // Data of an ordinary user stays theirs when root starts us once.
  if (existingOwner) return demoted(existingOwner);
  // User namespaces are refused to root in Docker's default profile.
  return [renamed, ...demoted(nobody)];
}

/** What root does to run a program as another account. */
function demoted(owner: number): Runner[] {
  const prefix = ['setpriv', `--reuid=${owner}`, `--regid=${owner}`, '--clear-groups', '--pdeathsig', 'INT'];
  // For folders below one that the account cannot enter, such as /root: the one capability to do so, and no way to any other.
  // no_setuid_fixup because else access(2), by which PostgreSQL looks for itself, ignores capabilities.
  const sets = ['--inh-caps', '--ambient-caps', '--bounding-set'].map((set) => `${set}=-all,+dac_override`);
  return [
    { prefix, owner, diesWithUs: true },
    { prefix: [...prefix, ...sets, '--securebits=+no_setuid_fixup'], owner, diesWithUs: true },
  ];
}

function refusalOf(error: NodeJS.ErrnoException & { stderr?: string }, command: string): string {
  if (error.code === 'ENOENT') return `the command ${command} is missing (package util-linux)`;
  return error.stderr?.trim().split('\n').at(-1) || error.message;
}

function hasAccountName(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
}

function accountName(): string {
  return hasAccountName() ? userInfo().username : `user ${process.getuid?.()}, who has no entry in /etc/passwd,`;
}
