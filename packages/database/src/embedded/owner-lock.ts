import { randomInt } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres.errors.ts';
import { incarnationOf } from './process-table.ts';

export interface OwnerLock {
  release(): Promise<void>;
}

const fileName = /^owner-(\d+)-(.+)\.lock$/;
const attempts = 3;

/**
 * Makes this process the only owner of `directory`, until it lets go or dies.
 *
 * Every process writes a file of its own name and then looks for others. Of two that do so at once at least one sees the
 * other, so two owners cannot be; both may see each other, withdraw, and try again. Nobody takes over another's file,
 * which is where locks of one shared name go wrong: here the file of a dead process is only ever deleted.
 *
 * @throws {EmbeddedPostgresError} DATA_DIRECTORY_IN_USE
 */
export async function acquireOwnerLock(directory: string): Promise<OwnerLock> {
  for (let attempt = 1; ; attempt++) {
    const path = await announce(directory);
    const other = await findOtherOwner(directory, path);
    if (other === null) return { release: () => rm(path, { force: true }) };
    await rm(path, { force: true });
    if (attempt === attempts) throw inUse(directory, other);
    await delay(randomInt(20, 100));
  }
}

async function announce(directory: string): Promise<string> {
  const path = join(directory, `owner-${process.pid}-${await incarnationOf(process.pid)}.lock`);
  try {
    await writeFile(
      path,
      'The process named here uses this folder for its PostgreSQL. Once it is gone, this file means nothing.\n',
      { flag: 'wx' },
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw inUse(directory, process.pid);
    throw error;
  }
  return path;
}

async function findOtherOwner(directory: string, own: string): Promise<number | null> {
  for (const name of await readdir(directory)) {
    const [, pid, incarnation] = fileName.exec(name) ?? [];
    const path = join(directory, name);
    if (pid === undefined || path === own) continue;
    if ((await incarnationOf(Number(pid))) === incarnation) return Number(pid);
    await rm(path, { force: true });
  }
  return null;
}

function inUse(directory: string, pid: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DATA_DIRECTORY_IN_USE',
    `Process ${pid} already uses ${directory}: stop it, or choose another data directory.`,
  );
}
