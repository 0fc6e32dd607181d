import { type Database, prepared, type Transaction } from '@trivet/database';
import { eq, sql } from 'drizzle-orm';
import { type Preferences, preferences } from './preferences.model.ts';

const find = prepared<{ userId: string }>()('preferences.find', (db) =>
  db
    .select()
    .from(preferences)
    .where(eq(preferences.userId, sql.placeholder('userId'))),
);

/** Preferences, one person's at a time. */
export class PreferencesRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async find(userId: string): Promise<Preferences | null> {
    const [found] = await this.#db.readWithin({ persons: [userId] }, find, { userId });
    return found ?? null;
  }

  /** What `initial` says where there was nothing; else what there was, with the change. The version grows by one. */
  async save(
    tx: Transaction,
    initial: Preferences,
    change: Partial<Pick<Preferences, 'locale' | 'timeZone' | 'theme'>>,
  ): Promise<Preferences> {
    const [saved] = await tx
      .insert(preferences)
      .values(initial)
      .onConflictDoUpdate({
        target: [preferences.userId],
        set: { ...change, version: sql`${preferences.version} + 1` },
      })
      .returning();
    return saved as Preferences;
  }
}
