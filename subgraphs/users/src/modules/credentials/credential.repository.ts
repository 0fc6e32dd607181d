import { type Database, prepared, type Transaction } from '@trivet/database';
import { and, eq, sql } from 'drizzle-orm';
import { credentials, type NewCredential } from './credential.model.ts';

const findPasswordHash = prepared<{ userId: string }>()('credentials.findPasswordHash', (db) =>
  db
    .select({ passwordHash: credentials.passwordHash })
    .from(credentials)
    .where(sql`${credentials.userId} = ${sql.placeholder('userId')}`),
);

/** Secrets, one person's at a time. */
export class CredentialRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async findPasswordHash(userId: string): Promise<string | null> {
    const [row] = await this.#db.readWithin({ persons: [userId] }, findPasswordHash, { userId });
    return row?.passwordHash ?? null;
  }

  /** Whether the person has a password, as the transaction sees it. */
  async exists(tx: Transaction, userId: string): Promise<boolean> {
    const found = await tx
      .select({ userId: credentials.userId })
      .from(credentials)
      .where(eq(credentials.userId, userId));
    return found.length > 0;
  }

  async insert(tx: Transaction, credential: NewCredential): Promise<void> {
    await tx.insert(credentials).values(credential);
  }

  /** Whatever the person had before, be it nothing. */
  async set(tx: Transaction, { userId, passwordHash }: NewCredential): Promise<void> {
    await tx
      .insert(credentials)
      .values({ userId, passwordHash })
      .onConflictDoUpdate({ target: [credentials.userId], set: { passwordHash } });
  }

  /** False, and nothing is changed, unless the hash is the one that was `known`. */
  async replace(
    tx: Transaction,
    userId: string,
    { known, passwordHash }: { readonly known: string; readonly passwordHash: string },
  ): Promise<boolean> {
    const changed = await tx
      .update(credentials)
      .set({ passwordHash })
      .where(and(eq(credentials.userId, userId), eq(credentials.passwordHash, known)))
      .returning({ userId: credentials.userId });
    return changed.length > 0;
  }
}
