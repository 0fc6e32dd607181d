import { type Database, type Encrypted, prepared, type Transaction } from '@trivet/database';
import { and, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { type TotpSecret, totpSecrets } from './second-factor.model.ts';

const find = prepared<{ userId: string }>()('totpSecrets.find', (db) =>
  db
    .select()
    .from(totpSecrets)
    .where(sql`${totpSecrets.userId} = ${sql.placeholder('userId')}`),
);

/** Secrets of authenticators, one person's at a time. */
export class TotpRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Confirmed or not. */
  async find(userId: string): Promise<TotpSecret | null> {
    const [found] = await this.#db.readWithin({ persons: [userId] }, find, { userId });
    return found ?? null;
  }

  async lock(tx: Transaction, userId: string): Promise<TotpSecret | null> {
    const [found] = await tx.select().from(totpSecrets).where(eq(totpSecrets.userId, userId)).for('update');
    return found ?? null;
  }

  /** In the place of one that was never confirmed. False, and nothing is changed, where one is. */
  async insertPending(
    tx: Transaction,
    pending: { readonly userId: string; readonly secret: Encrypted; readonly createdAt: Date },
  ): Promise<boolean> {
    const { secret, createdAt } = pending;
    const kept = await tx
      .insert(totpSecrets)
      .values(pending)
      .onConflictDoUpdate({
        target: totpSecrets.userId,
        set: { secret, createdAt },
        setWhere: isNull(totpSecrets.confirmedAt),
      })
      .returning({ userId: totpSecrets.userId });
    return kept.length > 0;
  }

  async confirm(
    tx: Transaction,
    userId: string,
    confirmation: { readonly confirmedAt: Date; readonly lastStep: number },
  ): Promise<void> {
    await tx.update(totpSecrets).set(confirmation).where(eq(totpSecrets.userId, userId));
  }

  /** Of several with codes of one step one gets true: the row is locked by the first, and has changed for the others. */
  async takeStep(tx: Transaction, userId: string, step: number): Promise<boolean> {
    const taken = await tx
      .update(totpSecrets)
      .set({ lastStep: step })
      .where(and(eq(totpSecrets.userId, userId), isNotNull(totpSecrets.confirmedAt), lt(totpSecrets.lastStep, step)))
      .returning({ userId: totpSecrets.userId });
    return taken.length > 0;
  }

  /** Whether there was one that was confirmed. One that was not goes too. */
  async delete(tx: Transaction, userId: string): Promise<boolean> {
    const deleted = await tx
      .delete(totpSecrets)
      .where(eq(totpSecrets.userId, userId))
      .returning({ confirmedAt: totpSecrets.confirmedAt });
    return deleted.some(({ confirmedAt }) => confirmedAt !== null);
  }
}
