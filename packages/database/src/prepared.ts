import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Connection } from './connection.ts';

/** What a builder has that can be prepared: every Drizzle query. */
interface Preparable {
  prepare(name: string): { execute(params?: Record<string, unknown>): Promise<unknown> };
}

type RowOf<Query extends Preparable> =
  Awaited<ReturnType<ReturnType<Query['prepare']>['execute']>> extends readonly (infer Row)[] ? Row : never;

declare const rowType: unique symbol;

/** A read whose text is built once. Run it with `database.read` or `database.readWithin`. */
export interface Prepared<Params extends Record<string, unknown>, Row> {
  readonly name: string;
  /** Drizzle's own prepared query, without a connection. */
  readonly query: object;
  readonly [rowType]?: { params: Params; row: Row };
}

const builder = drizzle.mock() as PostgresJsDatabase;

/**
 * A prepared read: `build` writes it with Drizzle, `sql.placeholder('x')` marks the parameters. `name` stands in a comment,
 * so that the statement can be found in `pg_stat_statements`, which cuts off what stands before the first word.
 */
export function prepared<Params extends Record<string, unknown>>() {
  return <Query extends Preparable>(
    name: string,
    build: (db: PostgresJsDatabase) => Query,
  ): Prepared<Params, RowOf<Query>> => {
    const query = build(builder).prepare(name) as object as { queryString: string };
    query.queryString = query.queryString.replace(/^\w+/, (verb) => `${verb} /* ${name} */`);
    return { name, query };
  };
}

/**
 * Runs on the connection that is given, and is handed over to it before this returns. Drizzle (0.45) binds a prepared query to the client that built it, in the field
 * `client`, which an object derived from it replaces; a test fails should that change.
 */
export function runPrepared<Params extends Record<string, unknown>, Row>(
  connection: Connection,
  { query }: Prepared<Params, Row>,
  params: Params,
): Promise<Row[]> {
  const client = {
    unsafe: (text: string, values: never[]) => {
      const pending = connection.unsafe(text, values, { prepare: true });
      return { values: () => pending.values().execute() };
    },
  };
  const bound = Object.create(query, { client: { value: client } }) as { execute(params: Params): Promise<Row[]> };
  return bound.execute(params);
}
