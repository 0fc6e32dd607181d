import { type Database, newId, type RowScope, type Transaction } from '@trivet/database';
import { type Clock, systemClock } from '@trivet/platform';
import { columnsOf } from '../events/columns.ts';
import type { Announced, NewEvent, RecordedEvent } from '../events/event.ts';
import type { MessagingTables } from './messaging-tables.ts';

export interface OutboxDeps {
  readonly table: MessagingTables['outbox'];
  readonly clock?: Clock;
  /** Keeps besides, in the same transaction, what events cannot carry. What it throws undoes the change. */
  readonly onAnnounced?: ((tx: Transaction, announced: readonly Announced[]) => Promise<void>) | undefined;
}

/** What a transaction announces when it commits. */
export interface Announcements {
  append(...events: readonly NewEvent[]): void;
}

/** Rows of one insert: PostgreSQL takes 65,535 parameters. */
const rowsPerInsert = 1000;

/**
 * Where a change that is announced begins: after the commit the change and its events are there, or neither is.
 *
 * `append` only collects. The events are inserted by the last statement before the commit, so their numbers are given
 * while the transaction holds the lock of every row it changed: of two changes of one entity the later version has the
 * greater number, wherever in its transaction each was announced.
 */
export class Outbox {
  readonly table: MessagingTables['outbox'];
  readonly #clock: Clock;
  readonly #onAnnounced: OutboxDeps['onAnnounced'];
  readonly #listeners = new Set<() => void>();

  constructor({ table, clock = systemClock, onAnnounced }: OutboxDeps) {
    this.table = table;
    this.#clock = clock;
    this.#onAnnounced = onAnnounced;
  }

  /** As `database.transaction`, with a second argument that takes the events. */
  async transaction<Result>(
    database: Pick<Database, 'transaction'>,
    scope: RowScope,
    callback: (tx: Transaction, events: Announcements) => Promise<Result>,
  ): Promise<Result> {
    let announced = false;
    const result = await database.transaction(scope, async (tx) => {
      let collected: Announced[] | undefined = [];
      const append = (...events: readonly NewEvent[]): void => {
        if (!collected) throw new Error('An event was appended after the end of its transaction.');
        const occurredAt = this.#clock.now();
        for (const { client, ...event } of events)
          collected.push({ event: { ...event, id: newId(), occurredAt }, client });
      };
      const value = await callback(tx, { append });
      const events = collected;
      collected = undefined;
      announced = events.length > 0;
      if (announced) await this.#onAnnounced?.(tx, events);
      await this.#insert(
        tx,
        events.map(({ event }) => event),
      );
      return value;
    });
    if (announced) for (const listener of this.#listeners) listener();
    return result;
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
