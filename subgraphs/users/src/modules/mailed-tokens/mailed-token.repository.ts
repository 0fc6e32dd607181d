import { type Database, prepared, type Transaction } from '@trivet/database';
import { and, asc, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import { type MailedToken, type MailedTokenPurpose, mailedTokens } from './mailed-token.model.ts';

const findById = prepared<{ id: string }>()('mailedTokens.findById', (db) =>
  db
    .select()
    .from(mailedTokens)
    .where(eq(mailedTokens.id, sql.placeholder('id'))),
);
const findByHash = prepared<{ hash: Buffer }>()('mailedTokens.findByHash', (db) =>
  db
    .select()
    .from(mailedTokens)
    .where(sql`${mailedTokens.hash} = ${sql.placeholder('hash')}`),
);

const listExpired = prepared<{ before: Date; limit: number }>()('mailedTokens.listExpired', (db) =>
  db
    .select({ id: mailedTokens.id, userId: mailedTokens.userId })
    .from(mailedTokens)
    .where(lt(mailedTokens.expiresAt, sql.placeholder('before')))
    .orderBy(asc(mailedTokens.expiresAt))
    .limit(sql.placeholder('limit')),
);

/** Tokens, whether they are still good or not. */
export class MailedTokenRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async findById(id: string): Promise<MailedToken | null> {
    const [found] = await this.#db.read(findById, { id });
    return found ?? null;
  }

  async findByHash(hash: Buffer): Promise<MailedToken | null> {
    const [found] = await this.#db.read(findByHash, { hash });
    return found ?? null;
  }

  async insert(tx: Transaction, token: MailedToken): Promise<void> {
    await tx.insert(mailedTokens).values(token);
  }

  /** The token, which is used then: of many who take one at once one gets it. Null where it is no longer good. */
  async take(
    tx: Transaction,
    hash: Buffer,
    purposes: readonly MailedTokenPurpose[],
    now: Date,
  ): Promise<MailedToken | null> {
    const isFor = and(eq(mailedTokens.hash, hash), inArray(mailedTokens.purpose, [...purposes]));
    const [taken] = await tx
      .update(mailedTokens)
      .set({ usedAt: now })
      .where(and(isFor, isNull(mailedTokens.usedAt), gt(mailedTokens.expiresAt, now)))
      .returning();
    return taken ?? null;
  }

  async deleteByAddress(tx: Transaction, emailHash: Buffer, purposes: readonly MailedTokenPurpose[]): Promise<void> {
    await tx
      .delete(mailedTokens)
      .where(and(eq(mailedTokens.emailHash, emailHash), inArray(mailedTokens.purpose, [...purposes])));
  }

  async deleteByUser(tx: Transaction, userId: string, purposes: readonly MailedTokenPurpose[]): Promise<void> {
    await tx
      .delete(mailedTokens)
      .where(and(eq(mailedTokens.userId, userId), inArray(mailedTokens.purpose, [...purposes])));
  }

  /** Of the oldest of those that expired before, at most `limit`. */
  listExpired(before: Date, limit: number): Promise<{ id: string; userId: string | null }[]> {
    return this.#db.read(listExpired, { before, limit });
  }

  async delete(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.delete(mailedTokens).where(inArray(mailedTokens.id, [...ids]));
  }
}
