import { type Database, prepared, type Transaction } from '@trivet/database';
import { and, count, eq, sql } from 'drizzle-orm';
import { recoveryCodes } from './second-factor.model.ts';

const countOf = prepared<{ userId: string }>()('recoveryCodes.count', (db) =>
  db
    .select({ count: count() })
    .from(recoveryCodes)
    .where(sql`${recoveryCodes.userId} = ${sql.placeholder('userId')}`),
);
const has = prepared<{ userId: string; hash: Buffer }>()('recoveryCodes.has', (db) =>
  db
    .select({ hash: recoveryCodes.hash })
    .from(recoveryCodes)
    .where(
      sql`${recoveryCodes.hash} = ${sql.placeholder('hash')} and ${recoveryCodes.userId} = ${sql.placeholder('userId')}`,
    ),
);

/** Hashes of recovery codes, one person's at a time. */
export class RecoveryCodeRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** How many the person has left. */
  async count(userId: string): Promise<number> {
    const [row] = await this.#db.readWithin({ persons: [userId] }, countOf, { userId });
    return row?.count ?? 0;
  }

  async has(userId: string, hash: Buffer): Promise<boolean> {
    const found = await this.#db.readWithin({ persons: [userId] }, has, { userId, hash });
    return found.length > 0;
  }

  /** In the place of those that the person had. */
  async replaceAll(tx: Transaction, userId: string, hashes: readonly Buffer[]): Promise<void> {
    await this.deleteAll(tx, userId);
    await tx.insert(recoveryCodes).values(hashes.map((hash) => ({ hash, userId })));
  }

  async deleteAll(tx: Transaction, userId: string): Promise<void> {
    await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  }

  /** Of several with one code one gets true. */
  async take(tx: Transaction, userId: string, hash: Buffer): Promise<boolean> {
    const taken = await tx
      .delete(recoveryCodes)
      .where(and(eq(recoveryCodes.hash, hash), eq(recoveryCodes.userId, userId)))
      .returning({ hash: recoveryCodes.hash });
    return taken.length > 0;
  }
}
