import { type Database, nobody, type Transaction } from '@trivet/database';
import { and, asc, eq, lte, sql } from 'drizzle-orm';
import { type FileDuty, fileDuties } from './file-upload.model.ts';

/** When the store has to be looked at, for which file. */
export class FileDutyRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Nothing where there is one already. */
  async insert(tx: Transaction, duty: typeof fileDuties.$inferInsert): Promise<void> {
    await tx.insert(fileDuties).values(duty).onConflictDoNothing();
  }

  async setStoreRef(tx: Transaction, fileId: string, storeRef: string): Promise<void> {
    await tx.update(fileDuties).set({ storeRef }).where(eq(fileDuties.fileId, fileId));
  }

  /**
   * At that time: the file, or the upload, is over. A duty that is still there knows when nobody can send any more, unless it is
   * only at `closedAt`.
   */
  async hasten(
    tx: Transaction,
    ended: readonly { readonly id: string; readonly accountId: string }[],
    dueAt: Date,
    closedAt: Date = dueAt,
  ): Promise<void> {
    if (ended.length === 0) return;
    await tx
      .insert(fileDuties)
      .values(ended.map(({ id, accountId }) => ({ fileId: id, accountId, dueAt, closedAt })))
      .onConflictDoUpdate({
        target: fileDuties.fileId,
        set: { dueAt, closedAt: sql`greatest(${fileDuties.closedAt}, excluded.closed_at)` },
      });
  }

  /** The one that is due for the longest, which is nobody else's until then; null where none is. */
  async claim(now: Date, until: Date): Promise<FileDuty | null> {
    return this.#db.transaction(nobody, async (tx) => {
      const due = tx
        .select({ fileId: fileDuties.fileId })
        .from(fileDuties)
        .where(lte(fileDuties.dueAt, now))
        .orderBy(asc(fileDuties.dueAt))
        .limit(1)
        .for('update', { skipLocked: true });
      const [claimed] = await tx.update(fileDuties).set({ dueAt: until }).where(eq(fileDuties.fileId, due)).returning();
      return claimed ?? null;
    });
  }

  /** Later; nothing where somebody has hastened it meanwhile. */
  async postpone(tx: Transaction, { fileId, dueAt }: FileDuty, until: Date): Promise<void> {
    await tx.update(fileDuties).set({ dueAt: until }).where(this.#same(fileId, dueAt));
  }

  /** It is done; not where somebody has hastened it meanwhile. */
  async delete(tx: Transaction, { fileId, dueAt }: FileDuty): Promise<void> {
    await tx.delete(fileDuties).where(this.#same(fileId, dueAt));
  }

  #same(fileId: string, dueAt: Date) {
    return and(eq(fileDuties.fileId, fileId), eq(fileDuties.dueAt, dueAt));
  }
}
