import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';
import type { Prepared } from './prepared.ts';
import { preparing } from './preparing.ts';
import { runRead } from './reading/read.ts';
import { type RowScope, setRowScope } from './row-scope.ts';
import { violatedConstraint } from './violated-constraint.ts';

type Drizzle = PostgresJsDatabase;

/** What `database.transaction` hands its callback. A `Database` is not assignable to it. */
export type Transaction = Parameters<Parameters<Drizzle['transaction']>[0]>[0];

export interface DatabaseOptions {
  /** `postgres://…`; a socket directory in `?host=` is understood as psql does. `?max_connections=` is how many a pool opens at most. */
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Connections at most; default 10. */
  readonly maxConnections?: number;
  /** Settings of each session, such as `statement_timeout`. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /**
   * What a violated constraint means, by its name, where no repository has said so: thrown by the transaction in the place of
   * what the database says. Undefined for those that mean nothing but a fault.
   */
  readonly meaningOf?: (constraint: string) => Error | undefined;
}

interface ConnectionOptions {
  readonly url: string;
  /** Connections at most; null where the URL does not say. */
  readonly max: number | null;
  readonly options: { readonly path?: string };
}

/** Options of postgres.js for a URL that may say what it does not read itself: the directory of a socket, and the size of a pool. */
export function connectionOptions(url: string): ConnectionOptions {
  const parsed = new URL(url);
  const take = (name: string) => {
    const value = parsed.searchParams.get(name);
    parsed.searchParams.delete(name);
    return value;
  };
  const [directory, said] = [take('host'), take('max_connections')];
  const max = said === null ? null : Number(said);
  if (max !== null && (!Number.isInteger(max) || max < 1))
    throw new Error('max_connections in the URL of a database is a whole number, 1 or more.');
  const path = directory ? `${directory}/.s.PGSQL.${parsed.port || 5432}` : undefined;
  return { url: parsed.toString(), max, options: path === undefined ? {} : { path } };
}

/** Longer than any request may take: whatever is still there by then has nobody who waits for it. In milliseconds. */
const sessionLimits = { statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000 } as const;

/**
 * PostgreSQL would plan `= any($1)` anew for each array, because it takes arrays of ten for granted where it has not seen
 * one; planning costs more than a look-up by id. The page cost is that of storage without a head that moves; with the one
 * of 1996, a look-up of a few rows makes a bitmap first.
 */
const planning = { plan_cache_mode: 'force_generic_plan', random_page_cost: 1.1 } as const;

/** What every session of a `Database` has set, for whoever wants to be compared with one. */
export const sessionSettings = { ...sessionLimits, ...planning } as const;

/** The type's number in PostgreSQL. */
const jsonb = 3802;

/** A plain postgres.js pool, for what is not the data of a subgraph: migrations, the log, LISTEN. */
export function openPostgres({ url, applicationName, maxConnections = 10, settings = {} }: DatabaseOptions): Sql {
  const connection = connectionOptions(url);
  return postgres(connection.url, {
    ...connection.options,
    max: Math.min(maxConnections, connection.max ?? maxConnections),
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
  readonly #meaningOf: DatabaseOptions['meaningOf'];

  constructor(options: DatabaseOptions) {
    this.#sql = openPostgres({ ...options, settings: { ...sessionSettings, ...options.settings } });
    this.#drizzle = drizzle(preparing(this.#sql));
    this.#meaningOf = options.meaningOf;
    // A column decodes its JSON itself, or leaves it text.
    delete this.#sql.options.parsers[jsonb];
  }

  /** Runs `callback` in a transaction that sees and changes rows of `scope` only, besides the rows that are nobody's. */
  async transaction<Result>(scope: RowScope, callback: (tx: Transaction) => Promise<Result>): Promise<Result> {
    try {
      return await this.#drizzle.transaction(async (tx) => {
        await tx.execute(setRowScope(scope));
        return callback(tx);
      });
    } catch (error) {
      const constraint = violatedConstraint(error);
      throw (constraint !== undefined && this.#meaningOf?.(constraint)) || error;
    }
  }

  /** One prepared read of rows that belong to no account and no person. */
  read<Params extends Record<string, unknown>, Row>(statement: Prepared<Params, Row>, params: Params): Promise<Row[]> {
    return runRead(this.#sql, statement, params, null);
  }

  /** One prepared read of rows of `scope`. Setting the scope goes out with it, so it costs no round trip of its own. */
  readWithin<Params extends Record<string, unknown>, Row>(
    scope: RowScope,
    statement: Prepared<Params, Row>,
    params: Params,
  ): Promise<Row[]> {
    return runRead(this.#sql, statement, params, scope);
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
