import type { TestHost } from './test-host.ts';

/** Pages that PostgreSQL looked at for each run of the statement that has this name while `work` was done. */
export async function pagesRead(
  { admin }: Pick<TestHost, 'admin'>,
  statement: string,
  work: () => Promise<unknown>,
): Promise<number> {
  await admin`create extension if not exists pg_stat_statements`;
  await admin`select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()))`;
  await work();
  const [row] = await admin<[{ calls: number; pages: number }]>`
    select coalesce(sum(calls), 0)::int as calls, coalesce(sum(shared_blks_hit + shared_blks_read), 0)::int as pages
    from pg_stat_statements s join pg_database d on d.oid = s.dbid
    where d.datname = current_database() and query like ${`%/* ${statement} */%`}`;
  if (row.calls === 0) throw new Error(`${statement} has not run.`);
  return row.pages / row.calls;
}
