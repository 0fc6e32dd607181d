import { type Database, type Idempotency, newId, type Page, type PageRequest } from '@trivet/database';
import {
  type AccessScope,
  type AccessSource,
  type AccountAccess,
  accessToNewAccount,
  type Grants,
  knownPermissions,
  requireUser,
  rolePermissions,
} from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError } from '@trivet/platform';
import { type Operation, requireText, VersionConflictError } from '@trivet/subgraph';
import { accountCreated, accountUpdated } from './account.events.ts';
import type { Account, Member } from './account.model.ts';
import type { AccountRepository } from './account.repository.ts';
import type { MemberRepository } from './member.repository.ts';
import type { RoleRepository } from './role.repository.ts';

export interface AccountServiceDeps {
  readonly db: Database;
  readonly accounts: AccountRepository;
  readonly members: MemberRepository;
  readonly roles: RoleRepository;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** Accounts and who belongs to them; the source of everybody's grants. */
export class AccountService implements AccessSource {
  readonly #deps: AccountServiceDeps;

  constructor(deps: AccountServiceDeps) {
    this.#deps = deps;
  }

  /**
   * A new account that the viewer owns. A repetition by `Idempotency-Key` gives the account that is there already.
   * @throws {UserFault} `INVALID_INPUT`; {@link IdempotencyKeyReusedError}.
   */
  async create(operation: Operation, input: { readonly name: string }): Promise<Account> {
    const { userId } = requireUser(operation.viewer);
    const { db, accounts, members, idempotency, outbox, clock } = this.#deps;
    const name = requireText(input.name, { path: ['name'], max: 100 });
    const access = accessToNewAccount(rolePermissions.owner);
    const { accountId } = access;
    const outcome = await outbox.transaction(db, { ...access.rows, persons: [userId] }, async (tx, events) => {
      const earlierId = await idempotency.claim(tx, operation.repeatable('accountCreate', input), accountId);
      if (earlierId) return { earlierId, account: null };
      const now = clock.now();
      const account = await accounts.insert(tx, { id: accountId, name, createdAt: now });
      await members.insert(tx, { id: newId(), accountId, userId, role: 'owner', joinedAt: now });
      events.append(accountCreated({ accountId, userId }, operation.cause));
      return { earlierId: accountId, account };
    });
    return outcome.account ?? this.#get(await operation.access.require(outcome.earlierId, 'account:read'));
  }

  /**
   * Renames an account.
   * @throws {VersionConflictError} with the present state; {@link UserFault} `NOT_FOUND`, `INVALID_INPUT`;
   * {@link IdempotencyKeyReusedError}; {@link ForbiddenError}.
   */
  async update(
    operation: Operation,
    input: { readonly accountId: string; readonly name: string; readonly expectedVersion: number },
  ): Promise<Account> {
    const { db, accounts, idempotency, outbox } = this.#deps;
    const access = await operation.access.require(input.accountId, 'account:update', ['accountId']);
    const name = requireText(input.name, { path: ['name'], max: 100 });
    return outbox.transaction(db, access.rows, async (tx, events) => {
      const locked = await accounts.lock(tx, access.accountId);
      if (!locked) throw new NotFoundError('account', ['accountId']);
      const key = operation.repeatable('accountUpdate', input);
      if (await idempotency.claim(tx, key, access.accountId)) return locked;
      if (locked.version !== input.expectedVersion) throw new VersionConflictError(locked, locked.version);
      const updated = await accounts.update(tx, access, { name, version: locked.version + 1 });
      events.append(accountUpdated({ accountId: updated.id, version: updated.version }, operation.cause));
      return updated;
    });
  }

  /** The accounts of `scope`, the oldest first. */
  list(scope: AccessScope, page: PageRequest): Promise<Page<Account>> {
    return this.#deps.accounts.list(scope, page);
  }

  /** In the order of `accesses`; null for an account that is no more. */
  findByAccesses(accesses: readonly AccountAccess[]): Promise<(Account | null)[]> {
    return this.#deps.accounts.findByAccesses(accesses);
  }

  async #get(access: AccountAccess): Promise<Account> {
    const [account] = await this.findByAccesses([access]);
    if (!account) throw new NotFoundError('account');
    return account;
  }

  /** What each person may do, from the tables as they are now. */
  async find(userIds: readonly string[]): Promise<Grants[]> {
    const { members, roles } = this.#deps;
    const rows = await members.listByUsers(userIds);
    const custom = await roles.findForGrants(rows);
    const permissionsOf = ({ role, roleId }: Member) =>
      role ? rolePermissions[role] : knownPermissions(custom.get(roleId ?? '')?.permissions ?? []);
    const byUser = Map.groupBy(rows, ({ userId }) => userId);
    return userIds.map(
      (userId) => new Map((byUser.get(userId) ?? []).map((member) => [member.accountId, permissionsOf(member)])),
    );
  }
}
