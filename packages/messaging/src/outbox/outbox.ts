import { type Database, newId, type RowScope, type Transaction } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import { columnsOf } from '../events/columns.ts';
import type { NewEvent, RecordedEvent } from '../events/event.ts';
import type { MessagingTables } from './messaging-tables.ts';

export interface OutboxDeps {
  readonly database: Pick<Database, 'transaction'>;
  readonly table: MessagingTables['outbox'];
  readonly clock: Clock;
}

/** Rows of one insert: PostgreSQL takes 65,535 parameters. */
const rowsPerInsert = 1000;

/**
 * Where a subgraph's changes begin: `outbox.transaction` opens a transaction, `outbox.append` announces in it, and both
 * the change and its events are there after the commit, or neither.
 *
 * `append` only collects. The events are inserted by the last statement before the commit, so their numbers are given
 * while the transaction holds the locks of every row it changed: of two changes of one entity the later version has the
 * greater number, whenever in its transaction each was announced.
 */
export class Outbox {
  readonly table: MessagingTables['outbox'];
  readonly #database: OutboxDeps['database'];
  readonly #clock: Clock;
  readonly #collected = new WeakMap<Transaction, RecordedEvent[]>();
  readonly #listeners = new Set<() => void>();

  constructor({ database, table, clock }: OutboxDeps) {
    this.#database = database;
    this.table = table;
    this.#clock = clock;
  }

  /** As `database.transaction`, for changes that announce events. */
  async transaction<Result>(scope: RowScope, callback: (tx: Transaction) => Promise<Result>): Promise<Result> {
    let announced = 0;
    const result = await this.#database.transaction(scope, async (tx) => {
      const events: RecordedEvent[] = [];
      this.#collected.set(tx, events);
      try {
        const value = await callback(tx);
        await this.#insert(tx, events);
        announced = events.length;
        return value;
      } finally {
        this.#collected.delete(tx);
      }
    });
    if (announced > 0) for (const listener of this.#listeners) listener();
    return result;
  }

  /**
   * Announces what this transaction changes.
   * @throws unless `tx` is what `outbox.transaction` handed its callback (a savepoint of it is not: it could be undone alone).
   */
  append(tx: Transaction, ...events: readonly NewEvent[]): void {
    const collected = this.#collected.get(tx);
    if (!collected) throw new Error('Events are appended in a transaction that outbox.transaction opened.');
    const occurredAt = this.#clock.now();
    for (const event of events) collected.push({ ...event, id: newId(), occurredAt });
  }

  /** Calls `listener` after each commit that announced something. Returns what takes it off again. */
  onCommitted(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #insert(tx: Transaction, events: readonly RecordedEvent[]): Promise<void> {
    for (let start = 0; start < events.length; start += rowsPerInsert) {
      await tx.insert(this.table).values(events.slice(start, start + rowsPerInsert).map(columnsOf));
    }
  }
}
