import { type Database, prepared, type Transaction } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { credentials } from './session.model.ts';

const findPasswordHash = prepared<{ userId: string }>()('credentials.findPasswordHash', (db) =>
  db
    .select({ passwordHash: credentials.passwordHash })
    .from(credentials)
    .where(sql`${credentials.userId} = ${sql.placeholder('userId')}`),
);

export class CredentialRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async findPasswordHash(userId: string): Promise<string | null> {
    const [row] = await this.#db.readWithin({ persons: [userId] }, findPasswordHash, { userId });
    return row?.passwordHash ?? null;
  }

  async insert(tx: Transaction, credential: typeof credentials.$inferInsert): Promise<void> {
    await tx.insert(credentials).values(credential);
  }
}
