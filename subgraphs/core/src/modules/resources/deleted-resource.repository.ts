import {
  type Database,
  lastId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
} from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { and, asc, desc, eq, inArray, lte, sql } from 'drizzle-orm';
import { asTaken } from './resource.errors.ts';
import { type DeletedResource, deletedResources, resourcePurges, resources } from './resource.model.ts';

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()(
  'deletedResources.findByIds',
  (db) =>
    db
      .select()
      .from(deletedResources)
      .where(
        sql`${deletedResources.id} = any(${sql.placeholder('ids')}::uuid[]) and ${deletedResources.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
      ),
);
/** One page per account. */
const listByAccounts = prepared<{ accountIds: readonly string[]; after: string; limit: number }>()(
  'deletedResources.listByAccounts',
  (db) => {
    const page = db
      .select()
      .from(deletedResources)
      .where(
        sql`${deletedResources.accountId} = requested.account_id and ${deletedResources.id} < ${sql.placeholder('after')}`,
      )
      .orderBy(desc(deletedResources.id))
      .limit(sql.placeholder('limit'))
      .as('page');
    const { id, accountId, type, data, version, createdById, createdAt, updatedAt } = page;
    const { labels, change, changedById, changedPaths, externalKey } = page;
    return db
      .select({
        ...{ id, accountId, type, data, version, createdById, createdAt, updatedAt },
        ...{ labels, change, changedById, changedPaths, externalKey },
      })
      .from(sql`unnest(${sql.placeholder('accountIds')}::uuid[]) as requested(account_id)`)
      .crossJoinLateral(page)
      .orderBy(page.accountId, desc(page.id));
  },
);
const listDue = prepared<{ now: Date; but: readonly string[]; limit: number }>()('resourcePurges.listDue', (db) =>
  db
    .select({ resourceId: resourcePurges.resourceId, accountId: resourcePurges.accountId })
    .from(resourcePurges)
    .where(
      and(
        lte(resourcePurges.dueAt, sql.placeholder('now')),
        sql`${resourcePurges.accountId} <> all(${sql.placeholder('but')}::uuid[])`,
      ),
    )
    .orderBy(asc(resourcePurges.dueAt))
    .limit(sql.placeholder('limit')),
);

/** What makes the state of a resource that is deleted. */
type Deletion = Pick<DeletedResource, 'version' | 'updatedAt' | 'changedById'>;

/** Resources that were deleted and can come back, and when they no longer can. */
export class DeletedResourceRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what is not deleted or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(DeletedResource | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((resource) => [resource.id, resource]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** One page per account, what was created last first, in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<DeletedResource>[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const params = { accountIds, after: page.after ?? lastId, limit: page.first + 1 };
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, params);
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => pageOf(byAccount.get(accountId) ?? [], page));
  }

  /** As it is, locked until the transaction ends; null where it is not a deleted one of this account. */
  async lock(tx: Transaction, { accountId }: AccountAccess, id: string): Promise<DeletedResource | null> {
    const [found] = await tx
      .select()
      .from(deletedResources)
      .where(and(eq(deletedResources.id, id), eq(deletedResources.accountId, accountId)))
      .for('update');
    return found ?? null;
  }

  /** Takes a resource from the others, until `dueAt` at least. Its data does not leave the database. */
  async take(
    tx: Transaction,
    { accountId }: AccountAccess,
    id: string,
    { dueAt, ...deletion }: Deletion & { readonly dueAt: Date },
  ): Promise<void> {
    await tx.execute(sql`
      with gone as (delete from ${resources} where id = ${id} and account_id = ${accountId} returning *)
      insert into ${deletedResources} (${stateColumns})
      select ${stateColumns} from gone`);
    await tx
      .update(deletedResources)
      .set({ ...deletion, change: 'DELETED', changedPaths: [] })
      .where(and(eq(deletedResources.id, id), eq(deletedResources.accountId, accountId)));
    await tx.insert(resourcePurges).values({ resourceId: id, accountId, dueAt });
  }

  /**
   * Puts it back as it was when it was deleted.
   * @throws {ExternalKeyTakenError} The database decides.
   */
  async giveBack(tx: Transaction, { accountId }: AccountAccess, id: string): Promise<void> {
    await asTaken(
      ['id'],
      tx.execute(sql`
        with gone as (delete from ${deletedResources} where id = ${id} and account_id = ${accountId} returning *)
        insert into ${resources} (${stateColumns})
        select ${stateColumns} from gone`),
    );
    await tx.delete(resourcePurges).where(eq(resourcePurges.resourceId, id));
  }

  async hasAnyOfType(tx: Transaction, { accountId }: AccountAccess, type: string): Promise<boolean> {
    const found = await tx
      .select({ id: deletedResources.id })
      .from(deletedResources)
      .where(and(eq(deletedResources.accountId, accountId), eq(deletedResources.type, type)))
      .limit(1);
    return found.length > 0;
  }

  /** Those whose time is over, the first first, by their accounts; of these accounts none. */
  async listDue(now: Date, but: readonly string[], limit: number): Promise<ReadonlyMap<string, readonly string[]>> {
    const due = await this.#db.read(listDue, { now, but, limit });
    const byAccount = Map.groupBy(due, ({ accountId }) => accountId);
    return new Map([...byAccount].map(([accountId, rows]) => [accountId, rows.map(({ resourceId }) => resourceId)]));
  }

  /** The ids of those that are gone for good by this: what was restored meanwhile is not. */
  async purge(
    tx: Transaction,
    { accountId }: AccountAccess,
    ids: readonly string[],
    now: Date,
  ): Promise<readonly string[]> {
    // First of all, and in one order: who restores one of them has it locked before he touches when it is due.
    await tx
      .select({ id: deletedResources.id })
      .from(deletedResources)
      .where(
        and(eq(deletedResources.accountId, accountId), sql`${deletedResources.id} = any(${sql.param(ids)}::uuid[])`),
      )
      .orderBy(asc(deletedResources.id))
      .for('update');
    const due = await tx
      .delete(resourcePurges)
      .where(and(sql`${resourcePurges.resourceId} = any(${sql.param(ids)}::uuid[])`, lte(resourcePurges.dueAt, now)))
      .returning({ id: resourcePurges.resourceId });
    const dueIds = due.map(({ id }) => id);
    if (dueIds.length === 0) return [];
    const gone = await tx
      .delete(deletedResources)
      .where(and(eq(deletedResources.accountId, accountId), inArray(deletedResources.id, dueIds)))
      .returning({ id: deletedResources.id });
    return gone.map(({ id }) => id);
  }

  /** At most `limit`, and answers how many. */
  async deleteOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    const some = tx
      .select({ id: deletedResources.id })
      .from(deletedResources)
      .where(eq(deletedResources.accountId, accountId))
      .limit(limit);
    const deleted = await tx
      .delete(deletedResources)
      .where(inArray(deletedResources.id, some))
      .returning({ id: deletedResources.id });
    if (deleted.length < limit) await tx.delete(resourcePurges).where(eq(resourcePurges.accountId, accountId));
    return deleted.length;
  }
}

const stateColumns = sql.raw(
  'id, account_id, type, data, version, created_by_id, created_at, updated_at, labels, change, changed_by_id, changed_paths, external_key',
);
