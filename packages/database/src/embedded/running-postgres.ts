import { findLayout, urlOf } from './layout.ts';
import { readServerNote } from './orphans.ts';
import { listProcesses } from './process-table.ts';

/** An embedded PostgreSQL that another process has started, and stops. */
export interface RunningPostgres {
  /** To the second, rounded down. */
  readonly startedAt: Date;
  urlFor(role: string, database: string): string;
}

/** What runs on `dataDirectory` and takes connections; null where nothing does. Starts and changes nothing. */
export async function findRunningPostgres(dataDirectory: string): Promise<RunningPostgres | null> {
  const layout = await findLayout(dataDirectory).catch(() => null);
  if (!layout) return null;
  const note = await readServerNote(layout.cluster);
  if (!note?.ready) return null;
  // One that was killed leaves its note, and its number may be somebody else's by now.
  const processes = await listProcesses();
  const isOurs = processes.some(({ pid, command }) => pid === note.pid && command.includes(layout.clusterName));
  if (!isOurs) return null;
  return { startedAt: note.startedAt, urlFor: (role, database) => urlOf(layout, role, database) };
}
