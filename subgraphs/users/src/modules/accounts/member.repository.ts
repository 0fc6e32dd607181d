import {
  type Database,
  firstId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
  violatedConstraint,
} from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import { type Member, memberPersons, members } from './account.model.ts';
import { AlreadyMemberError } from './member.errors.ts';

const listByUsers = prepared<{ userIds: readonly string[] }>()('members.listByUsers', (db) =>
  db
    .select()
    .from(members)
    .where(sql`${members.userId} = any(${sql.placeholder('userIds')}::uuid[])`),
);
const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()('members.findByIds', (db) =>
  db
    .select()
    .from(members)
    .where(
      sql`${members.id} = any(${sql.placeholder('ids')}::uuid[]) and ${members.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
    ),
);
const findOwn = prepared<{ userId: string; id: string }>()('members.findOwn', (db) =>
  db
    .select()
    .from(members)
    .where(and(eq(members.id, sql.placeholder('id')), eq(members.userId, sql.placeholder('userId')))),
);
const findOfPerson = prepared<{ userId: string; accountId: string }>()('members.findOfPerson', (db) =>
  db
    .select()
    .from(members)
    .where(and(eq(members.accountId, sql.placeholder('accountId')), eq(members.userId, sql.placeholder('userId')))),
);
const findOwners = prepared<{ accountIds: readonly string[] }>()('members.findOwners', (db) =>
  db
    .select()
    .from(members)
    .where(sql`${members.accountId} = any(${sql.placeholder('accountIds')}::uuid[]) and ${members.role} = 'owner'`)
    .orderBy(members.id),
);
const listByAccounts = preparedList('members.listByAccounts', sql``);
/** Member by member, each name by the person's key: an index of names would find those of all accounts. */
const searchByAccounts = preparedList(
  'members.searchByAccounts',
  sql` and exists (select from ${memberPersons} where ${memberPersons.id} = ${members.userId} and strpos(lower(${memberPersons.displayName}), lower(${sql.placeholder('name')})) > 0)`,
);

function preparedList(statement: string, condition: SQL) {
  return prepared<{ accountIds: readonly string[]; after: string; limit: number; name: string | null }>()(
    statement,
    (db) => {
      const page = db
        .select()
        .from(members)
        .where(
          sql`${members.accountId} = requested.account_id and ${members.id} > ${sql.placeholder('after')}${condition}`,
        )
        .orderBy(members.id)
        .limit(sql.placeholder('limit'))
        .as('page');
      const { id, accountId, userId, role, roleId, version, joinedAt } = page;
      return db
        .select({ id, accountId, userId, role, roleId, version, joinedAt })
        .from(sql`unnest(${sql.placeholder('accountIds')}::uuid[]) as requested(account_id)`)
        .crossJoinLateral(page)
        .orderBy(page.accountId, page.id);
    },
  );
}

export interface MemberFilter {
  /** Stands in the name by which others know the member, in whatever case. */
  readonly name: string | null;
}

export class MemberRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Every membership of these persons, for the access directory. */
  listByUsers(userIds: readonly string[]): Promise<Member[]> {
    return this.#db.readWithin({ persons: userIds }, listByUsers, { userIds });
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(Member | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((member) => [member.id, member]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** The first owner of each account, in the order of `accesses`. */
  async findOwners(accesses: readonly AccountAccess[]): Promise<(Member | null)[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const rows = await this.#db.readWithin(rowsOf(accesses), findOwners, { accountIds });
    // The last one that is set stays.
    const byAccount = new Map(rows.toReversed().map((member) => [member.accountId, member]));
    return accountIds.map((accountId) => byAccount.get(accountId) ?? null);
  }

  /** One page per account, in the order of `accesses`. */
  async listByAccounts(
    accesses: readonly AccountAccess[],
    { name }: MemberFilter,
    page: PageRequest,
  ): Promise<Page<Member>[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const params = { accountIds, name, after: page.after ?? firstId, limit: page.first + 1 };
    const statement = name === null ? listByAccounts : searchByAccounts;
    const rows = await this.#db.readWithin(rowsOf(accesses), statement, params);
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => pageOf(byAccount.get(accountId) ?? [], page));
  }

  /** A person's own membership, whatever it allows; null for one of somebody else. */
  async findOwn(userId: string, id: string): Promise<Member | null> {
    const [own] = await this.#db.readWithin({ persons: [userId] }, findOwn, { userId, id });
    return own ?? null;
  }

  /** A person's membership of an account; null where he does not belong to it. */
  async findOfPerson(userId: string, accountId: string): Promise<Member | null> {
    const [own] = await this.#db.readWithin({ persons: [userId] }, findOfPerson, { userId, accountId });
    return own ?? null;
  }

  /** Within a change of the account's members. */
  async findInAccount(tx: Transaction, accountId: string, id: string): Promise<Member | null> {
    const [found] = await tx
      .select()
      .from(members)
      .where(and(eq(members.accountId, accountId), eq(members.id, id)));
    return found ?? null;
  }

  /** Within a change of the account's members. */
  async findByUser(tx: Transaction, accountId: string, userId: string): Promise<Member | null> {
    const [found] = await tx
      .select()
      .from(members)
      .where(and(eq(members.accountId, accountId), eq(members.userId, userId)));
    return found ?? null;
  }

  /** Within a change that sees the person's rows. */
  listOfPerson(tx: Transaction, userId: string): Promise<Member[]> {
    return tx.select().from(members).where(eq(members.userId, userId)).orderBy(members.accountId);
  }

  /** How many members each of these accounts has, and how many owners among them. */
  countByAccounts(
    tx: Transaction,
    accountIds: readonly string[],
  ): Promise<{ readonly accountId: string; readonly members: number; readonly owners: number }[]> {
    return tx
      .select({
        accountId: members.accountId,
        members: sql`count(*)`.mapWith(Number),
        owners: sql`count(*) filter (where ${members.role} = 'owner')`.mapWith(Number),
      })
      .from(members)
      .where(sql`${members.accountId} = any(${sql.param(accountIds)}::uuid[])`)
      .groupBy(members.accountId);
  }

  async deleteOfPerson(tx: Transaction, userId: string): Promise<void> {
    await tx.delete(members).where(eq(members.userId, userId));
  }

  /** @throws {AlreadyMemberError} The database decides. */
  async insert(tx: Transaction, member: typeof members.$inferInsert): Promise<Member> {
    try {
      const [inserted] = await tx.insert(members).values(member).returning();
      return inserted as Member;
    } catch (error) {
      if (violatedConstraint(error) === 'members_account_id_user_id_key') throw new AlreadyMemberError();
      throw error;
    }
  }

  countOwners(tx: Transaction, accountId: string): Promise<number> {
    return tx.$count(members, and(eq(members.accountId, accountId), sql`${members.role} = 'owner'`));
  }

  /** The version grows by one. */
  async update(
    tx: Transaction,
    { accountId }: AccountAccess,
    id: string,
    change: Pick<Member, 'role' | 'roleId'>,
  ): Promise<Member> {
    const [updated] = await tx
      .update(members)
      .set({ ...change, version: sql`${members.version} + 1` })
      .where(and(eq(members.accountId, accountId), eq(members.id, id)))
      .returning();
    return updated as Member;
  }

  async delete(tx: Transaction, { accountId }: AccountAccess, id: string): Promise<void> {
    await tx.delete(members).where(and(eq(members.accountId, accountId), eq(members.id, id)));
  }
}
