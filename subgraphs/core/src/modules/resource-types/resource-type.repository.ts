import { type Database, prepared, type Transaction, violatedConstraint } from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { ResourceTypeNameTakenError } from './resource-type.errors.ts';
import { type ResourceType, resourceTypes } from './resource-type.model.ts';

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()(
  'resourceTypes.findByIds',
  (db) =>
    db
      .select()
      .from(resourceTypes)
      .where(
        sql`${resourceTypes.id} = any(${sql.placeholder('ids')}::uuid[]) and ${resourceTypes.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
      ),
);
const listByAccounts = prepared<{ accountIds: readonly string[] }>()('resourceTypes.listByAccounts', (db) =>
  db
    .select()
    .from(resourceTypes)
    .where(sql`${resourceTypes.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`)
    .orderBy(resourceTypes.accountId, resourceTypes.name),
);

const listFields = prepared<{ accountId: string; names: readonly string[] }>()('resourceTypes.listFields', (db) =>
  db
    .select({ name: resourceTypes.name, version: resourceTypes.version, fields: resourceTypes.fields })
    .from(resourceTypes)
    .where(
      and(
        eq(resourceTypes.accountId, sql.placeholder('accountId')),
        sql`${resourceTypes.name} = any(${sql.placeholder('names')}::text[])`,
      ),
    ),
);

export class ResourceTypeRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(ResourceType | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((type) => [type.id, type]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** All of each account by their names, in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[]): Promise<ResourceType[][]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, { accountIds });
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => byAccount.get(accountId) ?? []);
  }

  /** Of the types that are defined. */
  listFields(
    { accountId, rows }: AccountAccess,
    names: readonly string[],
  ): Promise<Pick<ResourceType, 'name' | 'version' | 'fields'>[]> {
    return this.#db.readWithin(rows, listFields, { accountId, names });
  }

  /** Null where it is not one of this account. */
  async findOfAccount({ accountId, rows }: AccountAccess, id: string): Promise<ResourceType | null> {
    const [found] = await this.#db.readWithin(rows, findByIds, { accountIds: [accountId], ids: [id] });
    return found ?? null;
  }

  /**
   * Whoever writes data of a type keeps its definition from changing until his transaction ends; others write meanwhile. A lock
   * of its own and not of a row, because a type that nobody has defined has none, and may be defined at that moment.
   */
  async lockForData(tx: Transaction, { accountId }: AccountAccess, name: string): Promise<void> {
    await tx.execute(
      sql`select /* resourceTypes.lockForData */ pg_advisory_xact_lock_shared(${lockOf(accountId, name)})`,
    );
  }

  /** Whoever changes a definition waits until those who write data of the type are done, and keeps others from it. */
  async lockForChange(tx: Transaction, { accountId }: AccountAccess, name: string): Promise<void> {
    await tx.execute(sql`select /* resourceTypes.lockForChange */ pg_advisory_xact_lock(${lockOf(accountId, name)})`);
  }

  /** Under one of the locks: which definition there is; null for none. */
  async findVersion(
    tx: Transaction,
    { accountId }: AccountAccess,
    name: string,
  ): Promise<Pick<ResourceType, 'id' | 'version'> | null> {
    const [found] = await tx
      .select({ id: resourceTypes.id, version: resourceTypes.version })
      .from(resourceTypes)
      .where(and(eq(resourceTypes.accountId, accountId), eq(resourceTypes.name, name)));
    return found ?? null;
  }

  async findWithin(tx: Transaction, { accountId }: AccountAccess, id: string): Promise<ResourceType | null> {
    const [found] = await tx
      .select()
      .from(resourceTypes)
      .where(and(eq(resourceTypes.accountId, accountId), eq(resourceTypes.id, id)));
    return found ?? null;
  }

  count(tx: Transaction, { accountId }: AccountAccess): Promise<number> {
    return tx.$count(resourceTypes, eq(resourceTypes.accountId, accountId));
  }

  /** @throws {ResourceTypeNameTakenError} The database decides. */
  async insert(
    tx: Transaction,
    { accountId }: AccountAccess,
    type: Omit<typeof resourceTypes.$inferInsert, 'accountId'>,
  ): Promise<ResourceType> {
    try {
      const [inserted] = await tx
        .insert(resourceTypes)
        .values({ ...type, accountId })
        .returning();
      return inserted as ResourceType;
    } catch (error) {
      if (violatedConstraint(error) === 'resource_types_account_id_name_key') throw new ResourceTypeNameTakenError();
      throw error;
    }
  }

  async update(
    tx: Transaction,
    { accountId }: AccountAccess,
    id: string,
    change: Pick<ResourceType, 'title' | 'schema' | 'fields' | 'version' | 'updatedAt'>,
  ): Promise<ResourceType> {
    const [updated] = await tx
      .update(resourceTypes)
      .set(change)
      .where(and(eq(resourceTypes.accountId, accountId), eq(resourceTypes.id, id)))
      .returning();
    return updated as ResourceType;
  }

  async delete(tx: Transaction, { accountId }: AccountAccess, id: string): Promise<void> {
    await tx.delete(resourceTypes).where(and(eq(resourceTypes.accountId, accountId), eq(resourceTypes.id, id)));
  }

  /** At most `limit`, and answers how many. */
  async deleteOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    const some = tx
      .select({ id: resourceTypes.id })
      .from(resourceTypes)
      .where(eq(resourceTypes.accountId, accountId))
      .limit(limit);
    const deleted = await tx
      .delete(resourceTypes)
      .where(inArray(resourceTypes.id, some))
      .returning({ id: resourceTypes.id });
    return deleted.length;
  }
}

/** Two names may have one number: then one waits for the other in vain, and nothing else happens. */
function lockOf(accountId: string, name: string) {
  return sql`hashtextextended(${`core.resource_types ${accountId} ${name}`}, 0)`;
}
