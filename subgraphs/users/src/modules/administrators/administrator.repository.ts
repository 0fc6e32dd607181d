import { type Database, prepared, type Transaction } from '@trivet/database';
import { asc, eq, sql } from 'drizzle-orm';
import { type PlatformAdministrator, platformAdministrators } from './administrator.model.ts';

const findByUserIds = prepared<{ userIds: readonly string[] }>()('platformAdministrators.findByUserIds', (db) =>
  db
    .select()
    .from(platformAdministrators)
    .where(sql`${platformAdministrators.userId} = any(${sql.placeholder('userIds')}::uuid[])`),
);
const list = prepared<Record<never, never>>()('platformAdministrators.list', (db) =>
  db.select().from(platformAdministrators).orderBy(asc(platformAdministrators.grantedAt)),
);

/** Who administers the platform. There are few. */
export class AdministratorRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Those of these persons who are. */
  findByUserIds(userIds: readonly string[]): Promise<PlatformAdministrator[]> {
    return this.#db.read(findByUserIds, { userIds });
  }

  /** The first one first. */
  list(): Promise<PlatformAdministrator[]> {
    return this.#db.read(list, {});
  }

  /** Held until the transaction ends: nobody takes it from him meanwhile. Null for who is none. */
  async hold(tx: Transaction, userId: string): Promise<PlatformAdministrator | null> {
    const [found] = await tx
      .select()
      .from(platformAdministrators)
      .where(eq(platformAdministrators.userId, userId))
      .for('share');
    return found ?? null;
  }

  /** Whether he was none before. */
  async insert(tx: Transaction, administrator: PlatformAdministrator): Promise<boolean> {
    const inserted = await tx.insert(platformAdministrators).values(administrator).onConflictDoNothing().returning();
    return inserted.length > 0;
  }

  /** Whether he was one. */
  async delete(tx: Transaction, userId: string): Promise<boolean> {
    const deleted = await tx
      .delete(platformAdministrators)
      .where(eq(platformAdministrators.userId, userId))
      .returning();
    return deleted.length > 0;
  }
}
