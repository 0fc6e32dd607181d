import { openPostgres } from '@trivet/database';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';

/** Keeps a subgraph's relay from working, whichever process it is in, until it is released. */
export async function holdRelay(
  { database, sql }: Stack,
  subgraph: 'users' | 'core' | 'notifications',
): Promise<{ release(): Promise<void> }> {
  const holder = openPostgres({ url: database.adminUrl, applicationName: 'relay lock', maxConnections: 1 });
  const duty = `trivet relay ${subgraph}.outbox`;
  // First in the queue: whoever has it loses his connection, and nobody comes between.
  const taken = holder`select pg_advisory_lock(hashtextextended(${duty}, 0))`.execute();
  await eventually(async () => {
    const queue = await sql`
      select l.pid, l.granted, a.application_name = 'relay lock' as ours from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database())
        and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(${duty}, 0)`;
    const other = queue.find(({ ours, granted }) => !ours && granted);
    if (other && queue.some(({ ours }) => ours)) await sql`select pg_terminate_backend(${other['pid']}, 5000)`;
    if (!queue.some(({ ours, granted }) => ours && granted)) throw new Error('The lock is not ours yet.');
  });
  await taken;
  return { release: () => holder.end({ timeout: 5 }) };
}
