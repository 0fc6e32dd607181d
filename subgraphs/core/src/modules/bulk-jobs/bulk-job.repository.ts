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
import { and, asc, desc, eq, getTableColumns, inArray, lte, sql } from 'drizzle-orm';
import { type BulkJob, bulkJobs, bulkTurns } from './bulk-job.model.ts';

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()('bulkJobs.findByIds', (db) =>
  db
    .select()
    .from(bulkJobs)
    .where(
      sql`${bulkJobs.id} = any(${sql.placeholder('ids')}::uuid[]) and ${bulkJobs.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
    ),
);
const listByAccounts = prepared<{ accountIds: readonly string[]; after: string; limit: number }>()(
  'bulkJobs.listByAccounts',
  (db) => {
    const page = db
      .select()
      .from(bulkJobs)
      .where(and(sql`${bulkJobs.accountId} = requested.account_id`, sql`${bulkJobs.id} < ${sql.placeholder('after')}`))
      .orderBy(desc(bulkJobs.id))
      .limit(sql.placeholder('limit'))
      .as('page');
    const columns = Object.fromEntries(
      Object.keys(getTableColumns(bulkJobs)).map((name) => [name, page[name as keyof BulkJob]]),
    ) as { readonly [Name in keyof BulkJob]: (typeof page)[Name] };
    return db
      .select(columns)
      .from(sql`unnest(${sql.placeholder('accountIds')}::uuid[]) as requested(account_id)`)
      .crossJoinLateral(page)
      .orderBy(page.accountId, desc(page.id));
  },
);
/** One after another: the one that was asked for first. */
const findCurrent = prepared<{ accountId: string }>()('bulkJobs.findCurrent', (db) =>
  db
    .select()
    .from(bulkJobs)
    .where(and(eq(bulkJobs.accountId, sql.placeholder('accountId')), sql`${bulkJobs.phase} <> 'DONE'`))
    .orderBy(asc(bulkJobs.id))
    .limit(1),
);
const listOver = prepared<{ accountId: string; now: Date; limit: number }>()('bulkJobs.listOver', (db) =>
  db
    .select()
    .from(bulkJobs)
    .where(
      and(
        eq(bulkJobs.accountId, sql.placeholder('accountId')),
        sql`${bulkJobs.phase} = 'DONE'`,
        lte(bulkJobs.dueAt, sql.placeholder('now')),
      ),
    )
    .orderBy(asc(bulkJobs.dueAt))
    .limit(sql.placeholder('limit')),
);
const listTurns = prepared<{ now: Date; but: readonly string[]; limit: number }>()('bulkTurns.list', (db) =>
  db
    .select({ accountId: bulkTurns.accountId })
    .from(bulkTurns)
    .where(
      and(
        lte(bulkTurns.dueAt, sql.placeholder('now')),
        sql`${bulkTurns.accountId} <> all(${sql.placeholder('but')}::uuid[])`,
      ),
    )
    .orderBy(asc(bulkTurns.servedAt))
    .limit(sql.placeholder('limit')),
);

/** What a step makes of a job. */
export type BulkJobChange = Partial<Omit<BulkJob, 'id' | 'accountId' | 'version'>>;

/** Imports and exports, and whose turn it is. */
export class BulkJobRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(BulkJob | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((job) => [job.id, job]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** For who has a link to its result, which says whose it is. */
  async findOfAccount(accountId: string, id: string): Promise<BulkJob | null> {
    const params = { accountIds: [accountId], ids: [id] };
    const [found] = await this.#db.readWithin({ accounts: [accountId] }, findByIds, params);
    return found ?? null;
  }

  /** One page per account, the newest first, in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<BulkJob>[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const params = { accountIds, after: page.after ?? lastId, limit: page.first + 1 };
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, params);
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => pageOf(byAccount.get(accountId) ?? [], page));
  }

  /** The account's that is to be gone on with; null where none is. */
  async findCurrent({ accountId, rows }: AccountAccess): Promise<BulkJob | null> {
    const [found] = await this.#db.readWithin(rows, findCurrent, { accountId });
    return found ?? null;
  }

  /** Those that have ended, and of which something is to be deleted by now. */
  listOver({ accountId, rows }: AccountAccess, now: Date, limit: number): Promise<BulkJob[]> {
    return this.#db.readWithin(rows, listOver, { accountId, now, limit });
  }

  /** Those that have not ended. Who asks has begun a turn: others who begin a job wait for him. */
  countOpen(tx: Transaction, { accountId }: AccountAccess): Promise<number> {
    return tx.$count(bulkJobs, and(eq(bulkJobs.accountId, accountId), inArray(bulkJobs.state, ['PENDING', 'RUNNING'])));
  }

  async insert(
    tx: Transaction,
    { accountId }: AccountAccess,
    job: Omit<typeof bulkJobs.$inferInsert, 'accountId'>,
  ): Promise<BulkJob> {
    const [inserted] = await tx
      .insert(bulkJobs)
      .values({ ...job, accountId })
      .returning();
    return inserted as BulkJob;
  }

  /** As it is, locked until the transaction ends; null where it is not one of this account. */
  async lock(tx: Transaction, { accountId }: AccountAccess, id: string): Promise<BulkJob | null> {
    const [found] = await tx
      .select()
      .from(bulkJobs)
      .where(and(eq(bulkJobs.id, id), eq(bulkJobs.accountId, accountId)))
      // Not more than that, or it waited for whoever is writing rows that refer to it.
      .for('no key update');
    return found ?? null;
  }

  /** Whether it is as it was read: then it stays so until the transaction ends. */
  async hold(tx: Transaction, { id, version }: BulkJob): Promise<boolean> {
    const held = await tx
      .select({ id: bulkJobs.id })
      .from(bulkJobs)
      .where(and(eq(bulkJobs.id, id), eq(bulkJobs.version, version)))
      .for('update');
    return held.length > 0;
  }

  /** Whether it is still as it was read. Others may change it at any time. */
  async isAsRead(tx: Transaction, { id, version }: BulkJob): Promise<boolean> {
    const found = await tx
      .select({ id: bulkJobs.id })
      .from(bulkJobs)
      .where(and(eq(bulkJobs.id, id), eq(bulkJobs.version, version)));
    return found.length > 0;
  }

  /** Those that have not ended and were asked for with this key, with a token of this grant, or by this person; locked. */
  listOpenOf(tx: Transaction, accountIds: readonly string[], askerId: string): Promise<BulkJob[]> {
    return tx
      .select()
      .from(bulkJobs)
      .where(
        and(
          sql`${bulkJobs.accountId} = any(${sql.param(accountIds)}::uuid[]) and ${bulkJobs.phase} <> 'DONE'`,
          sql`${askerId}::uuid in (coalesce(${bulkJobs.grantId}, ${bulkJobs.keyId}), ${bulkJobs.createdById}, ${bulkJobs.keyOwnerId})`,
          inArray(bulkJobs.state, ['PENDING', 'RUNNING']),
        ),
      )
      .orderBy(asc(bulkJobs.id))
      .for('no key update');
  }

  /** Null where somebody else has gone on with it, or it is gone. */
  async advance(tx: Transaction, { id, version }: BulkJob, change: BulkJobChange): Promise<BulkJob | null> {
    const [advanced] = await tx
      .update(bulkJobs)
      .set({ ...change, version: version + 1 })
      .where(and(eq(bulkJobs.id, id), eq(bulkJobs.version, version)))
      .returning();
    return advanced ?? null;
  }

  async delete(tx: Transaction, { id, version }: BulkJob): Promise<void> {
    await tx.delete(bulkJobs).where(and(eq(bulkJobs.id, id), eq(bulkJobs.version, version)));
  }

  /** Of an account that is no more, and have nothing any more: at most `limit`. */
  async deleteOfAccount(tx: Transaction, accountId: string, limit: number): Promise<BulkJob[]> {
    const some = tx.select({ id: bulkJobs.id }).from(bulkJobs).where(eq(bulkJobs.accountId, accountId)).limit(limit);
    return tx.delete(bulkJobs).where(inArray(bulkJobs.id, some)).returning();
  }

  /** The account has work at `dueAt`, or sooner. Its row is locked: who begins another job meanwhile waits. */
  async noteTurn(tx: Transaction, { accountId }: AccountAccess, dueAt: Date): Promise<void> {
    await tx
      .insert(bulkTurns)
      .values({ accountId, dueAt })
      .onConflictDoUpdate({
        target: bulkTurns.accountId,
        set: { dueAt: sql`least(${bulkTurns.dueAt}, excluded.due_at)` },
      });
  }

  /** The accounts that have work by now, but those of `but`; who was served longest ago first. */
  async listTurns(now: Date, but: readonly string[], limit: number): Promise<string[]> {
    const rows = await this.#db.read(listTurns, { now, but, limit });
    return rows.map(({ accountId }) => accountId);
  }

  /** The account was served. It comes again when its first open job is due, or something of those that have ended is to be deleted. */
  async endTurn(tx: Transaction, { accountId }: AccountAccess): Promise<void> {
    // First, so that what is read next is all that others have begun.
    await tx
      .select({ accountId: bulkTurns.accountId })
      .from(bulkTurns)
      .where(eq(bulkTurns.accountId, accountId))
      .for('update');
    const [next] = await tx
      .select({
        dueAt: sql<string | null>`least(
          (select due_at from ${bulkJobs} where account_id = ${accountId} and phase <> 'DONE' order by id limit 1),
          (select min(due_at) from ${bulkJobs} where account_id = ${accountId} and phase = 'DONE'))::text`,
      })
      .from(sql`(values (1)) as one`);
    const dueAt = next?.dueAt ?? null;
    if (dueAt === null) await this.deleteTurn(tx, accountId);
    else
      await tx
        .update(bulkTurns)
        .set({ dueAt: sql`${dueAt}::timestamptz`, servedAt: sql`clock_timestamp()` })
        .where(eq(bulkTurns.accountId, accountId));
  }

  async deleteTurn(tx: Transaction, accountId: string): Promise<void> {
    await tx.delete(bulkTurns).where(eq(bulkTurns.accountId, accountId));
  }

  /** Of an account that is no more: whether there is any that has not been deleted. */
  async listIdsOfAccount(tx: Transaction, accountId: string, limit: number): Promise<string[]> {
    const rows = await tx
      .select({ id: bulkJobs.id })
      .from(bulkJobs)
      .where(eq(bulkJobs.accountId, accountId))
      .orderBy(asc(bulkJobs.id))
      .limit(limit);
    return rows.map(({ id }) => id);
  }
}
