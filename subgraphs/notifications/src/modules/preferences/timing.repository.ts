import { type Database, prepared, type Transaction } from '@trivet/database';
import { type AccountAccess, rowsOf } from '@trivet/identity';
import { and, eq, sql } from 'drizzle-orm';
import {
  type Digest,
  type DigestChoice,
  digestDefaults,
  digestPreferences,
  type Gathering,
  type QuietHours,
  quietHours,
} from './timing.model.ts';

const { userId, category, channel, frequency, atMinute, weekday } = digestPreferences;
const list = prepared<{ userId: string }>()('digestPreferences.list', (db) =>
  db
    .select({ category, channel, frequency, atMinute, weekday })
    .from(digestPreferences)
    .where(eq(userId, sql.placeholder('userId'))),
);
const listDefaults = prepared<{ accountIds: readonly string[] }>()('digestDefaults.listByAccounts', (db) =>
  db
    .select({
      accountId: digestDefaults.accountId,
      category: digestDefaults.category,
      channel: digestDefaults.channel,
      frequency: digestDefaults.frequency,
      atMinute: digestDefaults.atMinute,
      weekday: digestDefaults.weekday,
    })
    .from(digestDefaults)
    .where(sql`${digestDefaults.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`),
);
const findQuietHours = prepared<{ userId: string }>()('quietHours.find', (db) =>
  db
    .select({ fromMinute: quietHours.fromMinute, untilMinute: quietHours.untilMinute })
    .from(quietHours)
    .where(eq(quietHours.userId, sql.placeholder('userId'))),
);

/** How persons and accounts want what is told to be gathered, and when nobody is to be disturbed. */
export class TimingRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** What the person has chosen himself. There are a dozen at most. */
  list(ofUserId: string): Promise<DigestChoice[]> {
    return this.#db.readWithin({ persons: [ofUserId] }, list, { userId: ofUserId });
  }

  /** In the order of `accesses`. */
  async listDefaults(accesses: readonly AccountAccess[]): Promise<DigestChoice[][]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const rows = await this.#db.readWithin(rowsOf(accesses), listDefaults, { accountIds });
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => byAccount.get(accountId) ?? []);
  }

  /** Of the accounts of which somebody is about to be told: what each has chosen. */
  listForSending(accountIds: readonly string[]): Promise<(DigestChoice & { readonly accountId: string })[]> {
    return this.#db.readWithin({ accounts: accountIds }, listDefaults, { accountIds });
  }

  async findQuietHours(ofUserId: string): Promise<QuietHours | null> {
    const [found] = await this.#db.readWithin({ persons: [ofUserId] }, findQuietHours, { userId: ofUserId });
    return found ?? null;
  }

  /** What the person has chosen himself, in the transaction that goes by it. */
  async findForPlacing(
    tx: Transaction,
    ofUserId: string,
    { category: of, channel: by }: Gathering,
  ): Promise<{ readonly digest: Digest | null; readonly quietHours: QuietHours | null }> {
    const [digest = null] = await tx
      .select({ frequency, atMinute, weekday })
      .from(digestPreferences)
      .where(and(eq(userId, ofUserId), eq(category, of), eq(channel, by)));
    const { fromMinute, untilMinute } = quietHours;
    const [hours = null] = await tx
      .select({ fromMinute, untilMinute })
      .from(quietHours)
      .where(eq(quietHours.userId, ofUserId));
    return { digest, quietHours: hours };
  }

  async save(tx: Transaction, ofUserId: string, choice: DigestChoice, updatedAt: Date): Promise<void> {
    const { category: _category, channel: _channel, ...how } = choice;
    await tx
      .insert(digestPreferences)
      .values({ userId: ofUserId, ...choice, updatedAt })
      .onConflictDoUpdate({ target: [userId, category, channel], set: { ...how, updatedAt } });
  }

  async delete(tx: Transaction, ofUserId: string, { category: of, channel: by }: Gathering): Promise<void> {
    await tx.delete(digestPreferences).where(and(eq(userId, ofUserId), eq(category, of), eq(channel, by)));
  }

  async saveDefault(
    tx: Transaction,
    { accountId }: AccountAccess,
    choice: DigestChoice,
    updatedAt: Date,
  ): Promise<void> {
    const { category: _category, channel: _channel, ...how } = choice;
    await tx
      .insert(digestDefaults)
      .values({ accountId, ...choice, updatedAt })
      .onConflictDoUpdate({
        target: [digestDefaults.accountId, digestDefaults.category, digestDefaults.channel],
        set: { ...how, updatedAt },
      });
  }

  async deleteDefault(
    tx: Transaction,
    { accountId }: AccountAccess,
    { category: of, channel: by }: Gathering,
  ): Promise<void> {
    await tx
      .delete(digestDefaults)
      .where(
        and(eq(digestDefaults.accountId, accountId), eq(digestDefaults.category, of), eq(digestDefaults.channel, by)),
      );
  }

  async saveQuietHours(tx: Transaction, ofUserId: string, hours: QuietHours, updatedAt: Date): Promise<void> {
    await tx
      .insert(quietHours)
      .values({ userId: ofUserId, ...hours, updatedAt })
      .onConflictDoUpdate({ target: quietHours.userId, set: { ...hours, updatedAt } });
  }

  async deleteQuietHours(tx: Transaction, ofUserId: string): Promise<void> {
    await tx.delete(quietHours).where(eq(quietHours.userId, ofUserId));
  }

  /** There are a few at most. */
  async deleteOfAccount(tx: Transaction, accountId: string): Promise<void> {
    await tx.delete(digestDefaults).where(eq(digestDefaults.accountId, accountId));
  }

  async deleteOfPerson(tx: Transaction, ofUserId: string): Promise<void> {
    await tx.delete(digestPreferences).where(eq(userId, ofUserId));
    await this.deleteQuietHours(tx, ofUserId);
  }
}
