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
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { and, asc, desc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import { type Announcement, announcementQueue, announcements, type QueuedAnnouncement } from './announcement.model.ts';

const { accountId, id } = announcements;

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()(
  'announcements.findByIds',
  (db) =>
    db
      .select()
      .from(announcements)
      .where(
        sql`${id} = any(${sql.placeholder('ids')}::uuid[]) and ${accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
      ),
);
const findDue = prepared<{ now: Date }>()('announcementQueue.findDue', (db) =>
  db
    .select({ announcementId: announcementQueue.announcementId })
    .from(announcementQueue)
    .where(lte(announcementQueue.dueAt, sql.placeholder('now')))
    .limit(1),
);

const { title, body, link, sentById, createdAt, scheduledAt, cancelledAt, recipientCount, completedAt } = announcements;
const shown = {
  ...{ id, accountId, title, body, link, sentById, createdAt, scheduledAt, cancelledAt, recipientCount, completedAt },
};
export type ShownAnnouncement = Pick<Announcement, keyof typeof shown>;

/** One page per account. */
const listByAccounts = prepared<{ accountIds: readonly string[]; after: string; limit: number }>()(
  'announcements.listByAccounts',
  (db) => {
    const page = db
      .select(shown)
      .from(announcements)
      .where(and(sql`${accountId} = requested.account_id`, sql`${id} < ${sql.placeholder('after')}`))
      .orderBy(desc(id))
      .limit(sql.placeholder('limit'))
      .as('page');
    return db
      .select({
        id: page.id,
        accountId: page.accountId,
        title: page.title,
        body: page.body,
        link: page.link,
        sentById: page.sentById,
        createdAt: page.createdAt,
        recipientCount: page.recipientCount,
        scheduledAt: page.scheduledAt,
        cancelledAt: page.cancelledAt,
        completedAt: page.completedAt,
      })
      .from(sql`unnest(${sql.placeholder('accountIds')}::uuid[]) as requested(account_id)`)
      .crossJoinLateral(page)
      .orderBy(desc(page.id));
  },
);

/** What was announced in accounts, and how far. */
export class AnnouncementRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(Announcement | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((announcement) => [announcement.id, announcement]));
    return ids.map((wanted) => byId.get(wanted) ?? null);
  }

  /** One page per account, the newest first, in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<ShownAnnouncement>[]> {
    const accountIds = accesses.map((access) => access.accountId);
    const params = { accountIds, after: page.after ?? lastId, limit: page.first + 1 };
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, params);
    const byAccount = Map.groupBy(rows, (row) => row.accountId);
    return accountIds.map((of) => pageOf(byAccount.get(of) ?? [], page));
  }

  async find({ announcementId, accountId: of }: QueuedAnnouncement): Promise<Announcement | null> {
    const params = { accountIds: [of], ids: [announcementId] };
    const [announcement] = await this.#db.readWithin({ accounts: [of] }, findByIds, params);
    return announcement ?? null;
  }

  async insert(tx: Transaction, announcement: typeof announcements.$inferInsert): Promise<Announcement> {
    const [inserted] = await tx.insert(announcements).values(announcement).returning();
    const { id: announcementId, accountId: of, createdAt: at, scheduledAt } = announcement;
    await tx.insert(announcementQueue).values({ announcementId, accountId: of, dueAt: scheduledAt ?? at });
    return inserted as Announcement;
  }

  /** Whether there is anything to claim, which there is not most of the time. */
  async hasDue(now: Date): Promise<boolean> {
    return (await this.#db.read(findDue, { now })).length > 0;
  }

  /** The one that is due for the longest, which is nobody else's until then; null where none is. */
  async claim(now: Date, until: Date): Promise<QueuedAnnouncement | null> {
    return this.#db.transaction(nobody, async (tx) => {
      const due = tx
        .select({ announcementId: announcementQueue.announcementId })
        .from(announcementQueue)
        .where(lte(announcementQueue.dueAt, now))
        .orderBy(asc(announcementQueue.dueAt))
        .limit(1)
        .for('update', { skipLocked: true });
      const [claimed] = await tx
        .update(announcementQueue)
        .set({ dueAt: until })
        .where(eq(announcementQueue.announcementId, due))
        .returning({ announcementId: announcementQueue.announcementId, accountId: announcementQueue.accountId });
      return claimed ?? null;
    });
  }

  /** A page of members more was told; null where somebody else has told it meanwhile, or it was taken back. */
  async advance(
    tx: Transaction,
    { id: announcementId, pages }: Announcement,
    next: Partial<Pick<Announcement, 'cursor' | 'completedAt'>> & { readonly told: number },
    dueAt: Date,
  ): Promise<Announcement | null> {
    const { told, ...place } = next;
    const [moved] = await tx
      .update(announcements)
      .set({ ...place, pages: pages + 1, recipientCount: sql`${announcements.recipientCount} + ${told}` })
      .where(and(eq(id, announcementId), eq(announcements.pages, pages), isNull(cancelledAt)))
      .returning();
    if (!moved) return null;
    if (moved.completedAt)
      await tx.delete(announcementQueue).where(eq(announcementQueue.announcementId, announcementId));
    else await this.postpone(tx, announcementId, dueAt);
    return moved;
  }

  /** Takes it back, of who tells it at once one or the other: null where anybody was told, or it was taken back before. */
  async cancel(tx: Transaction, announcementId: string, at: Date): Promise<Announcement | null> {
    const [cancelled] = await tx
      .update(announcements)
      .set({ cancelledAt: at })
      .where(and(eq(id, announcementId), eq(announcements.pages, 0), isNull(completedAt), isNull(cancelledAt)))
      .returning();
    if (!cancelled) return null;
    await tx.delete(announcementQueue).where(eq(announcementQueue.announcementId, announcementId));
    return cancelled;
  }

  async postpone(tx: Transaction, announcementId: string, dueAt: Date): Promise<void> {
    await tx.update(announcementQueue).set({ dueAt }).where(eq(announcementQueue.announcementId, announcementId));
  }

  /** At most `limit`, and answers how many. */
  async deleteOfAccount(tx: Transaction, of: string, limit: number): Promise<number> {
    const some = tx.select({ id }).from(announcements).where(eq(accountId, of)).limit(limit);
    const deleted = await tx.delete(announcements).where(inArray(id, some)).returning({ id });
    return deleted.length;
  }
}
