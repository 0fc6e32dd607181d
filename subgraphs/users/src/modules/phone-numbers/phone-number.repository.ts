import { type Database, prepared, type Transaction } from '@trivet/database';
import { and, eq, gt, lt, lte, sql } from 'drizzle-orm';
import { type PhoneNumber, type PhoneNumberChange, phoneNumberChanges, phoneNumbers } from './phone-number.model.ts';

const find = prepared<{ userId: string }>()('phoneNumbers.find', (db) =>
  db
    .select()
    .from(phoneNumbers)
    .where(eq(phoneNumbers.userId, sql.placeholder('userId'))),
);
const findChange = prepared<{ userId: string }>()('phoneNumberChanges.find', (db) =>
  db
    .select()
    .from(phoneNumberChanges)
    .where(eq(phoneNumberChanges.userId, sql.placeholder('userId'))),
);

/** Numbers for text messages, and changes of them; a person has one of each. */
export class PhoneNumberRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async find(userId: string): Promise<PhoneNumber | null> {
    const [found] = await this.#db.readWithin({ persons: [userId] }, find, { userId });
    return found ?? null;
  }

  async findChange(userId: string): Promise<PhoneNumberChange | null> {
    const [found] = await this.#db.read(findChange, { userId });
    return found ?? null;
  }

  async save(tx: Transaction, { userId, ...number }: PhoneNumber): Promise<void> {
    await tx
      .insert(phoneNumbers)
      .values({ userId, ...number })
      .onConflictDoUpdate({ target: [phoneNumbers.userId], set: number });
  }

  /** False where there is none. */
  async delete(tx: Transaction, userId: string): Promise<boolean> {
    const deleted = await tx
      .delete(phoneNumbers)
      .where(eq(phoneNumbers.userId, userId))
      .returning({ userId: phoneNumbers.userId });
    return deleted.length > 0;
  }

  /** In place of the one that there was. */
  async replaceChange(tx: Transaction, change: Omit<PhoneNumberChange, 'tries'>): Promise<void> {
    await tx.delete(phoneNumberChanges).where(eq(phoneNumberChanges.userId, change.userId));
    await tx.insert(phoneNumberChanges).values(change);
  }

  /** Counts one more try, and gives the change as it is then; null where it is over, or was tried so often already. */
  async takeTry(
    tx: Transaction,
    userId: string,
    { now, maxTries }: { readonly now: Date; readonly maxTries: number },
  ): Promise<PhoneNumberChange | null> {
    const [found] = await tx
      .update(phoneNumberChanges)
      .set({ tries: sql`${phoneNumberChanges.tries} + 1` })
      .where(
        and(
          eq(phoneNumberChanges.userId, userId),
          gt(phoneNumberChanges.expiresAt, now),
          lt(phoneNumberChanges.tries, maxTries),
        ),
      )
      .returning();
    return found ?? null;
  }

  async deleteExpired(tx: Transaction, now: Date): Promise<void> {
    await tx.delete(phoneNumberChanges).where(lte(phoneNumberChanges.expiresAt, now));
  }

  /** Of several who complete it one gets true. */
  async deleteChange(tx: Transaction, { id, userId }: Pick<PhoneNumberChange, 'id' | 'userId'>): Promise<boolean> {
    const deleted = await tx
      .delete(phoneNumberChanges)
      .where(and(eq(phoneNumberChanges.id, id), eq(phoneNumberChanges.userId, userId)))
      .returning({ id: phoneNumberChanges.id });
    return deleted.length > 0;
  }
}
