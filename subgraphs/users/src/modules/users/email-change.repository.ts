import { type Database, prepared, type Transaction } from '@trivet/database';
import { and, eq, lt, sql } from 'drizzle-orm';
import { type EmailChange, emailChanges } from './email-change.model.ts';

const find = prepared<{ userId: string }>()('emailChanges.find', (db) =>
  db
    .select()
    .from(emailChanges)
    .where(eq(emailChanges.userId, sql.placeholder('userId'))),
);

/** Changes of addresses, of which a person has one at a time. */
export class EmailChangeRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async find(userId: string): Promise<EmailChange | null> {
    const [found] = await this.#db.readWithin({ persons: [userId] }, find, { userId });
    return found ?? null;
  }

  /** In place of the one that there was. */
  async replace(tx: Transaction, change: EmailChange): Promise<void> {
    await tx.delete(emailChanges).where(eq(emailChanges.userId, change.userId));
    await tx.insert(emailChanges).values(change);
  }

  /** As it is now; null where there is another by now. */
  async confirm(
    tx: Transaction,
    { id, userId }: EmailChange,
    confirmation: Partial<Pick<EmailChange, 'approvedAt' | 'verifiedAt'>>,
  ): Promise<EmailChange | null> {
    const [confirmed] = await tx
      .update(emailChanges)
      .set(confirmation)
      .where(and(eq(emailChanges.userId, userId), eq(emailChanges.id, id)))
      .returning();
    return confirmed ?? null;
  }

  async deleteBefore(tx: Transaction, userIds: readonly string[], before: Date): Promise<void> {
    const areTheirs = sql`${emailChanges.userId} = any(${sql.param(userIds)}::uuid[])`;
    await tx.delete(emailChanges).where(and(areTheirs, lt(emailChanges.createdAt, before)));
  }
}
