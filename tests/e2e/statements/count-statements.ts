import type { Sql } from 'postgres';

/**
 * What `work` made the parts of a stack read, one entry per call: statements of the roles of subgraphs that name a
 * table. What runs all the time by itself (the relay's, the tail's, queues' and consumers' look at their tables) is left out by its name, and so is
 * what the driver asks of each connection that it opens.
 */
export async function countStatements<Result>(
  sql: Sql,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly statements: readonly string[] }> {
  await sql`create extension if not exists pg_stat_statements`;
  await sql`select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()))`;
  const result = await work();
  const rows = await sql<{ query: string; calls: number }[]>`
    select query, calls::int from pg_stat_statements s join pg_roles r on r.oid = s.userid
    where dbid = (select oid from pg_database where datname = current_database()) and r.rolname like 'trivet\\_%' and r.rolname <> 'trivet_bus'
      and query ~* '\\m(from|join|into|update)\\M' and query !~ '/\\* (relay|log|consumer|accountDeletions|accountRemovals|deliveryQueue|deliveryTurns|announcementQueue|resourceIndexWork|searchWork|bulkTurns|databaseClock)\\.' and query !~ '"dead_letters"|"data_export_queue"|pg_catalog\\.'`;
  return {
    result,
    statements: rows.flatMap(({ query, calls }) => Array<string>(calls).fill(withoutConstants(query))).toSorted(),
  };
}

/** A constant is a number where the server has parsed the statement since the reset, and itself where not. */
function withoutConstants(statement: string): string {
  return statement.replaceAll(/\$\d+/g, '?').replaceAll(/\btrue\b/g, '?');
}

/** The name that stands in the statement's comment. */
export function nameOf(statement: string): string {
  return /\/\* ([\w.]+) \*\//.exec(statement)?.[1] ?? statement;
}
