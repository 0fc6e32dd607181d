import {
  type Database,
  firstId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
} from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { eq, sql } from 'drizzle-orm';
import { type Account, accounts } from './account.model.ts';

const findByIds = prepared<{ ids: readonly string[] }>()('accounts.findByIds', (db) =>
  db
    .select()
    .from(accounts)
    .where(sql`${accounts.id} = any(${sql.placeholder('ids')}::uuid[])`),
);
const list = prepared<{ ids: readonly string[]; after: string; limit: number }>()('accounts.list', (db) =>
  db
    .select()
    .from(accounts)
    .where(
      sql`${accounts.id} = any(${sql.placeholder('ids')}::uuid[]) and ${accounts.id} > ${sql.placeholder('after')}`,
    )
    .orderBy(accounts.id)
    .limit(sql.placeholder('limit')),
);

export class AccountRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `accesses`; null for an account that is no more. */
  async findByAccesses(accesses: readonly AccountAccess[]): Promise<(Account | null)[]> {
    const ids = accesses.map(({ accountId }) => accountId);
    const rows = await this.#db.readWithin(rowsOf(accesses), findByIds, { ids });
    const byId = new Map(rows.map((account) => [account.id, account]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** The accounts of `scope`, the oldest first. */
  async list(scope: AccessScope, page: PageRequest): Promise<Page<Account>> {
    const params = { ids: scope.accountIds, after: page.after ?? firstId, limit: page.first + 1 };
    return pageOf(await this.#db.readWithin(scope.rows, list, params), page);
  }

  async insert(tx: Transaction, account: typeof accounts.$inferInsert): Promise<Account> {
    const [inserted] = await tx.insert(accounts).values(account).returning();
    return inserted as Account;
  }

  /**
   * The account as it is, locked until the transaction ends; null where it is no more. Whoever changes who belongs to an
   * account, or what they may do, holds this lock: of two at once the second sees what the first did.
   */
  async lock(tx: Transaction, accountId: string): Promise<Account | null> {
    const [found] = await tx.select().from(accounts).where(eq(accounts.id, accountId)).for('no key update');
    return found ?? null;
  }

  /** With its members and roles, and whatever else refers to it. */
  async delete(tx: Transaction, accountId: string): Promise<void> {
    await tx.delete(accounts).where(eq(accounts.id, accountId));
  }

  async update(
    tx: Transaction,
    { accountId }: AccountAccess,
    change: Pick<Account, 'name' | 'version'>,
  ): Promise<Account> {
    const [updated] = await tx.update(accounts).set(change).where(eq(accounts.id, accountId)).returning();
    return updated as Account;
  }
}
