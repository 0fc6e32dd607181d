import { type Database, prepared, type Transaction } from '@trivet/database';
import type { AccessScope, AccountAccess } from '@trivet/identity';
import { and, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import { type FileUpload, fileUploads, type UploadRefusal } from './file-upload.model.ts';

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()('fileUploads.findByIds', (db) =>
  db
    .select()
    .from(fileUploads)
    .where(
      sql`${fileUploads.id} = any(${sql.placeholder('ids')}::uuid[]) and ${fileUploads.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
    ),
);

/** Files that are on their way. */
export class FileUploadRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(FileUpload | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((upload) => [upload.id, upload]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** For who has a link to it, which says whose it is; and for the sweep. */
  async findOfAccount(accountId: string, id: string): Promise<FileUpload | null> {
    const [found] = await this.#db.readWithin({ accounts: [accountId] }, findByIds, {
      accountIds: [accountId],
      ids: [id],
    });
    return found ?? null;
  }

  async insert(
    tx: Transaction,
    access: AccountAccess,
    upload: Omit<typeof fileUploads.$inferInsert, 'accountId'>,
  ): Promise<FileUpload> {
    const [inserted] = await tx
      .insert(fileUploads)
      .values({ ...upload, accountId: access.accountId })
      .returning();
    return inserted as FileUpload;
  }

  /** What the store calls it, from whoever is first; null where somebody else was, or it is gone. */
  async setStoreRef(tx: Transaction, { id }: FileUpload, storeRef: string): Promise<FileUpload | null> {
    const [updated] = await tx
      .update(fileUploads)
      .set({ storeRef })
      .where(and(eq(fileUploads.id, id), isNull(fileUploads.storeRef)))
      .returning();
    return updated ?? null;
  }

  /** Takes it for oneself until `until`; null where somebody else has it, it was refused, or is gone. */
  async claim(tx: Transaction, { id }: FileUpload, now: Date, until: Date): Promise<FileUpload | null> {
    const isFree = or(isNull(fileUploads.verifyingUntil), lte(fileUploads.verifyingUntil, now));
    const [claimed] = await tx
      .update(fileUploads)
      .set({ verifyingUntil: until })
      .where(and(eq(fileUploads.id, id), isNull(fileUploads.refusal), isFree))
      .returning();
    return claimed ?? null;
  }

  /** For longer, or with null no more; null where it is not one's own any longer. */
  async prolong(tx: Transaction, { id, verifyingUntil }: FileUpload, until: Date | null): Promise<FileUpload | null> {
    const [prolonged] = await tx
      .update(fileUploads)
      .set({ verifyingUntil: until })
      .where(and(eq(fileUploads.id, id), sameTime(verifyingUntil)))
      .returning();
    return prolonged ?? null;
  }

  /** False where it is not one's own any longer. */
  async refuse(tx: Transaction, { id, verifyingUntil }: FileUpload, refusal: UploadRefusal): Promise<boolean> {
    const refused = await tx
      .update(fileUploads)
      .set({ refusal, verifyingUntil: null })
      .where(and(eq(fileUploads.id, id), sameTime(verifyingUntil)))
      .returning({ id: fileUploads.id });
    return refused.length > 0;
  }

  /** False where it is gone, or somebody else has it. */
  async delete(tx: Transaction, { id, verifyingUntil }: FileUpload): Promise<boolean> {
    const deleted = await tx
      .delete(fileUploads)
      .where(and(eq(fileUploads.id, id), sameTime(verifyingUntil)))
      .returning({ id: fileUploads.id });
    return deleted.length > 0;
  }

  /** Of a deleted account: at most `limit`. */
  async deleteOfAccount(tx: Transaction, accountId: string, limit: number): Promise<FileUpload[]> {
    const some = tx
      .select({ id: fileUploads.id })
      .from(fileUploads)
      .where(eq(fileUploads.accountId, accountId))
      .limit(limit);
    return tx.delete(fileUploads).where(inArray(fileUploads.id, some)).returning();
  }
}

function sameTime(verifyingUntil: Date | null) {
  return verifyingUntil === null ? isNull(fileUploads.verifyingUntil) : eq(fileUploads.verifyingUntil, verifyingUntil);
}
