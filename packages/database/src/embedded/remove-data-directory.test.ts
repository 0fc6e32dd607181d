import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { acquireOwnerLock } from './owner-lock.ts';
import { removeDataDirectory } from './remove-data-directory.ts';

async function dataDirectory(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'trivet-remove-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const directory = join(folder, 'data');
  await mkdir(join(directory, 'cluster'), { recursive: true });
  await writeFile(join(directory, 'cluster/PG_VERSION'), '18');
  return directory;
}

it('removes one that nobody uses', async () => {
  const directory = await dataDirectory();
  await removeDataDirectory(directory);
  expect(existsSync(directory)).toBe(false);
});

it('has nothing to do where there is none', async () => {
  const directory = await dataDirectory();
  await removeDataDirectory(join(directory, 'missing'));
  expect(existsSync(join(directory, 'missing'))).toBe(false);
});

it('leaves one that is in use as it is, until its owner lets go', async () => {
  const directory = await dataDirectory();
  const lock = await acquireOwnerLock(directory);
  await expect(removeDataDirectory(directory)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
  expect(existsSync(join(directory, 'cluster/PG_VERSION'))).toBe(true);
  await lock.release();
  await removeDataDirectory(directory);
  expect(existsSync(directory)).toBe(false);
});
