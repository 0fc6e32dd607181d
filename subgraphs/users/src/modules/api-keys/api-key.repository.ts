import {
  type Database,
  firstId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type RowScope,
  type Transaction,
} from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { type ApiKey, type ApiKeySecret, apiKeySecrets, apiKeys, type NewApiKey } from './api-key.model.ts';

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()('apiKeys.findByIds', (db) =>
  db
    .select()
    .from(apiKeys)
    .where(
      sql`${apiKeys.id} = any(${sql.placeholder('ids')}::uuid[]) and ${apiKeys.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
    ),
);
const findOwn = prepared<{ userId: string; ids: readonly string[] }>()('apiKeys.findOwn', (db) =>
  db
    .select()
    .from(apiKeys)
    .where(
      sql`${apiKeys.id} = any(${sql.placeholder('ids')}::uuid[]) and ${apiKeys.userId} = ${sql.placeholder('userId')}`,
    ),
);
const listOwn = prepared<{ userId: string; after: string; limit: number }>()('apiKeys.listOwn', (db) =>
  db
    .select()
    .from(apiKeys)
    .where(sql`${apiKeys.userId} = ${sql.placeholder('userId')} and ${apiKeys.id} > ${sql.placeholder('after')}`)
    .orderBy(apiKeys.id)
    .limit(sql.placeholder('limit')),
);
const listByAccounts = prepared<{ accountIds: readonly string[]; after: string; limit: number }>()(
  'apiKeys.listByAccounts',
  (db) => {
    const page = db
      .select()
      .from(apiKeys)
      .where(sql`${apiKeys.accountId} = requested.account_id and ${apiKeys.id} > ${sql.placeholder('after')}`)
      .orderBy(apiKeys.id)
      .limit(sql.placeholder('limit'))
      .as('page');
    const { id, accountId, userId, createdById, name, start, scopes } = page;
    const { networks, version, createdAt, expiresAt, lastUsedAt } = page;
    return db
      .select({
        ...{ id, accountId, userId, createdById, name, start, scopes },
        ...{ networks, version, createdAt, expiresAt, lastUsedAt },
      })
      .from(sql`unnest(${sql.placeholder('accountIds')}::uuid[]) as requested(account_id)`)
      .crossJoinLateral(page)
      .orderBy(page.accountId, page.id);
  },
);
const findSecrets = prepared<{ hashes: readonly Buffer[] }>()('apiKeySecrets.find', (db) =>
  db
    .select()
    .from(apiKeySecrets)
    .where(sql`${apiKeySecrets.hash} = any(${sql.placeholder('hashes')}::bytea[])`),
);
const findKeys = prepared<{ ids: readonly string[] }>()('apiKeys.findKeys', (db) =>
  db
    .select()
    .from(apiKeys)
    .where(sql`${apiKeys.id} = any(${sql.placeholder('ids')}::uuid[])`),
);

/** Keys and their secrets. */
export class ApiKeyRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Keys of accounts, in the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(ApiKey | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    return inOrder(ids, rows);
  }

  /** Keys of a person, in the order of `ids`; null for what does not exist or is another's. */
  async findOwn(userId: string, ids: readonly string[]): Promise<(ApiKey | null)[]> {
    return inOrder(ids, await this.#db.readWithin({ persons: [userId] }, findOwn, { userId, ids }));
  }

  /** The oldest first. */
  async listOwn(userId: string, page: PageRequest): Promise<Page<ApiKey>> {
    const params = { userId, after: page.after ?? firstId, limit: page.first + 1 };
    return pageOf(await this.#db.readWithin({ persons: [userId] }, listOwn, params), page);
  }

  /** One page per account, in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<ApiKey>[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const params = { accountIds, after: page.after ?? firstId, limit: page.first + 1 };
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, params);
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => pageOf(byAccount.get(accountId) ?? [], page));
  }

  /** Of which keys these are secrets, which has to be known before the keys can be read. */
  findSecrets(hashes: readonly Buffer[]): Promise<ApiKeySecret[]> {
    return this.#db.read(findSecrets, { hashes });
  }

  /** Whose secrets were presented. */
  async findKeysOf(secrets: readonly ApiKeySecret[]): Promise<ReadonlyMap<string, ApiKey>> {
    const rows = await this.#db.readWithin(ownersOf(secrets), findKeys, { ids: secrets.map(({ keyId }) => keyId) });
    return new Map(rows.map((key) => [key.id, key]));
  }

  /** Where an older use is noted, or none. */
  async updateLastUse(tx: Transaction, ids: readonly string[], now: Date, unlessSince: Date): Promise<void> {
    await tx
      .update(apiKeys)
      .set({ lastUsedAt: now })
      .where(and(inArray(apiKeys.id, [...ids]), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, unlessSince))));
  }

  async insert(tx: Transaction, key: NewApiKey, hash: Buffer): Promise<ApiKey> {
    const [inserted] = await tx.insert(apiKeys).values(key).returning();
    await this.#insertSecret(tx, inserted as ApiKey, hash);
    return inserted as ApiKey;
  }

  /** The key as it is, locked until the transaction ends; null where it is no more. */
  async lock(tx: Transaction, id: string): Promise<ApiKey | null> {
    const [found] = await tx.select().from(apiKeys).where(eq(apiKeys.id, id)).for('update');
    return found ?? null;
  }

  /** Another secret for it; the one that it had is good until `overlapEndsAt`, and those before that no longer. */
  async rotate(
    tx: Transaction,
    { id }: ApiKey,
    { hash, start, overlapEndsAt }: { readonly hash: Buffer; readonly start: string; readonly overlapEndsAt: Date },
  ): Promise<ApiKey> {
    const [rotated] = await tx
      .update(apiKeys)
      .set({ start, version: sql`${apiKeys.version} + 1` })
      .where(eq(apiKeys.id, id))
      .returning();
    await tx.delete(apiKeySecrets).where(and(eq(apiKeySecrets.keyId, id), sql`${apiKeySecrets.expiresAt} is not null`));
    await tx.update(apiKeySecrets).set({ expiresAt: overlapEndsAt }).where(eq(apiKeySecrets.keyId, id));
    await this.#insertSecret(tx, rotated as ApiKey, hash);
    return rotated as ApiKey;
  }

  async delete(tx: Transaction, { id }: ApiKey): Promise<void> {
    await tx.delete(apiKeys).where(eq(apiKeys.id, id));
  }

  /** Gives those that there were. */
  deleteOfAccount(tx: Transaction, accountId: string): Promise<ApiKey[]> {
    return tx.delete(apiKeys).where(eq(apiKeys.accountId, accountId)).returning();
  }

  /** The person's own. Gives those that there were. */
  deleteOfPerson(tx: Transaction, userId: string): Promise<ApiKey[]> {
    return tx.delete(apiKeys).where(eq(apiKeys.userId, userId)).returning();
  }

  async #insertSecret(tx: Transaction, { id, accountId, userId }: ApiKey, hash: Buffer): Promise<void> {
    await tx.insert(apiKeySecrets).values({ hash, keyId: id, accountId, userId });
  }
}

/** The rows that the owners of these may see. */
export function ownersOf(keys: readonly Pick<ApiKey, 'accountId' | 'userId'>[]): RowScope {
  return {
    accounts: keys.flatMap(({ accountId }) => accountId ?? []),
    persons: keys.flatMap(({ userId }) => userId ?? []),
  };
}

function inOrder(ids: readonly string[], rows: readonly ApiKey[]): (ApiKey | null)[] {
  const byId = new Map(rows.map((key) => [key.id, key]));
  return ids.map((id) => byId.get(id) ?? null);
}
