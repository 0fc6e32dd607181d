import { type Database, prepared, type Transaction } from '@trivet/database';
import { type AccountAccess, rowsOf } from '@trivet/identity';
import { and, eq, sql } from 'drizzle-orm';
import {
  type NotificationChoice,
  type NotificationPreference,
  notificationDefaults,
  notificationPreferences,
} from './preference.model.ts';

type Choosing = Pick<NotificationPreference, 'category' | 'channel'>;

const { userId, category, channel, enabled } = notificationPreferences;
const list = prepared<{ userId: string }>()('notificationPreferences.list', (db) =>
  db
    .select({ category, channel, enabled })
    .from(notificationPreferences)
    .where(eq(userId, sql.placeholder('userId'))),
);
const listDefaults = prepared<{ accountIds: readonly string[] }>()('notificationDefaults.listByAccounts', (db) =>
  db
    .select({
      accountId: notificationDefaults.accountId,
      category: notificationDefaults.category,
      channel: notificationDefaults.channel,
      enabled: notificationDefaults.enabled,
    })
    .from(notificationDefaults)
    .where(sql`${notificationDefaults.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`),
);

/** What persons and accounts have chosen. */
export class PreferenceRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** What the person has chosen himself. */
  list(ofUserId: string): Promise<NotificationChoice[]> {
    return this.#db.readWithin({ persons: [ofUserId] }, list, { userId: ofUserId });
  }

  /** In the order of `accesses`. */
  async listDefaults(accesses: readonly AccountAccess[]): Promise<NotificationChoice[][]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const rows = await this.#db.readWithin(rowsOf(accesses), listDefaults, { accountIds });
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => byAccount.get(accountId) ?? []);
  }

  /** Of one category, what each of the persons has chosen, and the account. The transaction sees the rows of them all. */
  async listForTelling(
    tx: Transaction,
    {
      userIds,
      accountId,
      category: of,
    }: { userIds: readonly string[]; accountId: string | null } & Pick<Choosing, 'category'>,
  ): Promise<{
    readonly persons: Pick<NotificationPreference, 'userId' | 'channel' | 'enabled'>[];
    readonly account: Pick<NotificationChoice, 'channel' | 'enabled'>[];
  }> {
    const persons = await tx
      .select({ userId, channel, enabled })
      .from(notificationPreferences)
      .where(and(sql`${userId} = any(${sql.param(userIds)}::uuid[])`, eq(category, of)));
    if (accountId === null) return { persons, account: [] };
    const account = await tx
      .select({ channel: notificationDefaults.channel, enabled: notificationDefaults.enabled })
      .from(notificationDefaults)
      .where(and(eq(notificationDefaults.accountId, accountId), eq(notificationDefaults.category, of)));
    return { persons, account };
  }

  /** Until the end of the transaction nobody else changes what the person has chosen. There need not be a row to lock. */
  async lock(tx: Transaction, ofUserId: string): Promise<NotificationChoice[]> {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`notification preferences ${ofUserId}`}, 0))`);
    return tx.select({ category, channel, enabled }).from(notificationPreferences).where(eq(userId, ofUserId));
  }

  async save(tx: Transaction, ofUserId: string, choice: NotificationChoice, updatedAt: Date): Promise<void> {
    const { enabled: chosen } = choice;
    await tx
      .insert(notificationPreferences)
      .values({ userId: ofUserId, ...choice, updatedAt })
      .onConflictDoUpdate({ target: [userId, category, channel], set: { enabled: chosen, updatedAt } });
  }

  /** So that the account's choice holds again, or what is so for everybody. */
  async delete(tx: Transaction, ofUserId: string, { category: of, channel: by }: Choosing): Promise<void> {
    await tx.delete(notificationPreferences).where(and(eq(userId, ofUserId), eq(category, of), eq(channel, by)));
  }

  async saveDefault(
    tx: Transaction,
    { accountId }: AccountAccess,
    choice: NotificationChoice,
    updatedAt: Date,
  ): Promise<void> {
    await tx
      .insert(notificationDefaults)
      .values({ accountId, ...choice, updatedAt })
      .onConflictDoUpdate({
        target: [notificationDefaults.accountId, notificationDefaults.category, notificationDefaults.channel],
        set: { enabled: choice.enabled, updatedAt },
      });
  }

  async deleteDefault(
    tx: Transaction,
    { accountId }: AccountAccess,
    { category: of, channel: by }: Choosing,
  ): Promise<void> {
    await tx
      .delete(notificationDefaults)
      .where(
        and(
          eq(notificationDefaults.accountId, accountId),
          eq(notificationDefaults.category, of),
          eq(notificationDefaults.channel, by),
        ),
      );
  }

  /** There are a few at most. */
  async deleteOfAccount(tx: Transaction, accountId: string): Promise<void> {
    await tx.delete(notificationDefaults).where(eq(notificationDefaults.accountId, accountId));
  }

  async deleteOfPerson(tx: Transaction, ofUserId: string): Promise<void> {
    await tx.delete(notificationPreferences).where(eq(userId, ofUserId));
  }
}
