import { type Database, prepared, type Transaction, violatedConstraint } from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { and, eq, sql } from 'drizzle-orm';
import { type CustomRole, type Member, roles } from './account.model.ts';
import { RoleInUseError, RoleNameTakenError } from './role.errors.ts';

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()('roles.findByIds', (db) =>
  db
    .select()
    .from(roles)
    .where(
      sql`${roles.id} = any(${sql.placeholder('ids')}::uuid[]) and ${roles.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
    ),
);
const listByAccounts = prepared<{ accountIds: readonly string[] }>()('roles.listByAccounts', (db) =>
  db
    .select()
    .from(roles)
    .where(sql`${roles.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`)
    .orderBy(roles.accountId, roles.id),
);

/** The roles that accounts have made for themselves. */
export class RoleRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(CustomRole | null)[]> {
    const byId = await this.#find(scope.accountIds, ids);
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** For the access directory: those that these members have, by id. No statement where all have built-in roles. */
  async findForGrants(members: readonly Pick<Member, 'accountId' | 'roleId'>[]): Promise<Map<string, CustomRole>> {
    const held = members.filter(({ roleId }) => roleId !== null);
    if (held.length === 0) return new Map();
    const accountIds = [...new Set(held.map(({ accountId }) => accountId))];
    return this.#find(accountIds, [...new Set(held.map(({ roleId }) => roleId as string))]);
  }

  /** All of each account, the oldest first, in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[]): Promise<CustomRole[][]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, { accountIds });
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => byAccount.get(accountId) ?? []);
  }

  /** Within a change of the account. */
  async findInAccount(tx: Transaction, accountId: string, id: string): Promise<CustomRole | null> {
    const [found] = await tx
      .select()
      .from(roles)
      .where(and(eq(roles.accountId, accountId), eq(roles.id, id)));
    return found ?? null;
  }

  count(tx: Transaction, { accountId }: AccountAccess): Promise<number> {
    return tx.$count(roles, eq(roles.accountId, accountId));
  }

  /** @throws {RoleNameTakenError} */
  async insert(tx: Transaction, role: typeof roles.$inferInsert): Promise<CustomRole> {
    const [inserted] = await nameIsFree(() => tx.insert(roles).values(role).returning());
    return inserted as CustomRole;
  }

  /** The version grows by one. @throws {RoleNameTakenError} */
  async update(
    tx: Transaction,
    { accountId }: AccountAccess,
    id: string,
    change: Pick<CustomRole, 'name' | 'permissions'>,
  ): Promise<CustomRole> {
    const [updated] = await nameIsFree(() =>
      tx
        .update(roles)
        .set({ ...change, version: sql`${roles.version} + 1` })
        .where(and(eq(roles.accountId, accountId), eq(roles.id, id)))
        .returning(),
    );
    return updated as CustomRole;
  }

  /** @throws {RoleInUseError} The database decides. */
  async delete(tx: Transaction, { accountId }: AccountAccess, id: string): Promise<void> {
    try {
      await tx.delete(roles).where(and(eq(roles.accountId, accountId), eq(roles.id, id)));
    } catch (error) {
      if (violatedConstraint(error)?.endsWith('_role_id_roles_fk')) throw new RoleInUseError();
      throw error;
    }
  }

  async #find(accountIds: readonly string[], ids: readonly string[]): Promise<Map<string, CustomRole>> {
    const rows = await this.#db.readWithin({ accounts: accountIds }, findByIds, { accountIds, ids });
    return new Map(rows.map((role) => [role.id, role]));
  }
}

async function nameIsFree<Result>(change: () => Promise<Result>): Promise<Result> {
  try {
    return await change();
  } catch (error) {
    if (violatedConstraint(error) === 'roles_account_id_name_key') throw new RoleNameTakenError();
    throw error;
  }
}
