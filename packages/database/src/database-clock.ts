import { sql } from 'drizzle-orm';
import type { Database, Transaction } from './connection.ts';
import { prepared } from './prepared.ts';

/** By which it is decided what has been kept for long enough, and from when on it is. */
export interface RetentionClock {
  now(within?: Transaction): Promise<Date>;
}

const milliseconds = sql`extract(epoch from clock_timestamp()) * 1000`.mapWith(Number);
const read = prepared<Record<never, never>>()('databaseClock.now', (db) =>
  db.select({ milliseconds }).from(sql`(values (1)) as one`),
);

/** The database's: one for all processes. By the clock of one that goes wrong, everything would be over. */
export class DatabaseClock implements RetentionClock {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async now(within?: Transaction): Promise<Date> {
    const [row] = await (within
      ? within.select({ milliseconds }).from(sql`(values (1)) as one`)
      : this.#db.read(read, {}));
    if (!row) throw new Error('The database does not say what time it is.');
    return new Date(row.milliseconds);
  }
}
