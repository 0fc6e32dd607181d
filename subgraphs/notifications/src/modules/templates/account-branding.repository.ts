import { type Database, prepared, type Transaction } from '@trivet/database';
import { type AccountAccess, rowsOf } from '@trivet/identity';
import { eq, sql } from 'drizzle-orm';
import { type AccountBranding, accountBrandings } from './account-branding.model.ts';

const { accountId } = accountBrandings;
const listByAccounts = prepared<{ accountIds: readonly string[] }>()('accountBrandings.listByAccounts', (db) =>
  db
    .select()
    .from(accountBrandings)
    .where(sql`${accountId} = any(${sql.placeholder('accountIds')}::uuid[])`),
);

/** How accounts are shown. */
export class AccountBrandingRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `accesses`; null where an account has said nothing. */
  async listByAccounts(accesses: readonly AccountAccess[]): Promise<(AccountBranding | null)[]> {
    const accountIds = accesses.map((access) => access.accountId);
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, { accountIds });
    const byAccount = new Map(rows.map((branding) => [branding.accountId, branding]));
    return accountIds.map((id) => byAccount.get(id) ?? null);
  }

  async find(of: string): Promise<AccountBranding | null> {
    const [branding] = await this.#db.readWithin({ accounts: [of] }, listByAccounts, { accountIds: [of] });
    return branding ?? null;
  }

  /** Until the end of the transaction nobody else changes it. There need not be a row to lock. */
  async lock(tx: Transaction, { accountId: of }: AccountAccess): Promise<AccountBranding | null> {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`account branding ${of}`}, 0))`);
    const [present] = await tx.select().from(accountBrandings).where(eq(accountId, of));
    return present ?? null;
  }

  async save(tx: Transaction, branding: AccountBranding): Promise<void> {
    const { accountId: _, ...set } = branding;
    await tx
      .insert(accountBrandings)
      .values(branding)
      .onConflictDoUpdate({ target: [accountId], set });
  }

  async deleteOfAccount(tx: Transaction, of: string): Promise<void> {
    await tx.delete(accountBrandings).where(eq(accountId, of));
  }
}
