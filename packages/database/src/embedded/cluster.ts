import { access, chown, lchown, lstat, mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, programError } from './embedded-postgres.errors.ts';
import type { Layout } from './layout.ts';
import { runProgram } from './program.ts';
import type { Programs } from './programs.ts';
import type { Runner } from './runner.ts';

/** The account that owns the cluster; null when there is none yet. */
export async function ownerOfCluster({ cluster }: Layout): Promise<number | null> {
  const found = await lstat(cluster).catch(() => null);
  return found?.uid ?? null;
}

/**
 * Sees to it that there is a cluster that this PostgreSQL can run. Whatever is wrong with an existing one is reported, not mended.
 * @throws {EmbeddedPostgresError} DATA_DIRECTORY_BROKEN; START_FAILED, DISK_FULL when initdb gives up
 */
export async function prepareCluster(
  layout: Layout,
  programs: Programs,
  runner: Runner,
  options: { ephemeral: boolean; onProgress: (message: string) => void },
): Promise<void> {
  if (await isMissing(layout.cluster)) {
    options.onProgress('Making the database; this happens once.');
    await initialise(layout, programs, runner, options.ephemeral);
    return;
  }
  await inspect(layout.cluster, programs.majorVersion);
  if (runner.owner !== null) await giveTo(runner.owner, layout.cluster);
}

async function isMissing(cluster: string): Promise<boolean> {
  try {
    return (await readdir(cluster)).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}

/** In a folder beside, so that `cluster` is there either whole or not at all. */
async function initialise(layout: Layout, programs: Programs, runner: Runner, ephemeral: boolean): Promise<void> {
  const prefix = 'cluster.unfinished-';
  const leftovers = (await readdir(layout.directory)).filter((name) => name.startsWith(prefix));
  for (const name of leftovers) await rm(join(layout.directory, name), { recursive: true, force: true });
  // A name of its own: the initdb of a starter that was killed a moment ago may still be deleting its folder.
  const unfinished = join(layout.directory, prefix + process.pid);
  await mkdir(unfinished, { mode: 0o700 });
  if (runner.owner !== null) await chown(unfinished, runner.owner, runner.owner);
  try {
    const { exitCode, output } = await runProgram(runner, programs.initdb, [
      ...['-D', unfinished, '-U', 'postgres', '--auth=trust', '--encoding=UTF8'],
      // The built-in locale sorts the same on every system and after every upgrade of it; libc's does not, which breaks indexes.
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      // Without --no-sync the first start takes 0.1 s longer, and a power cut right after it leaves no broken catalogue behind.
      ...(ephemeral ? ['--no-sync', '--no-data-checksums'] : []),
    ]);
    if (exitCode !== 0) throw await programError('initdb', output, layout.directory);
    await rmdir(layout.cluster).catch(() => {});
    await rename(unfinished, layout.cluster);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function inspect(cluster: string, majorVersion: string): Promise<void> {
  const needed = [
    'PG_VERSION',
    'global/pg_control',
    'global/pg_filenode.map',
    'base/1',
    'pg_wal',
    'pg_xact',
    'pg_multixact',
    'pg_tblspc',
  ];
  for (const name of [...needed, 'postgresql.conf', 'pg_hba.conf']) {
    await access(join(cluster, name)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? broken(cluster, `${name} is missing`) : error;
    });
  }
  const version = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  if (version !== majorVersion) {
    throw broken(
      cluster,
      `it was made by PostgreSQL ${version || 'of an unknown version'}, and this is PostgreSQL ${majorVersion}`,
    );
  }
}

function broken(cluster: string, what: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DATA_DIRECTORY_BROKEN',
    `The database in ${cluster} cannot be used: ${what}. Nothing was changed; restore a backup, or move the folder away to begin anew.`,
  );
}

/** Only when the folder itself shows another owner: they are changed together. */
async function giveTo(owner: number, path: string): Promise<void> {
  if ((await lstat(path)).uid === owner) return;
  for (const entry of await readdir(path, { recursive: true })) await lchown(join(path, entry), owner, owner);
  await lchown(path, owner, owner);
}
