import type { Database, Transaction } from '@trivet/database';
import { nobody } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { LoggedEvent } from '../events/event.ts';
import type { MessagingTables } from '../outbox/messaging-tables.ts';
import { OffsetMovedError } from './consumer.errors.ts';

export interface ConsumerOffsetDeps {
  readonly consumer: string;
  readonly database: Pick<Database, 'transaction'>;
  readonly tables: Pick<MessagingTables, 'consumerOffsets' | 'deadLetters'>;
  readonly clock: Clock;
}

/** How far a consumer has come, and the events that it gave up on: its rows in the subgraph's own database. */
export class ConsumerOffset {
  readonly #deps: ConsumerOffsetDeps;

  constructor(deps: ConsumerOffsetDeps) {
    this.#deps = deps;
  }

  /** The place in the log `logId`; a new consumer's is `initial`. `adopt` says where one of another log goes on. */
  async load(logId: string, initial: number, adopt: (position: number) => number): Promise<number> {
    const { consumer, database, tables, clock } = this.#deps;
    const { consumerOffsets: table } = tables;
    return database.transaction(nobody, async (tx) => {
      await tx.insert(table).values({ consumer, logId, position: initial, movedAt: clock.now() }).onConflictDoNothing();
      const [row] = await tx.select().from(table).where(eq(table.consumer, consumer)).for('update');
      if (!row) throw new Error(`The offset of ${consumer} was deleted while it was read.`);
      const position = row.logId === logId ? row.position : adopt(row.position);
      if (row.logId !== logId || position !== row.position) {
        await tx.update(table).set({ logId, position }).where(eq(table.consumer, consumer));
      }
      return position;
    });
  }

  /**
   * Moves from `from` to `to`, and holds the row until the transaction ends: whoever else is at the same event waits here,
   * and then has nothing to do.
   * @throws {OffsetMovedError}
   */
  async move(tx: Transaction, logId: string, from: number, to: number): Promise<void> {
    const { consumer, tables, clock } = this.#deps;
    const { consumerOffsets: table } = tables;
    const moved = await tx
      .update(table)
      .set({ position: to, movedAt: clock.now() })
      .where(and(eq(table.consumer, consumer), eq(table.logId, logId), eq(table.position, from)))
      .returning({ position: table.position });
    if (moved.length === 0) throw new OffsetMovedError();
  }

  /** In a transaction of its own. @throws {OffsetMovedError} */
  async skip(logId: string, from: number, to: number): Promise<void> {
    await this.#deps.database.transaction(nobody, (tx) => this.move(tx, logId, from, to));
  }

  /** The event becomes a dead letter and the offset passes it, together. @throws {OffsetMovedError} */
  async bury(
    logId: string,
    from: number,
    event: LoggedEvent,
    failure: { attempts: number; error: string },
  ): Promise<void> {
    const { consumer, database, tables, clock } = this.#deps;
    await database.transaction(nobody, async (tx) => {
      await this.move(tx, logId, from, event.position);
      const letter = {
        event: { ...event, occurredAt: event.occurredAt.toISOString() },
        failedAt: clock.now(),
        redriveAt: null,
        ...failure,
      };
      await tx
        .insert(tables.deadLetters)
        .values({ consumer, eventId: event.id, ...letter })
        .onConflictDoUpdate({ target: [tables.deadLetters.consumer, tables.deadLetters.eventId], set: letter });
    });
  }

  /** A dead letter's event; null when there is none. */
  async findDeadLetter(eventId: string): Promise<LoggedEvent | null> {
    const { consumer, database, tables } = this.#deps;
    const { deadLetters: table } = tables;
    const [row] = await database.transaction(nobody, (tx) =>
      tx
        .select({ event: table.event })
        .from(table)
        .where(and(eq(table.consumer, consumer), eq(table.eventId, eventId))),
    );
    return row ? { ...row.event, occurredAt: new Date(row.event.occurredAt) } : null;
  }

  /** The events that are to be tried again, the first that were asked for first. */
  async listToRedrive(limit: number): Promise<string[]> {
    const { consumer, database, tables } = this.#deps;
    const { deadLetters: table } = tables;
    const rows = await database.transaction(nobody, (tx) =>
      tx
        .select({ eventId: table.eventId })
        .from(table)
        .where(and(eq(table.consumer, consumer), isNotNull(table.redriveAt)))
        .orderBy(asc(table.redriveAt), asc(table.eventId))
        .limit(limit),
    );
    return rows.map(({ eventId }) => eventId);
  }

  /** It has failed once more, and waits for somebody to ask again. */
  async keepBuried(eventId: string, error: string): Promise<void> {
    const { consumer, database, tables, clock } = this.#deps;
    const { deadLetters: table } = tables;
    const failure = { attempts: sql`${table.attempts} + 1`, error, failedAt: clock.now(), redriveAt: null };
    await database.transaction(nobody, (tx) =>
      tx
        .update(table)
        .set(failure)
        .where(and(eq(table.consumer, consumer), eq(table.eventId, eventId))),
    );
  }

  /** Takes a dead letter away in the transaction of its effects; false when somebody else has. */
  async unbury(tx: Transaction, eventId: string): Promise<boolean> {
    const { consumer, tables } = this.#deps;
    const { deadLetters: table } = tables;
    const deleted = await tx
      .delete(table)
      .where(and(eq(table.consumer, consumer), eq(table.eventId, eventId)))
      .returning({ eventId: table.eventId });
    return deleted.length > 0;
  }
}
