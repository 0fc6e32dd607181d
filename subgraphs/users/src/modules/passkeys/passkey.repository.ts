import { type Database, prepared, type Transaction, violatedConstraint } from '@trivet/database';
import { and, eq, lt, lte, sql } from 'drizzle-orm';
import { PasskeyRegisteredError } from './passkey.errors.ts';
import { answeredChallenges, type NewPasskey, type Passkey, passkeys } from './passkey.model.ts';

const listByUser = prepared<{ userId: string }>()('passkeys.listByUser', (db) =>
  db
    .select()
    .from(passkeys)
    .where(sql`${passkeys.userId} = ${sql.placeholder('userId')}`)
    .orderBy(passkeys.id),
);
const findByIds = prepared<{ userId: string; ids: readonly string[] }>()('passkeys.findByIds', (db) =>
  db
    .select()
    .from(passkeys)
    .where(
      sql`${passkeys.id} = any(${sql.placeholder('ids')}::uuid[]) and ${passkeys.userId} = ${sql.placeholder('userId')}`,
    ),
);
const findByCredential = prepared<{ userId: string; credentialId: Buffer }>()('passkeys.findByCredential', (db) =>
  db
    .select()
    .from(passkeys)
    .where(
      sql`${passkeys.credentialId} = ${sql.placeholder('credentialId')} and ${passkeys.userId} = ${sql.placeholder('userId')}`,
    ),
);

/** Passkeys, one person's at a time, and the challenges that were answered. */
export class PasskeyRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The oldest first. */
  listByUser(userId: string): Promise<Passkey[]> {
    return this.#db.readWithin({ persons: [userId] }, listByUser, { userId });
  }

  /** In the order of `ids`; null for what does not exist or is another's. */
  async findByIds(userId: string, ids: readonly string[]): Promise<(Passkey | null)[]> {
    const rows = await this.#db.readWithin({ persons: [userId] }, findByIds, { userId, ids });
    const byId = new Map(rows.map((passkey) => [passkey.id, passkey]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** Null where it is another's. */
  async findByCredential(userId: string, credentialId: Buffer): Promise<Passkey | null> {
    const [found] = await this.#db.readWithin({ persons: [userId] }, findByCredential, { userId, credentialId });
    return found ?? null;
  }

  /**
   * Of a person whose passkeys are changed by nobody else until the transaction ends: there may be none to lock.
   * @returns how many he has.
   */
  async lockAndCount(tx: Transaction, userId: string): Promise<number> {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`passkeys:${userId}`}, 0))`);
    return tx.$count(passkeys, eq(passkeys.userId, userId));
  }

  /** Whether the person has any, as the transaction sees it. */
  async exist(tx: Transaction, userId: string): Promise<boolean> {
    const found = await tx.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.userId, userId)).limit(1);
    return found.length > 0;
  }

  /** @throws {PasskeyRegisteredError} The database decides, whosever it is. */
  async insert(tx: Transaction, passkey: NewPasskey): Promise<Passkey> {
    try {
      const [inserted] = await tx.insert(passkeys).values(passkey).returning();
      return inserted as Passkey;
    } catch (error) {
      if (violatedConstraint(error) === 'passkeys_credential_id_key') throw new PasskeyRegisteredError();
      throw error;
    }
  }

  /** Null where it is no more. */
  async rename(tx: Transaction, userId: string, { id, name }: Pick<Passkey, 'id' | 'name'>): Promise<Passkey | null> {
    const [renamed] = await tx
      .update(passkeys)
      .set({ name })
      .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId)))
      .returning();
    return renamed ?? null;
  }

  /** False where it is no more, or was used with this count or a greater one meanwhile. Those that do not count say nothing. */
  async noteUse(
    tx: Transaction,
    { id, userId }: Pick<Passkey, 'id' | 'userId'>,
    use: { readonly signCount: number; readonly synced: boolean; readonly lastUsedAt: Date },
  ): Promise<boolean> {
    const counts = use.signCount > 0 ? lt(passkeys.signCount, use.signCount) : eq(passkeys.signCount, 0);
    const noted = await tx
      .update(passkeys)
      .set(use)
      .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId), counts))
      .returning({ id: passkeys.id });
    return noted.length > 0;
  }

  /** False where it is no more. */
  async delete(tx: Transaction, userId: string, id: string): Promise<boolean> {
    const deleted = await tx
      .delete(passkeys)
      .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId)))
      .returning({ id: passkeys.id });
    return deleted.length > 0;
  }

  /** Of several who answer one challenge one gets true. */
  async markAnswered(tx: Transaction, challenge: typeof answeredChallenges.$inferInsert): Promise<boolean> {
    const marked = await tx
      .insert(answeredChallenges)
      .values(challenge)
      .onConflictDoNothing()
      .returning({ hash: answeredChallenges.hash });
    return marked.length > 0;
  }

  async forgetAnswered(tx: Transaction, now: Date): Promise<void> {
    await tx.delete(answeredChallenges).where(lte(answeredChallenges.expiresAt, now));
  }
}
