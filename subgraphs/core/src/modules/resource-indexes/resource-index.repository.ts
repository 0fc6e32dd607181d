import { type Database, firstId, newId, prepared, type Transaction } from '@trivet/database';
import { type AccountAccess, rowsOf } from '@trivet/identity';
import { and, asc, eq, gt, inArray, isNull, lte, ne, or, sql } from 'drizzle-orm';
import {
  type ResourceIndex,
  type ResourceIndexEntry,
  resourceIndexEntries,
  resourceIndexes,
  resourceIndexWork,
} from './resource-index.model.ts';

const columns = {
  id: resourceIndexes.id,
  path: resourceIndexes.path,
  kind: resourceIndexes.kind,
  state: resourceIndexes.state,
} as const;

const listOfType = prepared<{ accountId: string; type: string }>()('resourceIndexes.listOfType', (db) =>
  db
    .select(columns)
    .from(resourceIndexes)
    .where(
      and(
        eq(resourceIndexes.accountId, sql.placeholder('accountId')),
        eq(resourceIndexes.type, sql.placeholder('type')),
        ne(resourceIndexes.state, sql`'DROPPED'`),
      ),
    ),
);
/** Of many types at once, each with its account. */
const listOfTypes = prepared<{ accountIds: readonly string[]; types: readonly string[] }>()(
  'resourceIndexes.listOfTypes',
  (db) =>
    db
      .select({ ...columns, accountId: resourceIndexes.accountId, type: resourceIndexes.type })
      .from(resourceIndexes)
      .where(
        and(
          sql`${resourceIndexes.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
          sql`(${resourceIndexes.accountId}, ${resourceIndexes.type}) in
            (select * from unnest(${sql.placeholder('accountIds')}::uuid[], ${sql.placeholder('types')}::text[]))`,
          ne(resourceIndexes.state, sql`'DROPPED'`),
        ),
      ),
);
const isDue = or(
  isNull(resourceIndexWork.retryAt),
  lte(resourceIndexWork.retryAt, sql`${sql.placeholder('now')}::timestamptz`),
);
const listAccounts = prepared<{ after: string; now: string; limit: number }>()('resourceIndexWork.listAccounts', (db) =>
  db
    .selectDistinct({ accountId: resourceIndexWork.accountId })
    .from(resourceIndexWork)
    .where(and(gt(resourceIndexWork.accountId, sql.placeholder('after')), isDue))
    .orderBy(asc(resourceIndexWork.accountId))
    .limit(sql.placeholder('limit')),
);
const listWork = prepared<{ accountId: string; now: string; limit: number }>()('resourceIndexWork.list', (db) =>
  db
    .select({
      indexId: resourceIndexWork.indexId,
      accountId: resourceIndexWork.accountId,
      failures: resourceIndexWork.failures,
    })
    .from(resourceIndexWork)
    .where(and(eq(resourceIndexWork.accountId, sql.placeholder('accountId')), isDue))
    .orderBy(asc(resourceIndexWork.since))
    .limit(sql.placeholder('limit')),
);

export type ResourceIndexWork = Pick<typeof resourceIndexWork.$inferSelect, 'indexId' | 'accountId' | 'failures'>;

export class ResourceIndexRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  listOfType({ accountId, rows }: AccountAccess, type: string): Promise<ResourceIndex[]> {
    return this.#db.readWithin(rows, listOfType, { accountId, type });
  }

  /** Of each type, in the order of `types`. */
  async listOfTypes(
    types: readonly { readonly access: AccountAccess; readonly type: string }[],
  ): Promise<ResourceIndex[][]> {
    const accesses = types.map(({ access }) => access);
    const accountIds = accesses.map(({ accountId }) => accountId);
    const names = types.map(({ type }) => type);
    const rows = await this.#db.readWithin(rowsOf(accesses), listOfTypes, { accountIds, types: names });
    const byType = Map.groupBy(rows, ({ accountId, type }) => `${accountId} ${type}`);
    return types.map(({ access, type }) => byType.get(`${access.accountId} ${type}`) ?? []);
  }

  listWithin(tx: Transaction, { accountId }: AccountAccess, type: string): Promise<ResourceIndex[]> {
    const { state } = resourceIndexes;
    return tx
      .select(columns)
      .from(resourceIndexes)
      .where(and(eq(resourceIndexes.accountId, accountId), eq(resourceIndexes.type, type), ne(state, 'DROPPED')));
  }

  /** Of a type that has resources already they have to be built first. */
  async insert(
    tx: Transaction,
    { accountId }: AccountAccess,
    type: string,
    {
      fields,
      isBuilt,
    }: { readonly fields: readonly Pick<ResourceIndex, 'path' | 'kind'>[]; readonly isBuilt: boolean },
  ): Promise<void> {
    if (fields.length === 0) return;
    const rows = fields.map(({ path, kind }) => ({
      ...{ id: newId(), accountId, type, path, kind, builtTo: firstId },
      state: isBuilt ? ('READY' as const) : ('BUILDING' as const),
    }));
    await tx.insert(resourceIndexes).values(rows);
    if (!isBuilt) await tx.insert(resourceIndexWork).values(rows.map(({ id }) => ({ indexId: id, accountId })));
  }

  /** From now on nobody reads or writes them; what they hold goes piece by piece. */
  async drop(tx: Transaction, { accountId }: AccountAccess, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx
      .update(resourceIndexes)
      .set({ state: 'DROPPED' })
      .where(and(eq(resourceIndexes.accountId, accountId), inArray(resourceIndexes.id, [...ids])));
    await tx
      .insert(resourceIndexWork)
      .values(ids.map((indexId) => ({ indexId, accountId })))
      .onConflictDoNothing();
  }

  /** What an index says of a resource already stays, unless `replace`. */
  async write(
    tx: Transaction,
    { accountId }: AccountAccess,
    entries: readonly ResourceIndexEntry[],
    { replace }: { readonly replace: boolean },
  ): Promise<void> {
    if (entries.length === 0) return;
    const resourceIds = entries.map(({ resourceId }) => resourceId);
    const indexIds = entries.map(({ indexId }) => indexId);
    const values = entries.map(({ value }) => value.toString('hex'));
    await tx.execute(sql`
      insert /* resourceIndexEntries.write */ into ${resourceIndexEntries} as present (resource_id, index_id, account_id, value)
      select resource_id, index_id, ${accountId}, decode(value, 'hex')
      from unnest(${sql.param(resourceIds)}::uuid[], ${sql.param(indexIds)}::uuid[], ${sql.param(values)}::text[])
        as given(resource_id, index_id, value)
      on conflict (resource_id, index_id) do ${
        replace ? sql`update set value = excluded.value where present.value <> excluded.value` : sql`nothing`
      }`);
  }

  /** What is said of a resource, or what these indexes say of it. */
  async forget(
    tx: Transaction,
    { accountId }: AccountAccess,
    resourceId: string,
    indexIds?: readonly string[],
  ): Promise<void> {
    if (indexIds?.length === 0) return;
    const { resourceId: id, indexId, accountId: owner } = resourceIndexEntries;
    const which = indexIds && inArray(indexId, [...indexIds]);
    await tx.delete(resourceIndexEntries).where(and(eq(id, resourceId), eq(owner, accountId), which));
  }

  /** Accounts that something is to be done for, in the order of their ids. */
  async listAccountsToServe(now: Date, page: { readonly after: string; readonly limit: number }): Promise<string[]> {
    const rows = await this.#db.read(listAccounts, { now: now.toISOString(), ...page });
    return rows.map(({ accountId }) => accountId);
  }

  /** What is to be done for an account, what was declared first before the rest. */
  listWork(accountId: string, now: Date, limit: number): Promise<ResourceIndexWork[]> {
    return this.#db.read(listWork, { accountId, now: now.toISOString(), limit });
  }

  /** An index that is to be worked at, which nobody else does until the transaction ends; null where there is none any more. */
  async claim(tx: Transaction, { indexId }: ResourceIndexWork): Promise<typeof resourceIndexes.$inferSelect | null> {
    const claimed = await tx
      .select({ indexId: resourceIndexWork.indexId })
      .from(resourceIndexWork)
      .where(eq(resourceIndexWork.indexId, indexId))
      .for('update', { skipLocked: true });
    if (claimed.length === 0) return null;
    const [index] = await tx.select().from(resourceIndexes).where(eq(resourceIndexes.id, indexId)).for('update');
    if (!index) await tx.delete(resourceIndexWork).where(eq(resourceIndexWork.indexId, indexId));
    return index ?? null;
  }

  async advance(tx: Transaction, indexId: string, builtTo: string): Promise<void> {
    await tx.update(resourceIndexes).set({ builtTo }).where(eq(resourceIndexes.id, indexId));
  }

  /** What is built of it stays. From `hasFailed` on people are told. */
  async putOff(
    tx: Transaction,
    { indexId }: ResourceIndexWork,
    { retryAt, hasFailed }: { readonly retryAt: Date; readonly hasFailed: boolean },
  ): Promise<void> {
    await tx
      .update(resourceIndexWork)
      .set({ failures: sql`${resourceIndexWork.failures} + 1`, retryAt })
      .where(eq(resourceIndexWork.indexId, indexId));
    if (hasFailed)
      await tx
        .update(resourceIndexes)
        .set({ state: 'FAILED' })
        .where(and(eq(resourceIndexes.id, indexId), eq(resourceIndexes.state, 'BUILDING')));
  }

  /** It goes on after it had failed. */
  async resume(tx: Transaction, { indexId }: ResourceIndexWork): Promise<void> {
    await tx
      .update(resourceIndexWork)
      .set({ failures: 0, retryAt: null })
      .where(eq(resourceIndexWork.indexId, indexId));
    await tx
      .update(resourceIndexes)
      .set({ state: 'BUILDING' })
      .where(and(eq(resourceIndexes.id, indexId), eq(resourceIndexes.state, 'FAILED')));
  }

  async ready(tx: Transaction, indexId: string): Promise<void> {
    await tx.update(resourceIndexes).set({ state: 'READY' }).where(eq(resourceIndexes.id, indexId));
    await tx.delete(resourceIndexWork).where(eq(resourceIndexWork.indexId, indexId));
  }

  /** At most `limit` of its entries, and itself when none is left. @returns whether it is gone. */
  async clear(tx: Transaction, indexId: string, limit: number): Promise<boolean> {
    const { resourceId, indexId: of } = resourceIndexEntries;
    const some = tx.select({ id: resourceId }).from(resourceIndexEntries).where(eq(of, indexId)).limit(limit);
    const deleted = await tx
      .delete(resourceIndexEntries)
      .where(and(eq(of, indexId), inArray(resourceId, some)))
      .returning({ id: resourceId });
    if (deleted.length === limit) return false;
    await tx.delete(resourceIndexes).where(eq(resourceIndexes.id, indexId));
    await tx.delete(resourceIndexWork).where(eq(resourceIndexWork.indexId, indexId));
    return true;
  }

  /** Of these resources of an account that is no more. */
  async forgetOf(tx: Transaction, accountId: string, resourceIds: readonly string[]): Promise<void> {
    if (resourceIds.length === 0) return;
    await tx
      .delete(resourceIndexEntries)
      .where(
        and(
          sql`${resourceIndexEntries.resourceId} = any(${sql.param(resourceIds)}::uuid[])`,
          eq(resourceIndexEntries.accountId, accountId),
        ),
      );
  }

  /** The indexes of an account that is no more: at most `limit`, and answers how many. */
  async deleteOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    const some = tx
      .select({ id: resourceIndexes.id })
      .from(resourceIndexes)
      .where(eq(resourceIndexes.accountId, accountId))
      .limit(limit);
    const deleted = await tx
      .delete(resourceIndexes)
      .where(inArray(resourceIndexes.id, some))
      .returning({ id: resourceIndexes.id });
    if (deleted.length < limit) await tx.delete(resourceIndexWork).where(eq(resourceIndexWork.accountId, accountId));
    return deleted.length;
  }
}
