import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.errors.ts';

/** Where everything of one data directory lies. */
export interface Layout {
  /** Absolute, and free of symbolic links: one folder has one name. */
  readonly directory: string;
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  /** Holds the socket, and is closed to everyone but us. */
  readonly socketDirectory: string;
  readonly log: string;
  /** What every server process of this cluster shows in the process table. */
  readonly clusterName: string;
}

/** `sun_path` is 108 bytes with its final zero on Linux, 104 on macOS; the file in the folder is `/.s.PGSQL.5432`. */
const longestSocketDirectory = (process.platform === 'linux' ? 107 : 103) - '/.s.PGSQL.5432'.length;

/** Makes the data directory if need be. */
export async function openLayout(dataDirectory: string): Promise<Layout> {
  await mkdir(dataDirectory, { recursive: true });
  return findLayout(dataDirectory);
}

/** @throws where there is no such folder. */
export async function findLayout(dataDirectory: string): Promise<Layout> {
  const directory = await realpath(dataDirectory);
  const hash = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  return {
    directory,
    cluster: join(directory, 'cluster'),
    socketDirectory: socketDirectoryFor(directory, hash),
    log: join(directory, 'postgres.log'),
    clusterName: `trivet-${hash}`,
  };
}

export function urlOf({ socketDirectory }: Layout, role: string, database: string): string {
  const [user, name, host] = [role, database, socketDirectory].map(encodeURIComponent);
  return `postgres://${user}@localhost/${name}?host=${host}`;
}

function socketDirectoryFor(directory: string, hash: string): string {
  const beside = join(directory, 'socket');
  // PostgreSQL takes a comma-separated list of folders and its clients one of hosts: a path with other characters would need
  // quoting in three dialects.
  const plain = /^[\w./-]+$/.test(beside) && Buffer.byteLength(beside) <= longestSocketDirectory;
  if (plain) return beside;
  const temporary = join(tmpdir(), `trivet-${hash}`);
  return Buffer.byteLength(temporary) <= longestSocketDirectory ? temporary : join('/tmp', `trivet-${hash}`);
}

/**
 * Makes the folder of the socket, or clears the one of an earlier run. Call it when no server runs.
 * @param owner the account that PostgreSQL runs as
 * @throws {EmbeddedPostgresError} DATA_DIRECTORY_UNWRITABLE when the name is taken by something of somebody else
 */
export async function prepareSocketDirectory({ socketDirectory }: Layout, owner: number | null): Promise<void> {
  try {
    await mkdir(socketDirectory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // In the folder for temporary files anybody could have made it, to read what we send.
    const found = await lstat(socketDirectory);
    if (!found.isDirectory() || ![process.getuid?.(), owner].includes(found.uid)) {
      throw new EmbeddedPostgresError(
        'DATA_DIRECTORY_UNWRITABLE',
        `${socketDirectory} belongs to somebody else, and PostgreSQL's socket needs that folder: remove it.`,
      );
    }
    await chmod(socketDirectory, 0o700);
    // A server that was killed leaves these; the second holds its number, which another process may have by now.
    await rm(join(socketDirectory, '.s.PGSQL.5432'), { force: true });
    await rm(join(socketDirectory, '.s.PGSQL.5432.lock'), { force: true });
  }
  if (owner !== null) await chown(socketDirectory, owner, owner);
}
