import { rmSync } from 'node:fs';
import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@trivet/database/embedded';
import type {} from '@trivet/database/testing';
import type { TestProject } from 'vitest/node';

const memory = '/dev/shm';
const neededBytes = 4 * 1024 ** 3;

/** One PostgreSQL for the whole run, in a folder that goes with it; `KEEP_DATABASES=1` leaves the folder. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const keep = process.env['KEEP_DATABASES'] === '1';
  const dataDirectory = await mkdtemp(join(keep ? tmpdir() : await quickest(), 'trivet-tests-'));
  // Not in the teardown, which Ctrl-C skips; a server that still runs then ends with this process.
  process.once('exit', () => {
    if (!keep) rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
  });
  const server = await startEmbeddedPostgres({ dataDirectory, ephemeral: true });
  project.provide('postgres', { adminUrl: server.adminUrl });
  return async () => {
    await server.stop();
    if (keep) console.log(`The databases of this run are in ${dataDirectory}.`);
  };
}

/** A test clones a database of a thousand small files, which takes a disk several times as long as memory. */
async function quickest(): Promise<string> {
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize >= neededBytes ? memory : tmpdir();
}
