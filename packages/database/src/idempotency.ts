import { createHash } from 'node:crypto';
import { AppError } from '@trivet/platform';
import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { index, type PgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { hashedText } from './classification/column-types.ts';
import { notPersonal, personal, somebody } from './classification/declaration.ts';
import type { Transaction } from './connection.ts';

/** A subgraph's table of keys that were used in the last 24 hours. */
export function idempotencyTable(schema: PgSchema) {
  return schema.table(
    'idempotency_keys',
    {
      principal: notPersonal('an id', text('principal').notNull()),
      key: notPersonal('an id that the client made up', text('key').notNull()),
      field: notPersonal('the name of a mutation', text('field').notNull()),
      inputHash: personal('INTERNAL', somebody('whom `principal` names'), hashedText('input_hash').notNull()),
      resultId: uuid('result_id').notNull(),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    },
    (table) => [
      primaryKey({ name: 'idempotency_keys_pkey', columns: [table.principal, table.key] }),
      index('idempotency_keys_created_at_idx').on(table.createdAt),
    ],
  );
}

export type IdempotencyTable = ReturnType<typeof idempotencyTable>;

/** A change that its sender may repeat. */
export interface IdempotentChange {
  /** Who sent it: keys of different principals never meet. */
  readonly principal: string;
  readonly key: string;
  /** The mutation's name. */
  readonly field: string;
  readonly input: unknown;
}

/** The key was used for another change. */
export class IdempotencyKeyReusedError extends AppError {
  override readonly name = 'IdempotencyKeyReusedError';

  constructor() {
    super('CONFLICT', 'This Idempotency-Key was used for another request in the last 24 hours.');
  }
}

const retentionHours = 24;

export class Idempotency {
  readonly #table: IdempotencyTable;

  constructor(table: IdempotencyTable) {
    this.#table = table;
  }

  /**
   * Claims the key for `resultId` in the transaction of the change, so that both happen or neither. Waits while the
   * same key is being used.
   * @returns the id of the earlier result when this very change was made before, else null: make it now.
   * @throws {IdempotencyKeyReusedError}
   */
  async claim(tx: Transaction, change: IdempotentChange | undefined, resultId: string): Promise<string | null> {
    if (!change) return null;
    const { principal, key, field } = change;
    const table = this.#table;
    const inputHash = createHash('sha256').update(canonicalJson(change.input)).digest('base64url');
    const mine = and(eq(table.principal, principal), eq(table.key, key));
    const expired = lt(table.createdAt, sql`now() - make_interval(hours => ${retentionHours})`);
    await tx.delete(table).where(and(mine, expired));
    const inserted = await tx
      .insert(table)
      .values({ principal, key, field, inputHash, resultId })
      .onConflictDoNothing()
      .returning({ key: table.key });
    if (inserted.length > 0) return null;
    const [earlier] = await tx.select().from(table).where(mine);
    if (!earlier || earlier.field !== field || earlier.inputHash !== inputHash) throw new IdempotencyKeyReusedError();
    return earlier.resultId;
  }

  /** Deletes what a principal claimed who is no more: at most `limit` keys, and answers how many. */
  async forget(tx: Transaction, principal: string, limit: number): Promise<number> {
    const table = this.#table;
    const some = tx.select({ key: table.key }).from(table).where(eq(table.principal, principal)).limit(limit);
    const deleted = await tx
      .delete(table)
      .where(and(eq(table.principal, principal), inArray(table.key, some)))
      .returning({ key: table.key });
    return deleted.length;
  }

  /** Deletes what is older than 24 hours, at most 10,000 keys a call. */
  async sweep(tx: Transaction): Promise<void> {
    const table = this.#table;
    await tx.execute(sql`delete from ${table} where ctid in (
      select ctid from ${table} where created_at < now() - make_interval(hours => ${retentionHours}) limit 10000)`);
  }
}

/** JSON with sorted keys: the same input has the same text, however it was written. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    entry !== null && typeof entry === 'object' && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}
