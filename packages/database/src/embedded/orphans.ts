import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.errors.ts';
import type { Layout } from './layout.ts';
import { isRunning, listProcesses, signal, waitUntilGone } from './process-table.ts';

export interface ServerNote {
  readonly pid: number;
  /** To the second. */
  readonly startedAt: Date;
  readonly ready: boolean;
  /** It was asked to shut down. */
  readonly stopping: boolean;
}

/** PostgreSQL's own note about the server that runs on `cluster`; null when the last one ended cleanly. */
export async function readServerNote(cluster: string): Promise<ServerNote | null> {
  const note = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => null);
  if (note === null) return null;
  const lines = note.split('\n');
  const status = lines[7]?.trim();
  const startedAt = new Date(Number(lines[2]) * 1000);
  return {
    pid: Number.parseInt(lines[0] ?? '', 10),
    startedAt,
    ready: status === 'ready',
    stopping: status === 'stopping',
  };
}

/**
 * Stops what an owner of this cluster left running, and clears its note. Call it as owner: then who started it is gone.
 * @throws {EmbeddedPostgresError} DATA_DIRECTORY_IN_USE when a server runs there that we did not start
 */
export async function stopOrphans(
  { cluster, clusterName }: Layout,
  onProgress: (message: string) => void,
): Promise<void> {
  const note = await readServerNote(cluster);
  if (note === null) return;
  const processes = await listProcesses();
  // The server shows its arguments, its helpers their cluster; a client may well name the same in its URL.
  const ours = processes
    .filter(({ command }) => new RegExp(`^postgres: ${clusterName}|cluster_name=${clusterName}`).test(command))
    .map(({ pid }) => pid);
  const noted = processes.find(({ pid }) => pid === note.pid);
  if (noted && !ours.includes(noted.pid) && /postgres|postmaster/.test(noted.command)) {
    throw new EmbeddedPostgresError(
      'DATA_DIRECTORY_IN_USE',
      `A PostgreSQL that was started by something else (process ${noted.pid}) uses ${cluster}: stop it first.`,
    );
  }
  if (ours.length > 0) {
    onProgress('Waiting for the PostgreSQL of an earlier run to end.');
    const server = ours.includes(note.pid) ? [note.pid] : [];
    // Without their server its helpers end by themselves; the signals come in the order of PostgreSQL's shutdown modes.
    signal(server, 'SIGINT');
    if (!(await waitUntilGone(ours, 10_000))) signal(server.length > 0 ? server : ours, 'SIGQUIT');
    if (!(await waitUntilGone(ours, 5_000))) signal(ours, 'SIGKILL');
    await waitUntilGone(ours, 5_000);
  }
  // With the note goes PostgreSQL's own protection against a second server on the same files, so only once none is left.
  // It must go, because PostgreSQL takes a zombie, or whatever else got the number, for a server that runs.
  const left = await Promise.all(ours.map(isRunning));
  if (left.includes(true))
    throw new EmbeddedPostgresError(
      'DATA_DIRECTORY_IN_USE',
      `The PostgreSQL of an earlier run still uses ${cluster} and cannot be stopped.`,
    );
  await rm(join(cluster, 'postmaster.pid'), { force: true });
}
