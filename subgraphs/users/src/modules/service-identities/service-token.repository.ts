import { type Database, prepared, type Transaction, violatedConstraint } from '@trivet/database';
import { and, eq, gt, gte, isNull, lt, or, sql } from 'drizzle-orm';
import { AssertionReplayedError } from './service-identity.errors.ts';
import {
  clientAssertions,
  endedServiceGrants,
  type ServiceIdentity,
  type ServiceIdentityKey,
  serviceIdentities,
  serviceIdentityKeys,
} from './service-identity.model.ts';

const findKey = prepared<{ id: string; kid: string }>()('serviceIdentityKeys.find', (db) =>
  db
    .select()
    .from(serviceIdentityKeys)
    .where(
      and(
        eq(serviceIdentityKeys.serviceIdentityId, sql.placeholder('id')),
        eq(serviceIdentityKeys.kid, sql.placeholder('kid')),
      ),
    ),
);
const findEndedSince = prepared<{ since: Date }>()('endedServiceGrants.findSince', (db) =>
  db
    .select({ grantId: endedServiceGrants.grantId })
    .from(endedServiceGrants)
    .where(gte(endedServiceGrants.endedAt, sql.placeholder('since'))),
);
const isActive = prepared<{ accountId: string; grantId: string; now: Date }>()('serviceIdentities.isActive', (db) =>
  db
    .select({ id: serviceIdentities.id })
    .from(serviceIdentities)
    .where(
      and(
        eq(serviceIdentities.accountId, sql.placeholder('accountId')),
        eq(serviceIdentities.grantId, sql.placeholder('grantId')),
        or(isNull(serviceIdentities.expiresAt), gt(serviceIdentities.expiresAt, sql.placeholder('now'))),
      ),
    ),
);

/** What giving tokens takes: keys as they are presented, assertions that were used, and what tokens are bound to. */
export class ServiceTokenRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Which tells of which account the identity is, before anything of it can be read. */
  async findKey(serviceIdentityId: string, kid: string): Promise<ServiceIdentityKey | null> {
    const [found] = await this.#db.read(findKey, { id: serviceIdentityId, kid });
    return found ?? null;
  }

  /**
   * The identity of a key that it still has, noted as used now; null otherwise. Its row is locked, so a change that ends its tokens
   * comes before what is read here, or after the token that is made of it.
   */
  async use(
    tx: Transaction,
    { id: keyId, serviceIdentityId }: ServiceIdentityKey,
    now: Date,
  ): Promise<ServiceIdentity | null> {
    const [identity] = await tx
      .update(serviceIdentities)
      .set({ lastUsedAt: now })
      .where(eq(serviceIdentities.id, serviceIdentityId))
      .returning();
    const keys = await tx.select().from(serviceIdentityKeys).where(eq(serviceIdentityKeys.id, keyId));
    return keys.length > 0 ? (identity ?? null) : null;
  }

  /** @throws {AssertionReplayedError} of an assertion that is there. */
  async insertAssertion(tx: Transaction, assertion: typeof clientAssertions.$inferInsert): Promise<void> {
    try {
      await tx.insert(clientAssertions).values(assertion);
    } catch (error) {
      if (violatedConstraint(error) === 'client_assertions_pkey') throw new AssertionReplayedError();
      throw error;
    }
  }

  async deleteExpiredAssertions(tx: Transaction, now: Date): Promise<void> {
    await tx.delete(clientAssertions).where(lt(clientAssertions.expiresAt, now));
  }

  /** Of whatever account. */
  async findEndedSince(since: Date): Promise<string[]> {
    const rows = await this.#db.read(findEndedSince, { since });
    return rows.map(({ grantId }) => grantId);
  }

  async deleteEndedBefore(tx: Transaction, before: Date): Promise<void> {
    await tx.delete(endedServiceGrants).where(lt(endedServiceGrants.endedAt, before));
  }

  /** Whether tokens that are bound to it still count. */
  async isActive(accountId: string, grantId: string, now: Date): Promise<boolean> {
    const rows = await this.#db.readWithin({ accounts: [accountId] }, isActive, { accountId, grantId, now });
    return rows.length > 0;
  }
}
