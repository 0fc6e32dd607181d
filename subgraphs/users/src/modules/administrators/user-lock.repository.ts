import { type Database, prepared, type Transaction } from '@trivet/database';
import { eq, sql } from 'drizzle-orm';
import { type UserLock, userLocks } from './administrator.model.ts';

const findByUserIds = prepared<{ userIds: readonly string[] }>()('userLocks.findByUserIds', (db) =>
  db
    .select()
    .from(userLocks)
    .where(sql`${userLocks.userId} = any(${sql.placeholder('userIds')}::uuid[])`),
);

/** Who is locked out. */
export class UserLockRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Of those of these persons who are. */
  findByUserIds(userIds: readonly string[]): Promise<UserLock[]> {
    return this.#db.readWithin({ persons: userIds }, findByUserIds, { userIds });
  }

  /** As the transaction sees it by now. */
  async find(tx: Transaction, userId: string): Promise<UserLock | null> {
    const [found] = await tx.select().from(userLocks).where(eq(userLocks.userId, userId));
    return found ?? null;
  }

  async insert(tx: Transaction, lock: UserLock): Promise<void> {
    await tx.insert(userLocks).values(lock);
  }

  async delete(tx: Transaction, userId: string): Promise<void> {
    await tx.delete(userLocks).where(eq(userLocks.userId, userId));
  }
}
