import { rmdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ownerOfCluster, prepareCluster } from './cluster.ts';
import { fileError } from './embedded-postgres.errors.ts';
import { type Layout, openLayout, prepareSocketDirectory, urlOf } from './layout.ts';
import { stopOrphans } from './orphans.ts';
import { acquireOwnerLock, type OwnerLock } from './owner-lock.ts';
import { findPrograms, type Programs } from './programs.ts';
import { chooseRunner } from './runner.ts';
import { Server } from './server.ts';
import { serverSettings } from './settings.ts';

export interface EmbeddedPostgresOptions {
  /** Made when missing. Holds the data, the log and, if its path is short enough, the socket. */
  readonly dataDirectory: string;
  /** For tests: quicker, and a crash of the machine may lose everything. */
  readonly ephemeral?: boolean;
  /** Server settings over ours, such as `{ max_connections: '50' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Hears, in sentences for people, of what takes longer than usual. */
  readonly onProgress?: (message: string) => void;
}

export interface EmbeddedPostgres {
  readonly pid: number;
  /** Of the superuser, to the database `postgres`. */
  readonly adminUrl: string;
  /** `postgres://role@localhost/database?host=…`, as psql takes it too. */
  urlFor(role: string, database: string): string;
  /** Resolves when the server is gone, whoever stopped it. Never rejects. */
  readonly exited: Promise<void>;
  /** Ends every connection and the server, within 3 s. What was committed is there at the next start. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that came with the installation on `dataDirectory`, and returns when it takes connections.
 * It ends with this process, even when that is killed. Call it on the main thread.
 * @throws {EmbeddedPostgresError}
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    const programs = await findPrograms();
    const layout = await openLayout(options.dataDirectory);
    const lock = await acquireOwnerLock(layout.directory);
    try {
      return await startOwned(layout, programs, lock, options);
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    throw fileError(error, resolve(options.dataDirectory));
  }
}

async function startOwned(
  layout: Layout,
  programs: Programs,
  lock: OwnerLock,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { ephemeral = false, onProgress = () => {} } = options;
  const runner = await chooseRunner(programs.postgres, layout, await ownerOfCluster(layout));
  await stopOrphans(layout, onProgress);
  await prepareCluster(layout, programs, runner, { ephemeral, onProgress });
  await prepareSocketDirectory(layout, runner.owner);
  const settings = serverSettings(layout, programs, options);
  const server = await Server.start(programs.postgres, layout, runner, settings, onProgress);
  const exited = server.exited.then(async () => {
    await rmdir(layout.socketDirectory).catch(() => {});
    await lock.release().catch(() => {});
  });
  return {
    pid: server.pid,
    adminUrl: urlOf(layout, 'postgres', 'postgres'),
    urlFor: (role, database) => urlOf(layout, role, database),
    exited,
    stop: async () => {
      await server.stop();
      await exited;
    },
  };
}
