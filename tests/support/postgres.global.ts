import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@trivet/database/embedded';
import type {} from '@trivet/database/testing';
import type { TestProject } from 'vitest/node';

/** One PostgreSQL for the whole run, in a folder that goes with it; `KEEP_DATABASES=1` leaves the folder. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'trivet-tests-'));
  const removeData = () => rm(dataDirectory, { recursive: true, force: true });
  const server = await startEmbeddedPostgres({ dataDirectory, ephemeral: true }).catch(async (error: unknown) => {
    await removeData();
    throw error;
  });
  project.provide('postgres', { adminUrl: server.adminUrl });
  return async () => {
    await server.stop();
    if (process.env['KEEP_DATABASES'] === '1') console.log(`The databases of this run are in ${dataDirectory}.`);
    else await removeData();
  };
}
