import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres, { type ReservedSql, type Sql, type TransactionSql } from 'postgres';
import { type Prepared, runPrepared } from './prepared.ts';
import { preparing } from './preparing.ts';
import { type RowScope, setRowScope } from './row-scope.ts';

type Drizzle = PostgresJsDatabase;

/** What `database.transaction` hands its callback. A `Database` is not assignable to it. */
export type Transaction = Parameters<Parameters<Drizzle['transaction']>[0]>[0];

export interface DatabaseOptions {
  /** `postgres://…`; a socket directory in `?host=` is understood as psql does. */
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Connections at most; default 10. */
  readonly maxConnections?: number;
  /** Settings of each session, such as `statement_timeout`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Options of postgres.js for a URL that may name the directory of a socket, which it does not read itself. */
export function connectionOptions(url: string): { url: string; options: { path?: string } } {
  const parsed = new URL(url);
  const directory = parsed.searchParams.get('host');
  if (!directory) return { url, options: {} };
  parsed.searchParams.delete('host');
  return { url: parsed.toString(), options: { path: `${directory}/.s.PGSQL.${parsed.port || 5432}` } };
}

/** Longer than any request may take: whatever is still there by then has nobody who waits for it. In milliseconds. */
const sessionLimits = { statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000 } as const;

/** A plain postgres.js pool, for what is not the data of a subgraph: migrations, the log, LISTEN. */
export function openPostgres({ url, applicationName, maxConnections = 10, settings = {} }: DatabaseOptions): Sql {
  const connection = connectionOptions(url);
  return postgres(connection.url, {
    ...connection.options,
    max: maxConnections,
    connection: { application_name: applicationName, ...settings },
    connect_timeout: 10,
    // Seconds before the next attempt. The driver's own reaches twenty, which is a long time after a restart of a second.
    backoff: (failures: number) => Math.min(3 ** failures / 100, 1) * (0.5 + Math.random() / 2),
    onnotice: () => {},
  });
}

/**
 * A subgraph's data. Every statement is prepared. Changes need a `Transaction`; reads of rows that belong to an
 * account or a person name whose rows they are (`RowScope`), which row-level security enforces once more.
 */
export class Database {
  readonly #sql: Sql;
  readonly #drizzle: Drizzle;

  constructor(options: DatabaseOptions) {
    this.#sql = openPostgres({ ...options, settings: { ...sessionLimits, ...options.settings } });
    this.#drizzle = drizzle(preparing(this.#sql));
  }

  /** Runs `callback` in a transaction that sees and changes rows of `scope` only, besides the rows that are nobody's. */
  transaction<Result>(scope: RowScope, callback: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.#drizzle.transaction(async (tx) => {
      await tx.execute(setRowScope(scope));
      return callback(tx);
    });
  }

  /** One prepared read of rows that belong to no account and no person. */
  read<Params extends Record<string, unknown>, Row>(statement: Prepared<Params, Row>, params: Params): Promise<Row[]> {
    return runPrepared(this.#sql, statement, params);
  }

  /**
   * One prepared read of rows of `scope`. The transaction that confines the setting to this statement goes out in one
   * piece on one connection, so it costs no round trip of its own.
   */
  async readWithin<Params extends Record<string, unknown>, Row>(
    scope: RowScope,
    statement: Prepared<Params, Row>,
    params: Params,
  ): Promise<Row[]> {
    const connection = await this.#sql.reserve();
    try {
      // `execute` hands each statement over now, in this order; left alone, a query is sent when somebody awaits it.
      const [, , rows] = await Promise.all([
        connection`begin read only`.execute(),
        connection`select set_config('trivet.accounts', ${arrayLiteral(scope.accounts)}, true), set_config('trivet.persons', ${arrayLiteral(scope.persons)}, true)`.execute(),
        runPrepared(connection, statement, params),
        // Ends the transaction also when the read failed: PostgreSQL makes a rollback of it.
        connection`commit`.execute(),
      ]);
      connection.release();
      return rows;
    } catch (error) {
      // One that is lost goes back to the pool by its end. The driver would take a release after that for a sign of life,
      // and hand the dead connection out for ever.
      if (!isConnectionLoss(error)) connection.release();
      throw error;
    }
  }

  /** Answers whether the database answers. */
  async ping(): Promise<boolean> {
    return this.#sql`select 1`.then(
      () => true,
      () => false,
    );
  }

  /** Waits for running statements, five seconds at most. */
  async close(): Promise<void> {
    await this.#sql.end({ timeout: 5 });
  }
}

/** Of the driver and of the socket; what the server says of its end still comes through a connection that is there. */
function isConnectionLoss(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && /^(CONNECTION_|ECONN|EPIPE)/.test(String(cause.code))) return true;
  }
  return false;
}

export type Connection = Sql | ReservedSql | TransactionSql;

/** PostgreSQL's text form of an array of UUIDs. */
export function arrayLiteral(ids: readonly string[] = []): string {
  return `{${ids.join(',')}}`;
}
