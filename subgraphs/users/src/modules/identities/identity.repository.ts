import { type Database, prepared, type Transaction, violatedConstraint } from '@trivet/database';
import { and, eq, sql } from 'drizzle-orm';
import { IdentityTakenError, ProviderLinkedError } from './identity.errors.ts';
import { type Identity, identities, identitySubjects, type NewIdentity } from './identity.model.ts';

const findOwner = prepared<{ hash: Buffer }>()('identitySubjects.findOwner', (db) =>
  db
    .select({ userId: identitySubjects.userId, identityId: identitySubjects.identityId })
    .from(identitySubjects)
    .where(sql`${identitySubjects.hash} = ${sql.placeholder('hash')}`),
);
const findOwn = prepared<{ userId: string; ids: readonly string[] }>()('identities.findOwn', (db) =>
  db
    .select()
    .from(identities)
    .where(
      sql`${identities.userId} = ${sql.placeholder('userId')} and ${identities.id} = any(${sql.placeholder('ids')}::uuid[])`,
    ),
);
const listOwn = prepared<{ userId: string }>()('identities.listOwn', (db) =>
  db
    .select()
    .from(identities)
    .where(sql`${identities.userId} = ${sql.placeholder('userId')}`)
    .orderBy(identities.id),
);

/** Who persons are at providers. A row is one person's, and every statement but `findOwner` names him. */
export class IdentityRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Whose identity this is, which has to be known before anything of it can be read. */
  async findOwner(hash: Buffer): Promise<{ readonly userId: string; readonly identityId: string } | null> {
    const [row] = await this.#db.read(findOwner, { hash });
    return row ?? null;
  }

  /** In the order of `ids`; null for what does not exist or is another's. */
  async findOwn(userId: string, ids: readonly string[]): Promise<(Identity | null)[]> {
    const rows = await this.#db.readWithin({ persons: [userId] }, findOwn, { userId, ids });
    const byId = new Map(rows.map((identity) => [identity.id, identity]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** The first that was linked first. */
  listOwn(userId: string): Promise<Identity[]> {
    return this.#db.readWithin({ persons: [userId] }, listOwn, { userId });
  }

  /**
   * The database decides, so of two at once one wins.
   * @throws {IdentityTakenError}; {@link ProviderLinkedError}.
   */
  async insert(tx: Transaction, identity: NewIdentity, hash: Buffer): Promise<Identity> {
    try {
      const [inserted] = await tx.insert(identities).values(identity).returning();
      await tx.insert(identitySubjects).values({ hash, identityId: identity.id, userId: identity.userId });
      return inserted as Identity;
    } catch (error) {
      const constraint = violatedConstraint(error);
      if (constraint === 'identity_subjects_pkey') throw new IdentityTakenError();
      if (constraint === 'identities_user_id_provider_key') throw new ProviderLinkedError();
      throw error;
    }
  }

  /** At which providers the person is linked, as the transaction sees it. */
  async listProviders(tx: Transaction, userId: string): Promise<string[]> {
    const found = await tx
      .select({ provider: identities.provider })
      .from(identities)
      .where(eq(identities.userId, userId));
    return found.map(({ provider }) => provider);
  }

  /** False where there is none. */
  async delete(tx: Transaction, { userId, id }: Pick<Identity, 'userId' | 'id'>): Promise<boolean> {
    const deleted = await tx
      .delete(identities)
      .where(and(eq(identities.userId, userId), eq(identities.id, id)))
      .returning({ id: identities.id });
    return deleted.length > 0;
  }

  /** The ids of those that there were. */
  async deleteAll(tx: Transaction, userId: string): Promise<string[]> {
    const deleted = await tx.delete(identities).where(eq(identities.userId, userId)).returning({ id: identities.id });
    return deleted.map(({ id }) => id);
  }
}
