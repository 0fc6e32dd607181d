import {
  type Database,
  firstId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
  violatedConstraint,
} from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { and, eq, sql } from 'drizzle-orm';
import { KidTakenError } from './service-identity.errors.ts';
import {
  endedServiceGrants,
  type NewServiceIdentity,
  type ServiceIdentity,
  type ServiceIdentityKey,
  serviceIdentities,
  serviceIdentityKeys,
} from './service-identity.model.ts';

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()(
  'serviceIdentities.findByIds',
  (db) =>
    db
      .select()
      .from(serviceIdentities)
      .where(
        sql`${serviceIdentities.id} = any(${sql.placeholder('ids')}::uuid[]) and ${serviceIdentities.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
      ),
);
const listByAccounts = prepared<{ accountIds: readonly string[]; after: string; limit: number }>()(
  'serviceIdentities.listByAccounts',
  (db) => {
    const page = db
      .select()
      .from(serviceIdentities)
      .where(
        sql`${serviceIdentities.accountId} = requested.account_id and ${serviceIdentities.id} > ${sql.placeholder('after')}`,
      )
      .orderBy(serviceIdentities.id)
      .limit(sql.placeholder('limit'))
      .as('page');
    const { id, accountId, createdById, name, scopes, networks, grantId } = page;
    const { version, createdAt, expiresAt, lastUsedAt } = page;
    return db
      .select({
        ...{ id, accountId, createdById, name, scopes, networks, grantId },
        ...{ version, createdAt, expiresAt, lastUsedAt },
      })
      .from(sql`unnest(${sql.placeholder('accountIds')}::uuid[]) as requested(account_id)`)
      .crossJoinLateral(page)
      .orderBy(page.accountId, page.id);
  },
);
const listKeys = prepared<{ ids: readonly string[] }>()('serviceIdentityKeys.list', (db) =>
  db
    .select()
    .from(serviceIdentityKeys)
    .where(sql`${serviceIdentityKeys.serviceIdentityId} = any(${sql.placeholder('ids')}::uuid[])`)
    .orderBy(serviceIdentityKeys.id),
);

/** Service identities and their public keys. */
export class ServiceIdentityRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(ServiceIdentity | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((identity) => [identity.id, identity]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** One page per account, the oldest first, in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<ServiceIdentity>[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const params = { accountIds, after: page.after ?? firstId, limit: page.first + 1 };
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, params);
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => pageOf(byAccount.get(accountId) ?? [], page));
  }

  /** Of each identity, the oldest first, in the order of `ids`. */
  async listKeys(ids: readonly string[]): Promise<ServiceIdentityKey[][]> {
    const rows = await this.#db.read(listKeys, { ids });
    const byIdentity = Map.groupBy(rows, ({ serviceIdentityId }) => serviceIdentityId);
    return ids.map((id) => byIdentity.get(id) ?? []);
  }

  async insert(tx: Transaction, identity: NewServiceIdentity): Promise<ServiceIdentity> {
    const [inserted] = await tx.insert(serviceIdentities).values(identity).returning();
    return inserted as ServiceIdentity;
  }

  /** @throws {KidTakenError} */
  async insertKey(tx: Transaction, key: ServiceIdentityKey): Promise<void> {
    try {
      await tx.insert(serviceIdentityKeys).values(key);
    } catch (error) {
      if (violatedConstraint(error) === 'service_identity_keys_service_identity_id_kid_key') throw new KidTakenError();
      throw error;
    }
  }

  /** The identity as it is, locked until the transaction ends; null where it is no more. */
  async lock(tx: Transaction, { accountId }: AccountAccess, id: string): Promise<ServiceIdentity | null> {
    const [found] = await tx
      .select()
      .from(serviceIdentities)
      .where(and(eq(serviceIdentities.accountId, accountId), eq(serviceIdentities.id, id)))
      .for('update');
    return found ?? null;
  }

  countKeys(tx: Transaction, { id }: ServiceIdentity): Promise<number> {
    return tx.$count(serviceIdentityKeys, eq(serviceIdentityKeys.serviceIdentityId, id));
  }

  /** Whether there was such a key. */
  async deleteKey(tx: Transaction, { id }: ServiceIdentity, kid: string): Promise<boolean> {
    const deleted = await tx
      .delete(serviceIdentityKeys)
      .where(and(eq(serviceIdentityKeys.serviceIdentityId, id), eq(serviceIdentityKeys.kid, kid)))
      .returning({ id: serviceIdentityKeys.id });
    return deleted.length > 0;
  }

  /** Its next version. */
  async update(
    tx: Transaction,
    { id, version }: ServiceIdentity,
    changes: Partial<Pick<ServiceIdentity, 'name' | 'scopes' | 'networks' | 'expiresAt' | 'grantId'>>,
  ): Promise<ServiceIdentity> {
    const [updated] = await tx
      .update(serviceIdentities)
      .set({ ...changes, version: version + 1 })
      .where(eq(serviceIdentities.id, id))
      .returning();
    return updated as ServiceIdentity;
  }

  async delete(tx: Transaction, { id }: ServiceIdentity): Promise<void> {
    await tx.delete(serviceIdentities).where(eq(serviceIdentities.id, id));
  }

  /** Gives those that there were. */
  deleteOfAccount(tx: Transaction, accountId: string): Promise<ServiceIdentity[]> {
    return tx.delete(serviceIdentities).where(eq(serviceIdentities.accountId, accountId)).returning();
  }

  /** So that routers which begin to listen later know of it. */
  async insertEndedGrants(tx: Transaction, grantIds: readonly string[], endedAt: Date): Promise<void> {
    if (grantIds.length === 0) return;
    await tx.insert(endedServiceGrants).values(grantIds.map((grantId) => ({ grantId, endedAt })));
  }
}
