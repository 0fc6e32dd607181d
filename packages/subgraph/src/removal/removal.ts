import { type Database, nobody, prepared, type RowScope, type Transaction } from '@trivet/database';
import { type Announcements, Consumer, type ConsumerDeps, type Stream } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import { asc, eq, lte, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { Periodic } from '../periodic.ts';
import type { Worker } from '../runnable-subgraph.ts';

export interface RemovalDeps extends Omit<ConsumerDeps, 'clock' | 'database'> {
  /** Whose consumer it is: in one database, consumers of one name would keep each other from working. */
  readonly subgraph: string;
  readonly database: Database;
  readonly clock: Clock;
  /** Removes at most `limit` rows of the owner, whose rows alone the transaction sees; answers how many. */
  readonly remove: (tx: Transaction, ownerId: string, limit: number) => Promise<number>;
  readonly batchSize?: number;
}

/** Whose rows go, and how that is noted. */
export interface RemovalKind {
  /** The event that says that an owner is no more. */
  readonly type: string;
  /** In names of consumers. */
  readonly name: string;
  /** For the log: of deleted accounts, of erased persons. */
  readonly description: string;
  readonly table: PgTable;
  readonly ownerId: PgColumn;
  readonly dueAt: PgColumn;
  readonly ownerOf: (stream: Stream) => string | undefined;
  readonly rowsOf: (ownerId: string) => RowScope;
  readonly note: (tx: Transaction, ownerId: string, dueAt: Date) => Promise<unknown>;
  /** In the transaction that forgets the note. */
  readonly removed?: (events: Announcements, ownerId: string) => void;
}

/** Longer than any operation that was let in before the owner went: what it may still write is there by then. */
const settledAfterMs = 90_000;
const everyMs = 30_000;
const ownersPerRun = 100;

/**
 * What a subgraph does when an account or a person is no more: it notes that it has to remove what it holds, once, and does so a
 * while later, a batch after the other. Whoever is interrupted goes on with what is left.
 */
export function removal(kind: RemovalKind, { subgraph, remove, batchSize = 1000, ...deps }: RemovalDeps): Worker[] {
  const { database, outbox, clock, logger } = deps;
  const listDue = prepared<{ now: Date; limit: number }>()(`${kind.name}.listDue`, (db) =>
    db
      .select({ ownerId: sql`${kind.ownerId}`.mapWith(String) })
      .from(kind.table)
      .where(lte(kind.dueAt, sql.placeholder('now')))
      .orderBy(asc(kind.dueAt))
      .limit(sql.placeholder('limit')),
  );
  const removeAll = async (ownerId: string) => {
    let removed: number;
    do {
      removed = await database.transaction(kind.rowsOf(ownerId), (tx) => remove(tx, ownerId, batchSize));
    } while (removed === batchSize);
    await outbox.transaction(database, nobody, async (tx, events) => {
      const forgotten = await tx.delete(kind.table).where(eq(kind.ownerId, ownerId)).returning({ id: kind.ownerId });
      // Another process was first.
      if (forgotten.length > 0) kind.removed?.(events, ownerId);
    });
  };
  /** One that cannot be removed keeps no other from it, and is tried again in the next run. */
  const removeDue = async () => {
    for (const { ownerId } of await database.read(listDue, { now: clock.now(), limit: ownersPerRun })) {
      await removeAll(ownerId).catch((error: unknown) =>
        logger.error(`What was ${kind.description} could not be removed`, { ownerId, error }),
      );
    }
  };
  const consumer = new Consumer(
    {
      name: `${subgraph}-${kind.name}`,
      types: [kind.type],
      apply: async (tx, event) => {
        const ownerId = kind.ownerOf(event.stream);
        if (ownerId === undefined) return;
        await kind.note(tx, ownerId, new Date(event.occurredAt.getTime() + settledAfterMs));
      },
    },
    deps,
  );
  const job = new Periodic({
    name: `The removal of what was ${kind.description}`,
    everyMs,
    run: removeDue,
    logger,
  });
  return [consumer, job];
}
