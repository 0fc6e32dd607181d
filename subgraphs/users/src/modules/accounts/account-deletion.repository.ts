import { type Database, prepared, type Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import { asc, eq, lte, sql } from 'drizzle-orm';
import { type AccountDeletion, accountDeletions } from './account-deletion.model.ts';

const findByAccounts = prepared<{ accountIds: readonly string[] }>()('accountDeletions.findByAccounts', (db) =>
  db
    .select()
    .from(accountDeletions)
    .where(sql`${accountDeletions.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`),
);
const listDue = prepared<{ now: Date; limit: number }>()('accountDeletions.listDue', (db) =>
  db
    .select({ accountId: accountDeletions.accountId })
    .from(accountDeletions)
    .where(lte(accountDeletions.effectiveAt, sql.placeholder('now')))
    .orderBy(asc(accountDeletions.effectiveAt))
    .limit(sql.placeholder('limit')),
);

/** Which accounts are to be deleted. */
export class AccountDeletionRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `accesses`; null for an account that stays. */
  async findByAccesses(accesses: readonly AccountAccess[]): Promise<(AccountDeletion | null)[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const rows = await this.#db.read(findByAccounts, { accountIds });
    const byAccount = new Map(rows.map((deletion) => [deletion.accountId, deletion]));
    return accountIds.map((accountId) => byAccount.get(accountId) ?? null);
  }

  /** Those whose time has come, the longest first. */
  async listDue(now: Date, limit: number): Promise<string[]> {
    const rows = await this.#db.read(listDue, { now, limit });
    return rows.map(({ accountId }) => accountId);
  }

  /** Within a change of the account. */
  async find(tx: Transaction, accountId: string): Promise<AccountDeletion | null> {
    const [found] = await tx.select().from(accountDeletions).where(eq(accountDeletions.accountId, accountId));
    return found ?? null;
  }

  async insert(tx: Transaction, deletion: AccountDeletion): Promise<void> {
    await tx.insert(accountDeletions).values(deletion);
  }

  async delete(tx: Transaction, accountId: string): Promise<void> {
    await tx.delete(accountDeletions).where(eq(accountDeletions.accountId, accountId));
  }
}
