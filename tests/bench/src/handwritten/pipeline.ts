import { Socket } from 'node:net';
import { sessionSettings } from '@trivet/database';
import postgres, { type Sql } from 'postgres';

/** A statement and its parameters. */
export type Statement = readonly [text: string, ...parameters: (string | number)[]];

export interface RowScope {
  readonly accounts?: readonly string[];
  readonly persons?: readonly string[];
}

const asText = { serialize: (value: unknown) => String(value), parse: (text: string) => text };

/** Everything that is written in one turn of the event loop goes out in one system call. */
class GatheringSocket extends Socket {
  #gathers = false;

  override write(...args: [chunk: Uint8Array | string, ...rest: never[]]): boolean {
    if (!this.#gathers) {
      this.#gathers = true;
      this.cork();
      setImmediate(() => {
        this.#gathers = false;
        this.uncork();
      });
    }
    return super.write(...args);
  }
}

/**
 * A few connections, each of which sends what it is given at once and in that order, without waiting for answers. So a
 * transaction needs no connection of its own: its statements follow each other because they were handed over in one turn.
 */
export class Pipeline {
  readonly #connections: readonly Sql[];
  #next = 0;

  constructor(url: string, connections: number) {
    const { searchParams, port } = new URL(url);
    const path = `${searchParams.get('host')}/.s.PGSQL.${port || 5432}`;
    // The driver's types do not know that it takes a socket.
    const gathering = { socket: () => new GatheringSocket().connect(path) };
    this.#connections = Array.from({ length: connections }, () =>
      postgres(url.split('?')[0] as string, {
        ...gathering,
        // With one connection the driver keeps the order, and lets us begin transactions by ourselves.
        max: 1,
        connection: { application_name: 'hand-written', ...sessionSettings },
        // Most times and bytes are read and not shown: whoever shows one converts it. JSON is shown as it is.
        types: {
          time: { to: 1184, from: [1184], ...asText },
          bytes: { to: 17, from: [17], ...asText },
          json: { to: 3802, from: [3802], ...asText },
        },
      }),
    );
  }

  /** Rows as arrays. */
  async read<Row>(statement: Statement): Promise<readonly Row[]> {
    return send<Row>(this.#connection(), statement);
  }

  /** Several reads of rows of one scope, in one transaction and one piece. */
  async readWithin<Rows extends readonly unknown[]>(
    { accounts = [], persons = [] }: RowScope,
    ...statements: { readonly [Index in keyof Rows]: Statement }
  ): Promise<{ readonly [Index in keyof Rows]: readonly Rows[Index][] }> {
    const sql = this.#connection();
    const begun = sql`begin read only`.execute();
    const scoped =
      sql`select set_config('trivet.accounts', ${`{${accounts.join(',')}}`}, true), set_config('trivet.persons', ${`{${persons.join(',')}}`}, true)`.execute();
    const answers = statements.map((statement) => send(sql, statement));
    const [, , , ...rows] = await Promise.all([begun, scoped, sql`commit`.execute(), ...answers]);
    return rows as { readonly [Index in keyof Rows]: readonly Rows[Index][] };
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((sql) => sql.end({ timeout: 1 })));
  }

  #connection(): Sql {
    this.#next = (this.#next + 1) % this.#connections.length;
    return this.#connections[this.#next] as Sql;
  }
}

function send<Row>(sql: Sql, [text, ...parameters]: Statement): Promise<readonly Row[]> {
  return sql.unsafe(text, parameters, { prepare: true }).values().execute() as unknown as Promise<readonly Row[]>;
}
