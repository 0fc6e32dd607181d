import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Build, readBuild } from './build-manifest.ts';
import { BUILD_DEADLINE_MS, runBuild } from './build-process.ts';

/** Folders that are being written begin so; nothing reads them. */
const UNFINISHED = 'unfinished-';

/** Finished builds, one folder per key. Several processes may share it: a folder appears whole, by a rename. */
export class BuildCache {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The finished build for `key`; null where there is none or a file of it is missing. */
  async find(key: string): Promise<Build | null> {
    try {
      return await readBuild(join(this.#directory, key));
    } catch {
      return null;
    }
  }

  /** Builds, makes the result the one for `key`, and removes all others. */
  async build(key: string, signal: AbortSignal): Promise<Build> {
    await mkdir(this.#directory, { recursive: true });
    const unfinished = join(this.#directory, `${UNFINISHED}${randomBytes(8).toString('hex')}`);
    try {
      await runBuild(unfinished, signal);
      const build = await this.#publish(unfinished, key);
      await this.#removeAllBut(key);
      return build;
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }

  async #publish(unfinished: string, key: string): Promise<Build> {
    const finished = join(this.#directory, key);
    try {
      await rename(unfinished, finished);
    } catch (error) {
      // Another process was faster: its build is as good. A damaged one is replaced.
      const theirs = await this.find(key);
      if (theirs !== null) return theirs;
      if (!isTaken(error)) throw error;
      await rm(finished, { recursive: true, force: true });
      await rename(unfinished, finished);
    }
    return readBuild(finished);
  }

  async #removeAllBut(key: string): Promise<void> {
    for (const name of await readdir(this.#directory)) {
      if (name === key) continue;
      const path = join(this.#directory, name);
      if (name.startsWith(UNFINISHED) && !(await isAbandoned(path))) continue;
      await rm(path, { recursive: true, force: true });
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
}

/** No build lives longer than its deadline, so what is older belongs to nobody. */
async function isAbandoned(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
  return Date.now() - mtimeMs > 2 * BUILD_DEADLINE_MS;
}
