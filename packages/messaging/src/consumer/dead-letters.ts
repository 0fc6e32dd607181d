import { type Database, nobody } from '@trivet/database';
import { type Clock, systemClock } from '@trivet/platform';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { pgSchema } from 'drizzle-orm/pg-core';
import { messagingTables } from '../outbox/messaging-tables.ts';

/** An event that a consumer gave up on. */
export interface DeadLetter {
  readonly consumer: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly attempts: number;
  /** The names of the error and its causes. */
  readonly error: string;
  readonly failedAt: Date;
  /** Since when it is to be tried again; null while nobody has asked for it. */
  readonly redriveAt: Date | null;
}

export interface DeadLettersDeps {
  readonly database: Database;
  /** Of the subgraph. */
  readonly schema: string;
  readonly clock?: Clock;
}

/** What the consumers of a subgraph gave up on, for the operator. The consumers do the work, where and when they run. */
export class DeadLetters {
  readonly #database: Database;
  readonly #table: ReturnType<typeof messagingTables>['deadLetters'];
  readonly #clock: Clock;

  constructor({ database, schema, clock = systemClock }: DeadLettersDeps) {
    this.#database = database;
    this.#table = messagingTables(pgSchema(schema)).deadLetters;
    this.#clock = clock;
  }

  /** Those that failed first come first; at most `limit`. */
  async list(limit: number): Promise<DeadLetter[]> {
    const table = this.#table;
    const rows = await this.#database.transaction(nobody, (tx) =>
      tx.select().from(table).orderBy(asc(table.failedAt), asc(table.eventId)).limit(limit),
    );
    return rows.map(({ event, ...letter }) => ({ ...letter, eventType: event.type }));
  }

  /** Has them tried again, once: all, those of a consumer, or those of an event. Gives of how many that was not asked for yet. */
  async redrive({
    consumer,
    eventId,
  }: {
    readonly consumer?: string | undefined;
    readonly eventId?: string | undefined;
  } = {}): Promise<number> {
    const table = this.#table;
    const asked = await this.#database.transaction(nobody, (tx) =>
      tx
        .update(table)
        .set({ redriveAt: this.#clock.now() })
        .where(
          and(
            isNull(table.redriveAt),
            consumer === undefined ? undefined : eq(table.consumer, consumer),
            eventId === undefined ? undefined : eq(table.eventId, eventId),
          ),
        )
        .returning({ eventId: table.eventId }),
    );
    return asked.length;
  }
}
