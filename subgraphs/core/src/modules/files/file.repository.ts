import {
  type Database,
  lastId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
  violatedConstraint,
} from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { and, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import { AttachedFileMissingError } from './file.errors.ts';
import { type File, fileAttachments, files } from './file.model.ts';

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()('files.findByIds', (db) =>
  db
    .select()
    .from(files)
    .where(
      sql`${files.id} = any(${sql.placeholder('ids')}::uuid[]) and ${files.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
    ),
);

const listByAccounts = prepared<{ accountIds: readonly string[]; after: string; limit: number }>()(
  'files.listByAccounts',
  (db) => {
    const page = db
      .select()
      .from(files)
      .where(and(sql`${files.accountId} = requested.account_id`, sql`${files.id} < ${sql.placeholder('after')}`))
      .orderBy(desc(files.id))
      .limit(sql.placeholder('limit'))
      .as('page');
    const { id, accountId, name, type, size, checksum, version, createdById, createdAt } = page;
    return db
      .select({ id, accountId, name, type, size, checksum, version, createdById, createdAt })
      .from(sql`unnest(${sql.placeholder('accountIds')}::uuid[]) as requested(account_id)`)
      .crossJoinLateral(page)
      .orderBy(page.accountId, desc(page.id));
  },
);

const listByResources = prepared<{
  accountIds: readonly string[];
  resourceIds: readonly string[];
  after: string;
  limit: number;
}>()('files.listByResources', (db) => {
  const page = db
    .select({ resourceId: fileAttachments.resourceId, ...getTableColumns(files) })
    .from(fileAttachments)
    .innerJoin(files, eq(files.id, fileAttachments.fileId))
    .where(
      and(
        sql`${fileAttachments.resourceId} = requested.resource_id`,
        sql`${files.accountId} = requested.account_id`,
        sql`${fileAttachments.fileId} < ${sql.placeholder('after')}`,
      ),
    )
    .orderBy(desc(fileAttachments.fileId))
    .limit(sql.placeholder('limit'))
    .as('page');
  const { resourceId, id, accountId, name, type, size, checksum, version, createdById, createdAt } = page;
  return db
    .select({ resourceId, id, accountId, name, type, size, checksum, version, createdById, createdAt })
    .from(
      sql`unnest(${sql.placeholder('accountIds')}::uuid[], ${sql.placeholder('resourceIds')}::uuid[]) as requested(account_id, resource_id)`,
    )
    .crossJoinLateral(page)
    .orderBy(page.resourceId, desc(page.id));
});

/** A resource whose files are asked for, and the access to its account. */
export interface FilesOfResource {
  readonly access: AccountAccess;
  readonly resourceId: string;
}

/** Files that are there, and what they are attached to. */
export class FileRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(File | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((file) => [file.id, file]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** Those of them that are the account's. */
  listOf({ accountId, rows }: AccountAccess, ids: readonly string[]): Promise<File[]> {
    return this.#db.readWithin(rows, findByIds, { accountIds: [accountId], ids });
  }

  /** For who has a link to it, which says whose it is; and for the sweep. */
  async findOfAccount(accountId: string, id: string): Promise<File | null> {
    const [found] = await this.#db.readWithin({ accounts: [accountId] }, findByIds, {
      accountIds: [accountId],
      ids: [id],
    });
    return found ?? null;
  }

  /** One page per account, the newest first, in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<File>[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const params = { accountIds, after: page.after ?? lastId, limit: page.first + 1 };
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, params);
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => pageOf(byAccount.get(accountId) ?? [], page));
  }

  /** One page per resource, the newest first, in the order of `wanted`. */
  async listByResources(wanted: readonly FilesOfResource[], page: PageRequest): Promise<Page<File>[]> {
    const accesses = wanted.map(({ access }) => access);
    const params = {
      accountIds: accesses.map(({ accountId }) => accountId),
      resourceIds: wanted.map(({ resourceId }) => resourceId),
      after: page.after ?? lastId,
      limit: page.first + 1,
    };
    const rows = await this.#db.readWithin(rowsOf(accesses), listByResources, params);
    const byResource = Map.groupBy(rows, ({ resourceId }) => resourceId);
    return wanted.map(({ resourceId }) => pageOf(byResource.get(resourceId) ?? [], page));
  }

  async insert(
    tx: Transaction,
    access: AccountAccess,
    file: Omit<typeof files.$inferInsert, 'accountId'>,
  ): Promise<File> {
    const [inserted] = await tx
      .insert(files)
      .values({ ...file, accountId: access.accountId })
      .returning();
    return inserted as File;
  }

  /** Null where it is not one of this account. */
  async delete(tx: Transaction, access: AccountAccess, id: string): Promise<File | null> {
    const [deleted] = await tx
      .delete(files)
      .where(and(eq(files.id, id), eq(files.accountId, access.accountId)))
      .returning();
    return deleted ?? null;
  }

  /** Of a deleted account: at most `limit`. */
  async deleteOfAccount(tx: Transaction, accountId: string, limit: number): Promise<File[]> {
    const some = tx
      .select({ id: files.id })
      .from(files)
      .where(eq(files.accountId, accountId))
      .orderBy(files.id)
      .limit(limit);
    return tx.delete(files).where(inArray(files.id, some)).returning();
  }

  /**
   * False where it is attached already.
   * @throws {AttachedFileMissingError}
   */
  async attach(
    tx: Transaction,
    { accountId }: AccountAccess,
    attachment: { readonly fileId: string; readonly resourceId: string; readonly attachedAt: Date },
  ): Promise<boolean> {
    try {
      const attached = await tx
        .insert(fileAttachments)
        .values({ ...attachment, accountId })
        .onConflictDoNothing()
        .returning({ fileId: fileAttachments.fileId });
      return attached.length > 0;
    } catch (error) {
      if (violatedConstraint(error) === 'file_attachments_file_id_fkey') throw new AttachedFileMissingError();
      throw error;
    }
  }

  /** False where it is not attached. */
  async detach(
    tx: Transaction,
    { accountId }: AccountAccess,
    { fileId, resourceId }: { readonly fileId: string; readonly resourceId: string },
  ): Promise<boolean> {
    const detached = await tx
      .delete(fileAttachments)
      .where(
        and(
          eq(fileAttachments.resourceId, resourceId),
          eq(fileAttachments.fileId, fileId),
          eq(fileAttachments.accountId, accountId),
        ),
      )
      .returning({ fileId: fileAttachments.fileId });
    return detached.length > 0;
  }

  /** Of resources that are gone for good. */
  async detachAll(tx: Transaction, { accountId }: AccountAccess, resourceIds: readonly string[]): Promise<void> {
    await tx
      .delete(fileAttachments)
      .where(
        and(
          sql`${fileAttachments.resourceId} = any(${sql.param(resourceIds)}::uuid[])`,
          eq(fileAttachments.accountId, accountId),
        ),
      );
  }

  /** With its next version; null where it is not one of this account. */
  async touch(tx: Transaction, { accountId }: AccountAccess, id: string): Promise<File | null> {
    const [touched] = await tx
      .update(files)
      .set({ version: sql`${files.version} + 1` })
      .where(and(eq(files.id, id), eq(files.accountId, accountId)))
      .returning();
    return touched ?? null;
  }
}
