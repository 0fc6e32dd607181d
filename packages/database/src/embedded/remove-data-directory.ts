import { lstat, rm } from 'node:fs/promises';
import { openLayout } from './layout.ts';
import { acquireOwnerLock } from './owner-lock.ts';

/**
 * Removes a data directory of `startEmbeddedPostgres` with everything in it; nothing where there is none.
 * @throws {EmbeddedPostgresError} DATA_DIRECTORY_IN_USE; then all of it is as it was
 */
export async function removeDataDirectory(dataDirectory: string): Promise<void> {
  if ((await lstat(dataDirectory).catch(() => null)) === null) return;
  const { directory } = await openLayout(dataDirectory);
  // The lock goes with what it keeps from others.
  await acquireOwnerLock(directory);
  await rm(directory, { recursive: true, force: true });
}
