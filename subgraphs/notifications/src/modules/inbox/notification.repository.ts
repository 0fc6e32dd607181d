import {
  type Database,
  lastId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
} from '@trivet/database';
import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { type NewNotification, type Notification, notifications } from './notification.model.ts';

/** Counting ends here, so that it costs the same for an inbox that nobody ever looks at. */
export const unreadCountLimit = 100;

/** One user, but as an array: as one value, the inbox' index would seem to be cheaper than the key, however much is in it. */
const findByIds = prepared<{ userIds: readonly [string]; ids: readonly string[] }>()('notifications.findByIds', (db) =>
  db
    .select()
    .from(notifications)
    .where(
      sql`${notifications.userId} = any(${sql.placeholder('userIds')}::uuid[]) and ${notifications.id} = any(${sql.placeholder('ids')}::uuid[])`,
    ),
);
const list = prepared<{ userId: string; after: string; limit: number }>()('notifications.list', (db) =>
  db
    .select()
    .from(notifications)
    .where(
      sql`${notifications.userId} = ${sql.placeholder('userId')} and ${notifications.id} < ${sql.placeholder('after')}`,
    )
    .orderBy(desc(notifications.id))
    .limit(sql.placeholder('limit')),
);
const countUnread = prepared<{ userId: string }>()('notifications.countUnread', (db) => {
  const unread = db
    .select({ id: notifications.id })
    .from(notifications)
    .where(sql`${notifications.userId} = ${sql.placeholder('userId')} and ${notifications.readAt} is null`)
    .limit(unreadCountLimit)
    .as('unread');
  return db.select({ count: sql`count(*)`.mapWith(Number) }).from(unread);
});

/** Inboxes. Every row is one person's, and every statement names him. */
export class NotificationRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or is another's. */
  async findByIds(userId: string, ids: readonly string[]): Promise<(Notification | null)[]> {
    const rows = await this.#db.readWithin({ persons: [userId] }, findByIds, { userIds: [userId], ids });
    const byId = new Map(rows.map((notification) => [notification.id, notification]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** The newest first. */
  async list(userId: string, page: PageRequest): Promise<Page<Notification>> {
    const params = { userId, after: page.after ?? lastId, limit: page.first + 1 };
    return pageOf(await this.#db.readWithin({ persons: [userId] }, list, params), page);
  }

  /** At most `unreadCountLimit`. */
  async countUnread(userId: string): Promise<number> {
    const [row] = await this.#db.readWithin({ persons: [userId] }, countUnread, { userId });
    return row?.count ?? 0;
  }

  /** Returns what was inserted: whoever has been told of the event already is left out. */
  async insertOnce(tx: Transaction, created: readonly NewNotification[]): Promise<Notification[]> {
    if (created.length === 0) return [];
    return tx
      .insert(notifications)
      .values([...created])
      .onConflictDoNothing({ target: [notifications.userId, notifications.eventId] })
      .returning();
  }

  /** Whosever they are: at most `limit`, and answers how many. */
  async deleteOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    const some = tx
      .select({ id: notifications.id })
      .from(notifications)
      .where(eq(notifications.accountId, accountId))
      .limit(limit);
    const deleted = await tx
      .delete(notifications)
      .where(inArray(notifications.id, some))
      .returning({ id: notifications.id });
    return deleted.length;
  }

  /** At most `limit`, and answers how many. */
  async deleteOfPerson(tx: Transaction, userId: string, limit: number): Promise<number> {
    const some = tx
      .select({ id: notifications.id })
      .from(notifications)
      .where(eq(notifications.userId, userId))
      .orderBy(desc(notifications.id))
      .limit(limit);
    const deleted = await tx
      .delete(notifications)
      .where(inArray(notifications.id, some))
      .returning({ id: notifications.id });
    return deleted.length;
  }

  async markRead(tx: Transaction, userId: string, ids: readonly string[], readAt: Date): Promise<void> {
    await tx
      .update(notifications)
      .set({ readAt })
      .where(
        and(
          eq(notifications.userId, userId),
          sql`${notifications.id} = any(${sql.param(ids)}::uuid[])`,
          isNull(notifications.readAt),
        ),
      );
  }
}
