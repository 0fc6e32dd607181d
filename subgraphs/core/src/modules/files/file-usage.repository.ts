import { type Database, prepared, type Transaction } from '@trivet/database';
import { type AccountAccess, rowsOf } from '@trivet/identity';
import { and, eq, sql } from 'drizzle-orm';
import { type FileUsage, fileUsage } from './file-upload.model.ts';

const listByAccounts = prepared<{ accountIds: readonly string[] }>()('fileUsage.listByAccounts', (db) =>
  db
    .select()
    .from(fileUsage)
    .where(sql`${fileUsage.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`),
);

const nothing: FileUsage = { usedSize: 0, usedCount: 0, reservedSize: 0, reservedCount: 0 };

export interface FileQuota {
  /** In bytes. */
  readonly maxSize: number;
  readonly maxCount: number;
}

/**
 * What accounts use of their quota. The last row that a transaction changes, always: so those of one account wait for each other here,
 * and not in a circle.
 */
export class FileUsageRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[]): Promise<FileUsage[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, { accountIds });
    const byAccount = new Map(rows.map((usage) => [usage.accountId, usage]));
    return accountIds.map((accountId) => byAccount.get(accountId) ?? nothing);
  }

  /** Room for one more file; or what there is, where it would not fit. One statement decides, so of many at once none is too much. */
  async reserve(
    tx: Transaction,
    { accountId }: AccountAccess,
    size: number,
    { maxSize, maxCount }: FileQuota,
  ): Promise<{ readonly reserved: boolean; readonly usage: FileUsage }> {
    const { usedSize, usedCount, reservedSize, reservedCount } = fileUsage;
    await tx.insert(fileUsage).values({ accountId }).onConflictDoNothing();
    const [after] = await tx
      .update(fileUsage)
      .set({ reservedSize: sql`${reservedSize} + ${size}::bigint`, reservedCount: sql`${reservedCount} + 1` })
      .where(
        and(
          eq(fileUsage.accountId, accountId),
          sql`${usedSize} + ${reservedSize} + ${size}::bigint <= ${maxSize}::bigint`,
          sql`${usedCount} + ${reservedCount} + 1 <= ${maxCount}::integer`,
        ),
      )
      .returning();
    if (after) return { reserved: true, usage: after };
    const [present = nothing] = await tx.select().from(fileUsage).where(eq(fileUsage.accountId, accountId));
    return { reserved: false, usage: present };
  }

  /** What was reserved is used. */
  settle(tx: Transaction, accountId: string, size: number): Promise<void> {
    return this.#change(tx, accountId, { usedSize: size, usedCount: 1, reservedSize: -size, reservedCount: -1 });
  }

  /** What was reserved is free again. */
  release(tx: Transaction, accountId: string, size: number): Promise<void> {
    return this.#change(tx, accountId, { ...nothing, reservedSize: -size, reservedCount: -1 });
  }

  /** What was used is free again. */
  giveBack(tx: Transaction, accountId: string, size: number): Promise<void> {
    return this.#change(tx, accountId, { ...nothing, usedSize: -size, usedCount: -1 });
  }

  /** Of a deleted account. */
  async delete(tx: Transaction, accountId: string): Promise<void> {
    await tx.delete(fileUsage).where(eq(fileUsage.accountId, accountId));
  }

  async #change(tx: Transaction, accountId: string, by: FileUsage): Promise<void> {
    const { usedSize, usedCount, reservedSize, reservedCount } = fileUsage;
    await tx
      .update(fileUsage)
      .set({
        usedSize: sql`${usedSize} + ${by.usedSize}::bigint`,
        usedCount: sql`${usedCount} + ${by.usedCount}::integer`,
        reservedSize: sql`${reservedSize} + ${by.reservedSize}::bigint`,
        reservedCount: sql`${reservedCount} + ${by.reservedCount}::integer`,
      })
      .where(eq(fileUsage.accountId, accountId));
  }
}
