import { type Database, nobody, prepared, type Transaction } from '@trivet/database';
import { type AccountAccess, rowsOf } from '@trivet/identity';
import { and, eq, sql } from 'drizzle-orm';
import { deletedResources, type Resource, resources, resourceVersions } from './resource.model.ts';

type State = Pick<
  typeof resourceVersions.$inferSelect,
  | 'accountId'
  | 'resourceId'
  | 'version'
  | 'data'
  | 'labels'
  | 'change'
  | 'changedById'
  | 'changedPaths'
  | 'createdById'
  | 'updatedAt'
>;

const findPresent = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()(
  'resourceVersions.findPresent',
  (db) =>
    db
      .select({
        accountId: resources.accountId,
        resourceId: resources.id,
        version: resources.version,
        data: resources.data,
        labels: resources.labels,
        change: resources.change,
        changedById: resources.changedById,
        changedPaths: resources.changedPaths,
        createdById: resources.createdById,
        updatedAt: resources.updatedAt,
      })
      .from(resources)
      .where(
        sql`${resources.id} = any(${sql.placeholder('ids')}::uuid[]) and ${resources.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
      ),
);
/**
 * One page per resource. Versions have no gaps, so it says from which to which: PostgreSQL, which thinks of one or two for each, would
 * read all that a resource has been and sort it, as soon as there are several partitions.
 */
const listPast = prepared<{
  accountIds: readonly string[];
  ids: readonly string[];
  befores: readonly number[];
  limit: number;
}>()('resourceVersions.listPast', (db) => {
  const page = db
    .select()
    .from(resourceVersions)
    .where(
      sql`${resourceVersions.resourceId} = requested.id and ${resourceVersions.accountId} = any(${sql.placeholder('accountIds')}::uuid[]) and ${resourceVersions.version} < requested.before and ${resourceVersions.version} >= requested.before - ${sql.placeholder('limit')}::int`,
    )
    .orderBy(sql`${resourceVersions.version} desc`)
    .limit(sql.placeholder('limit'))
    .as('page');
  const { accountId, resourceId, version, data, labels, change, changedById, changedPaths, createdById, updatedAt } =
    page;
  return db
    .select({
      accountId,
      resourceId,
      version,
      data,
      labels,
      change,
      changedById,
      changedPaths,
      createdById,
      updatedAt,
    })
    .from(sql`unnest(${sql.placeholder('ids')}::uuid[], ${sql.placeholder('befores')}::int[]) as requested(id, before)`)
    .crossJoinLateral(page)
    .orderBy(page.resourceId, sql`${page.version} desc`);
});

/** The states that resources have had, and the one that each has. */
export class ResourceVersionRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The state as it is now, of each that there is. */
  findPresent(accesses: readonly AccountAccess[], ids: readonly string[]): Promise<State[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    return this.#db.readWithin(rowsOf(accesses), findPresent, { accountIds, ids });
  }

  /** The states before a version that the resource has had, or has, the latest first, `limit` of each. */
  listPast(
    accesses: readonly AccountAccess[],
    wanted: readonly { readonly id: string; readonly before: number }[],
    limit: number,
  ): Promise<State[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const [ids, befores] = [wanted.map(({ id }) => id), wanted.map(({ before }) => before)];
    return this.#db.readWithin(rowsOf(accesses), listPast, { accountIds, ids, befores, limit });
  }

  /** Keeps the present state of a resource, which is about to be another. The data does not leave the database. */
  async keep(tx: Transaction, access: AccountAccess, id: string, supersededAt: Date): Promise<void> {
    await this.keepAll(tx, access, [id], supersededAt);
  }

  /** The same, of several. */
  async keepAll(tx: Transaction, access: AccountAccess, ids: readonly string[], supersededAt: Date): Promise<void> {
    await this.#keepFrom(tx, resources, access, { ids, supersededAt });
  }

  /** The same, of a resource that was deleted. */
  async keepDeleted(tx: Transaction, access: AccountAccess, id: string, supersededAt: Date): Promise<void> {
    await this.#keepFrom(tx, deletedResources, access, { ids: [id], supersededAt });
  }

  /** What the data and labels were in an earlier version; null where that is not known any more. */
  async findWithin(
    tx: Transaction,
    { accountId }: AccountAccess,
    id: string,
    version: number,
  ): Promise<Pick<Resource, 'data' | 'labels'> | null> {
    const [found] = await tx
      .select({ data: resourceVersions.data, labels: resourceVersions.labels })
      .from(resourceVersions)
      .where(
        and(
          eq(resourceVersions.resourceId, id),
          eq(resourceVersions.version, version),
          eq(resourceVersions.accountId, accountId),
        ),
      );
    return found ?? null;
  }

  /** Of resources that are gone for good. */
  async deleteOf(tx: Transaction, { accountId }: AccountAccess, ids: readonly string[]): Promise<void> {
    await tx
      .delete(resourceVersions)
      .where(
        and(
          eq(resourceVersions.accountId, accountId),
          sql`${resourceVersions.resourceId} = any(${sql.param(ids)}::uuid[])`,
        ),
      );
  }

  /** At most `limit`, and answers how many. */
  async deleteOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    const some = tx
      .select({ resourceId: resourceVersions.resourceId, version: resourceVersions.version })
      .from(resourceVersions)
      .where(eq(resourceVersions.accountId, accountId))
      .limit(limit);
    const deleted = await tx
      .delete(resourceVersions)
      .where(
        and(
          eq(resourceVersions.accountId, accountId),
          sql`(${resourceVersions.resourceId}, ${resourceVersions.version}) in ${some}`,
        ),
      )
      .returning({ id: resourceVersions.resourceId });
    return deleted.length;
  }

  /**
   * Has partitions ready for the next two months, and drops those that have been full for longer than the retention, if there is one.
   * Keeps nobody waiting who reads or writes, but for a tenth of a second where one is dropped.
   */
  async maintain(now: Date, retentionDays: number | null): Promise<void> {
    await this.#db.transaction(nobody, (tx) =>
      tx.execute(sql`select /* resourceVersions.maintain */ core.resource_versions_maintain(
        ${now.toISOString()}::timestamptz, make_interval(days => ${retentionDays}::int), make_interval(days => ${partitionDays}))`),
    );
  }

  async #keepFrom(
    tx: Transaction,
    table: typeof resources | typeof deletedResources,
    { accountId }: AccountAccess,
    { ids, supersededAt }: { readonly ids: readonly string[]; readonly supersededAt: Date },
  ): Promise<void> {
    const { id: resourceId, ...state } = {
      id: table.id,
      accountId: table.accountId,
      type: table.type,
      data: table.data,
      version: table.version,
      createdById: table.createdById,
      createdAt: table.createdAt,
      updatedAt: table.updatedAt,
      labels: table.labels,
      change: table.change,
      changedById: table.changedById,
      changedPaths: table.changedPaths,
    };
    await tx.insert(resourceVersions).select(
      tx
        .select({
          resourceId,
          ...state,
          // Where nobody has made partitions for long, the last one takes it: there is one for every time, maintained or not. What a process
          // whose clock is behind takes for long past is not yet, or it would go with the partition of that time.
          supersededAt:
            sql<Date>`least(greatest(${supersededAt.toISOString()}::timestamptz, now() - interval '1 day'), (select max(ends_at) - interval '1 microsecond' from core.resource_version_partitions))`.as(
              'superseded_at',
            ),
        })
        .from(table)
        .where(and(sql`${table.id} = any(${sql.param(ids)}::uuid[])`, eq(table.accountId, accountId))),
    );
  }
}

const partitionDays = 30;
