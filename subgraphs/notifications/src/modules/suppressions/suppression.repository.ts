import { type Database, prepared, type Transaction } from '@trivet/database';
import { and, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import { heardMessages, type Suppression, suppressions } from './suppression.model.ts';

const { channel, addressHash, reason, userId, suppressedAt, liftedAt } = suppressions;

/** Which address it is. */
export type SuppressionKey = Pick<Suppression, 'channel' | 'addressHash'>;

const find = prepared<{ channel: string; addressHash: Buffer }>()('suppressions.find', (db) =>
  db
    .select()
    .from(suppressions)
    .where(
      and(eq(channel, sql.placeholder('channel')), eq(addressHash, sql.placeholder('addressHash')), isNull(liftedAt)),
    ),
);

/** Addresses to which nothing is sent any more. */
export class SuppressionRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async find(key: SuppressionKey): Promise<Suppression | null> {
    const [suppression] = await this.#db.read(find, key);
    return suppression ?? null;
  }

  /** In the transaction that decides by it. */
  async findReason(tx: Transaction, key: SuppressionKey): Promise<Suppression['reason'] | null> {
    const [found] = await tx
      .select({ reason })
      .from(suppressions)
      .where(and(eq(channel, key.channel), eq(addressHash, key.addressHash), isNull(liftedAt)));
    return found?.reason ?? null;
  }

  /**
   * Each address once. What is there stays, unless it was lifted before this happened; a complaint gives way to what holds for more.
   */
  async save(tx: Transaction, found: readonly Omit<Suppression, 'liftedAt'>[]): Promise<void> {
    if (found.length === 0) return;
    await tx
      .insert(suppressions)
      // In one order: of two callbacks with the same addresses one waits for the other.
      .values(found.toSorted((one, other) => Buffer.compare(one.addressHash, other.addressHash)))
      .onConflictDoUpdate({
        target: [channel, addressHash],
        set: {
          reason: sql`excluded.reason`,
          userId: sql`excluded.user_id`,
          suppressedAt: sql`excluded.suppressed_at`,
          liftedAt: null,
        },
        setWhere: sql`${liftedAt} < excluded.suppressed_at or (${liftedAt} is null and ${reason} = 'complaint' and excluded.reason <> 'complaint')`,
      });
  }

  /** What is reported of before is known then to be over. Answers whether there was one. */
  async lift(tx: Transaction, key: SuppressionKey, at: Date): Promise<boolean> {
    const lifted = await tx
      .update(suppressions)
      .set({ liftedAt: at })
      .where(and(eq(channel, key.channel), eq(addressHash, key.addressHash), isNull(liftedAt)))
      .returning({ channel });
    return lifted.length > 0;
  }

  /** At most `limit`, and answers how many. */
  async deleteOfPerson(tx: Transaction, of: string, limit: number): Promise<number> {
    const some = tx.select({ addressHash }).from(suppressions).where(eq(userId, of)).limit(limit);
    const deleted = await tx
      .delete(suppressions)
      .where(and(eq(userId, of), inArray(addressHash, some)))
      .returning({ channel });
    return deleted.length;
  }

  /** False where it was heard before. */
  async hear(tx: Transaction, messageId: string, heardAt: Date): Promise<boolean> {
    const heard = await tx
      .insert(heardMessages)
      .values({ id: messageId, heardAt })
      .onConflictDoNothing()
      .returning({ id: heardMessages.id });
    return heard.length > 0;
  }

  async deleteBefore(tx: Transaction, before: Date): Promise<void> {
    await tx.delete(suppressions).where(lt(suppressedAt, before));
    await tx.delete(heardMessages).where(lt(heardMessages.heardAt, before));
  }
}
