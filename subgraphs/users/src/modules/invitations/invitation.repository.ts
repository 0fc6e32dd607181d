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
import { and, eq, lte, sql } from 'drizzle-orm';
import { AlreadyInvitedError } from './invitation.errors.ts';
import { type Invitation, invitations, invitationTokens } from './invitation.model.ts';

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()('invitations.findByIds', (db) =>
  db
    .select()
    .from(invitations)
    .where(
      sql`${invitations.id} = any(${sql.placeholder('ids')}::uuid[]) and ${invitations.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
    ),
);
const listByAccounts = prepared<{ accountIds: readonly string[]; after: string; limit: number }>()(
  'invitations.listByAccounts',
  (db) => {
    const page = db
      .select()
      .from(invitations)
      .where(sql`${invitations.accountId} = requested.account_id and ${invitations.id} > ${sql.placeholder('after')}`)
      .orderBy(invitations.id)
      .limit(sql.placeholder('limit'))
      .as('page');
    const { id, accountId, email, emailHash, role, roleId, invitedById, version, createdAt, expiresAt } = page;
    return db
      .select({ id, accountId, email, emailHash, role, roleId, invitedById, version, createdAt, expiresAt })
      .from(sql`unnest(${sql.placeholder('accountIds')}::uuid[]) as requested(account_id)`)
      .crossJoinLateral(page)
      .orderBy(page.accountId, page.id);
  },
);
const findToken = prepared<{ hash: Buffer }>()('invitationTokens.find', (db) =>
  db
    .select({ invitationId: invitationTokens.invitationId, accountId: invitationTokens.accountId })
    .from(invitationTokens)
    .where(eq(invitationTokens.hash, sql.placeholder('hash'))),
);

/** Invitations and their tokens, of which each has one at a time. */
export class InvitationRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(Invitation | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((invitation) => [invitation.id, invitation]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  async findByAccess(access: AccountAccess, id: string): Promise<Invitation | null> {
    const [found] = await this.#db.readWithin(access.rows, findByIds, { accountIds: [access.accountId], ids: [id] });
    return found ?? null;
  }

  /** One page per account, in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<Invitation>[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const params = { accountIds, after: page.after ?? firstId, limit: page.first + 1 };
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, params);
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return accountIds.map((accountId) => pageOf(byAccount.get(accountId) ?? [], page));
  }

  /** To which invitation a token belongs, which has to be known before anything of that can be read. */
  async findToken(hash: Buffer): Promise<{ readonly invitationId: string; readonly accountId: string } | null> {
    const [token] = await this.#db.read(findToken, { hash });
    return token ?? null;
  }

  /** Within a change of the account. */
  async findInAccount(tx: Transaction, accountId: string, id: string): Promise<Invitation | null> {
    const [found] = await tx
      .select()
      .from(invitations)
      .where(and(eq(invitations.accountId, accountId), eq(invitations.id, id)));
    return found ?? null;
  }

  /** Within a change of the account: the invitation, if the token is still its token. */
  async findByToken(tx: Transaction, accountId: string, hash: Buffer): Promise<Invitation | null> {
    const [found] = await tx
      .select({ invitation: invitations })
      .from(invitationTokens)
      .innerJoin(invitations, eq(invitations.id, invitationTokens.invitationId))
      .where(and(eq(invitationTokens.hash, hash), eq(invitations.accountId, accountId)));
    return found?.invitation ?? null;
  }

  /** @throws {AlreadyInvitedError} The database decides. */
  async insert(tx: Transaction, invitation: typeof invitations.$inferInsert, tokenHash: Buffer): Promise<Invitation> {
    try {
      const [inserted] = await tx.insert(invitations).values(invitation).returning();
      await this.#insertToken(tx, inserted as Invitation, tokenHash);
      return inserted as Invitation;
    } catch (error) {
      if (violatedConstraint(error) === 'invitations_account_id_email_hash_key') throw new AlreadyInvitedError();
      throw error;
    }
  }

  /** With another token in place of the one it had. The version grows by one. */
  async renew(
    tx: Transaction,
    { id, accountId }: Invitation,
    change: Pick<Invitation, 'invitedById' | 'expiresAt'>,
    tokenHash: Buffer,
  ): Promise<Invitation> {
    const [renewed] = await tx
      .update(invitations)
      .set({ ...change, version: sql`${invitations.version} + 1` })
      .where(and(eq(invitations.accountId, accountId), eq(invitations.id, id)))
      .returning();
    await tx.delete(invitationTokens).where(eq(invitationTokens.invitationId, id));
    await this.#insertToken(tx, renewed as Invitation, tokenHash);
    return renewed as Invitation;
  }

  async delete(tx: Transaction, { accountId, id }: Invitation): Promise<void> {
    await tx.delete(invitations).where(and(eq(invitations.accountId, accountId), eq(invitations.id, id)));
  }

  /** The ids of the account's invitations that nobody can accept any more, which are gone then. */
  async deleteExpired(tx: Transaction, { accountId }: AccountAccess, now: Date): Promise<string[]> {
    const deleted = await tx
      .delete(invitations)
      .where(and(eq(invitations.accountId, accountId), lte(invitations.expiresAt, now)))
      .returning({ id: invitations.id });
    return deleted.map(({ id }) => id);
  }

  /** The ids of those that there were. */
  async deleteOfAccount(tx: Transaction, accountId: string): Promise<string[]> {
    const deleted = await tx
      .delete(invitations)
      .where(eq(invitations.accountId, accountId))
      .returning({ id: invitations.id });
    return deleted.map(({ id }) => id);
  }

  async #insertToken(tx: Transaction, { id, accountId }: Invitation, hash: Buffer): Promise<void> {
    await tx.insert(invitationTokens).values({ hash, invitationId: id, accountId });
  }
}
