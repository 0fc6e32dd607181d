import {
  type Database,
  firstId,
  lastId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
} from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { and, asc, desc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm';
import { asTaken } from './resource.errors.ts';
import { type Resource, resourceColumns, resources } from './resource.model.ts';

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()('resources.findByIds', (db) =>
  db
    .select(resourceColumns)
    .from(resources)
    .where(
      sql`${resources.id} = any(${sql.placeholder('ids')}::uuid[]) and ${resources.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
    ),
);

/** One page per account. Two statements, because a condition that may be absent would not use the index. */
const listByAccounts = preparedList('resources.listByAccounts', sql`true`);
/** Of one type, but as a range and in its order: behind the policy both indexes seem to cost alike, and the other holds all types. */
const listByAccountsAndType = preparedList(
  'resources.listByAccountsAndType',
  sql`${resources.type} >= ${sql.placeholder('type')} and ${resources.type} <= ${sql.placeholder('type')}`,
  desc(resources.type),
);

function preparedList(name: string, condition: SQL, ...order: SQL[]) {
  return prepared<{ accountIds: readonly string[]; after: string; limit: number; type: string | null }>()(
    name,
    (db) => {
      const page = db
        .select(resourceColumns)
        .from(resources)
        .where(
          and(
            sql`${resources.accountId} = requested.account_id`,
            condition,
            sql`${resources.id} < ${sql.placeholder('after')}`,
          ),
        )
        .orderBy(...order, desc(resources.id))
        .limit(sql.placeholder('limit'))
        .as('page');
      const { id, accountId, type, data, version, createdById, createdAt, updatedAt, labels, externalKey } = page;
      return db
        .select({ id, accountId, type, data, version, createdById, createdAt, updatedAt, labels, externalKey })
        .from(sql`unnest(${sql.placeholder('accountIds')}::uuid[]) as requested(account_id)`)
        .crossJoinLateral(page)
        .orderBy(page.accountId, desc(page.id));
    },
  );
}

/** The oldest first, and their data only; in the order of the index that begins with the type, as above. */
const listOfType = prepared<{ accountId: string; type: string; after: string; limit: number }>()(
  'resources.listOfType',
  (db) =>
    db
      .select({ id: resources.id, version: resources.version, data: resources.data })
      .from(resources)
      .where(
        and(
          eq(resources.accountId, sql.placeholder('accountId')),
          sql`${resources.type} >= ${sql.placeholder('type')} and ${resources.type} <= ${sql.placeholder('type')}`,
          sql`${resources.id} > ${sql.placeholder('after')}`,
        ),
      )
      .orderBy(asc(resources.type), asc(resources.id))
      .limit(sql.placeholder('limit')),
);

/** One look into the index for each: of several at once PostgreSQL would read all that the accounts have. */
const findByExternalKeys = prepared<{
  accountIds: readonly string[];
  types: readonly string[];
  keys: readonly string[];
}>()('resources.findByExternalKeys', (db) => {
  const found = db
    .select(resourceColumns)
    .from(resources)
    .where(
      sql`${resources.accountId} = requested.account_id and ${resources.type} = requested.type and ${resources.externalKey} = requested.external_key`,
    )
    .limit(1)
    .as('found');
  const { id, accountId, type, data, version, createdById, createdAt, updatedAt, labels, externalKey } = found;
  return db
    .select({ id, accountId, type, data, version, createdById, createdAt, updatedAt, labels, externalKey })
    .from(
      sql`unnest(${sql.placeholder('accountIds')}::uuid[], ${sql.placeholder('types')}::text[], ${sql.placeholder('keys')}::text[]) as requested(account_id, type, external_key)`,
    )
    .crossJoinLateral(found);
});

/** By which another system knows a resource. */
export interface ExternalReference {
  readonly access: AccountAccess;
  readonly type: string;
  readonly externalKey: string;
}

/** What makes a state another. */
export type NewState = Pick<
  typeof resources.$inferSelect,
  'data' | 'labels' | 'version' | 'updatedAt' | 'change' | 'changedById' | 'changedPaths'
>;

export interface ResourceFilter {
  readonly type: string | null;
}

export class ResourceRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(Resource | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((resource) => [resource.id, resource]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** Those of them that are the account's. */
  listOf({ accountId, rows }: AccountAccess, ids: readonly string[]): Promise<Resource[]> {
    return this.#db.readWithin(rows, findByIds, { accountIds: [accountId], ids });
  }

  /** In the order of `wanted`; null for what does not exist. */
  async findByExternalKeys(wanted: readonly ExternalReference[]): Promise<(Resource | null)[]> {
    const accesses = wanted.map(({ access }) => access);
    const rows = await this.#db.readWithin(rowsOf(accesses), findByExternalKeys, {
      accountIds: accesses.map(({ accountId }) => accountId),
      types: wanted.map(({ type }) => type),
      keys: wanted.map(({ externalKey }) => externalKey),
    });
    const nameOf = (...reference: readonly (string | null)[]) => JSON.stringify(reference);
    const byName = new Map(rows.map((row) => [nameOf(row.accountId, row.type, row.externalKey), row]));
    return wanted.map(
      ({ access, type, externalKey }) => byName.get(nameOf(access.accountId, type, externalKey)) ?? null,
    );
  }

  /** One page per account, the newest first, in the order of `accesses`. */
  async listByAccounts(
    accesses: readonly AccountAccess[],
    { type }: ResourceFilter,
    page: PageRequest,
  ): Promise<Page<Resource>[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const params = { accountIds, type, after: page.after ?? lastId, limit: page.first + 1 };
    const statement = type === null ? listByAccounts : listByAccountsAndType;
    const rows = await this.#db.readWithin(rowsOf(accesses), statement, params);
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => pageOf(byAccount.get(accountId) ?? [], page));
  }

  async listOfType(
    access: AccountAccess,
    type: string,
    { first, after = firstId }: PageRequest,
  ): Promise<Pick<Resource, 'id' | 'version' | 'data'>[]> {
    const { accountId } = access;
    return this.#db.readWithin(access.rows, listOfType, { accountId, type, after, limit: first });
  }

  listVersionsOfType(
    tx: Transaction,
    { accountId }: AccountAccess,
    type: string,
    limit: number,
  ): Promise<Pick<Resource, 'id' | 'version'>[]> {
    return tx
      .select({ id: resources.id, version: resources.version })
      .from(resources)
      .where(and(eq(resources.accountId, accountId), eq(resources.type, type)))
      .limit(limit);
  }

  /** The oldest first, none of which anybody changes until the transaction ends. */
  holdOfType(
    tx: Transaction,
    { accountId }: AccountAccess,
    type: string,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<Pick<Resource, 'id' | 'data'>[]> {
    return tx
      .select({ id: resources.id, data: resources.data })
      .from(resources)
      .where(
        and(
          eq(resources.accountId, accountId),
          sql`${resources.type} >= ${type} and ${resources.type} <= ${type}`,
          gt(resources.id, after),
        ),
      )
      .orderBy(asc(resources.type), asc(resources.id))
      .limit(limit)
      .for('share');
  }

  listWithin(
    tx: Transaction,
    { accountId }: AccountAccess,
    ids: readonly string[],
  ): Promise<Pick<Resource, 'id' | 'version' | 'data'>[]> {
    return tx
      .select({ id: resources.id, version: resources.version, data: resources.data })
      .from(resources)
      .where(and(eq(resources.accountId, accountId), sql`${resources.id} = any(${sql.param(ids)}::uuid[])`));
  }

  /** @throws {ExternalKeyTakenError} The database decides. */
  async insert(
    tx: Transaction,
    access: AccountAccess,
    resource: Omit<typeof resources.$inferInsert, 'accountId'>,
  ): Promise<Resource> {
    const [inserted] = await asTaken(
      ['externalKey'],
      tx
        .insert(resources)
        .values({ ...resource, accountId: access.accountId })
        .returning(resourceColumns),
    );
    return inserted as Resource;
  }

  /** The resource as it is, locked until the transaction ends; null where it is not one of this account. */
  async lock(tx: Transaction, access: AccountAccess, id: string): Promise<Resource | null> {
    const [found] = await tx
      .select(resourceColumns)
      .from(resources)
      .where(and(eq(resources.id, id), eq(resources.accountId, access.accountId)))
      .for('update');
    return found ?? null;
  }

  /** At most `limit`, and answers which. */
  async deleteOfAccount(tx: Transaction, accountId: string, limit: number): Promise<string[]> {
    const some = tx
      .select({ id: resources.id })
      .from(resources)
      .where(eq(resources.accountId, accountId))
      .orderBy(resources.id)
      .limit(limit);
    const deleted = await tx.delete(resources).where(inArray(resources.id, some)).returning({ id: resources.id });
    return deleted.map(({ id }) => id);
  }

  async update(tx: Transaction, access: AccountAccess, id: string, change: NewState): Promise<Resource> {
    const [updated] = await tx
      .update(resources)
      .set(change)
      .where(and(eq(resources.id, id), eq(resources.accountId, access.accountId)))
      .returning(resourceColumns);
    return updated as Resource;
  }
}
