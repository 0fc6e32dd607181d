import {
  type Database,
  lastId,
  nobody,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
} from '@trivet/database';
import { and, desc, eq, inArray, isNotNull, isNull, lt, lte, type SQL, sql } from 'drizzle-orm';
import {
  type NewNotification,
  type Notification,
  notifications,
  type StoredNotification,
  toldOccasions,
} from './notification.model.ts';

/** Counting ends here, so that it costs the same for an inbox that nobody ever looks at. */
export const countLimit = 100;
/** Of one statement: PostgreSQL takes 65,535 parameters. */
const rowsPerInsert = 1_000;

/** Which notifications: those that are not in the archive, of them those that are not read, or those in the archive. */
export type InboxState = 'inbox' | 'unread' | 'archived';
export interface InboxFilter {
  readonly state: InboxState;
  readonly category: Notification['category'] | null;
}

const { id, accountId, kind, category, title, body, facts, target, createdAt, seenAt, readAt, archivedAt } =
  notifications;
/** What the inbox shows, or makes that of. */
const shown = { id, accountId, kind, category, title, body, facts, target, createdAt, seenAt, readAt, archivedAt };

/** One user, but as an array: as one value, the inbox' index would seem to be cheaper than the key, however much is in it. */
const findByIds = prepared<{ userIds: readonly [string]; ids: readonly string[] }>()('notifications.findByIds', (db) =>
  db
    .select(shown)
    .from(notifications)
    .where(
      sql`${notifications.userId} = any(${sql.placeholder('userIds')}::uuid[]) and ${notifications.id} = any(${sql.placeholder('ids')}::uuid[])`,
    ),
);

const findOccasion = prepared<{ userIds: readonly [string]; id: string }>()('notifications.findOccasion', (db) =>
  db
    .select({ occasionId: notifications.occasionId })
    .from(notifications)
    .where(
      sql`${notifications.userId} = any(${sql.placeholder('userIds')}::uuid[]) and ${notifications.id} = ${sql.placeholder('id')}`,
    ),
);

const within: Readonly<Record<InboxState, SQL>> = {
  inbox: isNull(notifications.archivedAt),
  unread: isNull(notifications.readAt),
  archived: isNotNull(notifications.archivedAt),
};
/** A statement for each state, with a category and without: conditions that may be absent would not use the indexes. */
const lists = {
  inbox: listOf('notifications.list', within.inbox),
  unread: listOf('notifications.listUnread', within.unread),
  archived: listOf('notifications.listArchived', within.archived),
} as const;

const never = sql`'infinity'::timestamptz`;
const ofCategory = sql`${notifications.category} = ${sql.placeholder('category')}`;
/**
 * The same of one category, each state said in a way that its index does not know: behind the policy that would seem to cost no more
 * than the category's, and it holds all categories.
 */
const listsOfCategory = {
  inbox: listOf('notifications.listOfCategory', sql`coalesce(${archivedAt}, ${never}) = ${never} and ${ofCategory}`),
  unread: listOf('notifications.listUnreadOfCategory', sql`coalesce(${readAt}, ${never}) = ${never} and ${ofCategory}`),
  archived: listOf(
    'notifications.listArchivedOfCategory',
    sql`coalesce(${archivedAt}, ${never}) <> ${never} and ${ofCategory}`,
  ),
} as const;

function listOf(name: string, condition: SQL) {
  return prepared<{ userId: string; category: string | null; after: string; limit: number }>()(name, (db) =>
    db
      .select(shown)
      .from(notifications)
      .where(
        sql`${notifications.userId} = ${sql.placeholder('userId')} and ${condition} and ${notifications.id} < ${sql.placeholder('after')}`,
      )
      .orderBy(desc(notifications.id))
      .limit(sql.placeholder('limit')),
  );
}

const countUnread = countOf('notifications.countUnread', sql`${notifications.readAt} is null`);
const countUnseen = countOf(
  'notifications.countUnseen',
  sql`${notifications.seenAt} is null and ${notifications.readAt} is null`,
);

function countOf(name: string, condition: SQL) {
  return prepared<{ userId: string }>()(name, (db) => {
    const counted = db
      .select({ id: notifications.id })
      .from(notifications)
      .where(sql`${notifications.userId} = ${sql.placeholder('userId')} and ${condition}`)
      .limit(countLimit)
      .as('counted');
    return db.select({ count: sql`count(*)`.mapWith(Number) }).from(counted);
  });
}

const findTold = prepared<{ id: string }>()('notifications.findTold', (db) =>
  db
    .select({ id: toldOccasions.id })
    .from(toldOccasions)
    .where(eq(toldOccasions.id, sql.placeholder('id'))),
);

const seenOrRead = sql`coalesce(${seenAt}, ${readAt})`;
/** Of each change what it sets, and what is so already. */
const changes = {
  read: { set: (at: Date) => ({ readAt: at }), where: isNull(notifications.readAt) },
  // What was read was seen.
  unread: {
    set: () => ({ readAt: null, archivedAt: null, seenAt: seenOrRead }),
    where: isNotNull(notifications.readAt),
  },
  archived: {
    set: (at: Date) => ({ archivedAt: at, readAt: sql`coalesce(${notifications.readAt}, ${at.toISOString()})` }),
    where: isNull(notifications.archivedAt),
  },
  unarchived: { set: () => ({ archivedAt: null }), where: isNotNull(notifications.archivedAt) },
} as const;

/** Inboxes. Every row is one person's, and every statement names him. */
export class NotificationRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or is another's. */
  async findByIds(userId: string, ids: readonly string[]): Promise<(StoredNotification | null)[]> {
    const rows = await this.#db.readWithin({ persons: [userId] }, findByIds, { userIds: [userId], ids });
    const byId = new Map(rows.map((notification) => [notification.id, notification]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** Of what a notification tells; null for another's, and for what does not exist. */
  async findOccasion(userId: string, notificationId: string): Promise<string | null> {
    const params = { userIds: [userId] as const, id: notificationId };
    const [found] = await this.#db.readWithin({ persons: [userId] }, findOccasion, params);
    return found?.occasionId ?? null;
  }

  /** The newest first. */
  async list(userId: string, { state, category }: InboxFilter, page: PageRequest): Promise<Page<StoredNotification>> {
    const params = { userId, category, after: page.after ?? lastId, limit: page.first + 1 };
    const statement = (category === null ? lists : listsOfCategory)[state];
    return pageOf(await this.#db.readWithin({ persons: [userId] }, statement, params), page);
  }

  /** At most `countLimit`. */
  async countUnread(userId: string): Promise<number> {
    const [row] = await this.#db.readWithin({ persons: [userId] }, countUnread, { userId });
    return row?.count ?? 0;
  }

  /** At most `countLimit`. */
  async countUnseen(userId: string): Promise<number> {
    const [row] = await this.#db.readWithin({ persons: [userId] }, countUnseen, { userId });
    return row?.count ?? 0;
  }

  /** Returns what was inserted: whoever has been told of the occasion already is left out. */
  async insertOnce(
    tx: Transaction,
    created: readonly NewNotification[],
  ): Promise<{ readonly id: string; readonly userId: string }[]> {
    const inserted: { readonly id: string; readonly userId: string }[] = [];
    for (let start = 0; start < created.length; start += rowsPerInsert) {
      const rows = await tx
        .insert(notifications)
        .values(created.slice(start, start + rowsPerInsert))
        .onConflictDoNothing({ target: [notifications.userId, notifications.occasionId] })
        .returning({ id: notifications.id, userId: notifications.userId });
      inserted.push(...rows);
    }
    return inserted;
  }

  async wasTold(occasionId: string): Promise<boolean> {
    return (await this.#db.read(findTold, { id: occasionId })).length > 0;
  }

  async noteTold(tx: Transaction, occasionId: string, toldAt: Date): Promise<void> {
    await tx.insert(toldOccasions).values({ id: occasionId, toldAt }).onConflictDoNothing();
  }

  async forgetTold(before: Date): Promise<void> {
    await this.#db.transaction(nobody, (tx) => tx.delete(toldOccasions).where(lt(toldOccasions.toldAt, before)));
  }

  /** Whosever they are: at most `limit`, and answers how many. */
  async deleteOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    return deleteSome(tx, eq(notifications.accountId, accountId), limit);
  }

  /** At most `limit`, and answers how many. */
  async deleteOfPerson(tx: Transaction, userId: string, limit: number): Promise<number> {
    return deleteSome(tx, eq(notifications.userId, userId), limit);
  }

  /** Answers how many were not so before. */
  async mark(
    tx: Transaction,
    userId: string,
    ids: readonly string[],
    change: keyof typeof changes,
    at: Date,
  ): Promise<number> {
    const { set, where } = changes[change];
    const marked = await tx
      .update(notifications)
      .set(set(at))
      .where(and(eq(notifications.userId, userId), sql`${notifications.id} = any(${sql.param(ids)}::uuid[])`, where))
      .returning({ id: notifications.id });
    return marked.length;
  }

  /** At most `limit` of what was there before `until`; answers how many were not so before. */
  async markAll(
    tx: Transaction,
    userId: string,
    change: 'read' | 'seen',
    { until, at, limit }: { readonly until: string; readonly at: Date; readonly limit: number },
  ): Promise<number> {
    const notYet =
      change === 'read'
        ? isNull(notifications.readAt)
        : and(isNull(notifications.seenAt), isNull(notifications.readAt));
    const some = tx
      .select({ id: notifications.id })
      .from(notifications)
      .where(and(eq(notifications.userId, userId), notYet, lte(notifications.id, until)))
      .limit(limit);
    const marked = await tx
      .update(notifications)
      .set(change === 'read' ? { readAt: at } : { seenAt: at })
      .where(and(inArray(notifications.id, some), notYet))
      .returning({ id: notifications.id });
    return marked.length;
  }
}

async function deleteSome(tx: Transaction, condition: SQL, limit: number): Promise<number> {
  const some = tx.select({ id: notifications.id }).from(notifications).where(condition).limit(limit);
  const deleted = await tx
    .delete(notifications)
    .where(inArray(notifications.id, some))
    .returning({ id: notifications.id });
  return deleted.length;
}
