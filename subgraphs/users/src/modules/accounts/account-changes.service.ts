import {
  type Database,
  type Idempotency,
  type IdempotentChange,
  nobody,
  type RowScope,
  type Transaction,
} from '@trivet/database';
import {
  type AccountAccess,
  ForbiddenError,
  knownPermissions,
  type Permission,
  requireUser,
  rolePermissions,
} from '@trivet/identity';
import type { Announcements, Cause, Outbox } from '@trivet/messaging';
import { NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { Member } from './account.model.ts';
import type { AccountRepository } from './account.repository.ts';
import type { MemberRepository } from './member.repository.ts';
import type { RoleRepository } from './role.repository.ts';

export interface AccountChangesDeps {
  readonly db: Database;
  readonly accounts: AccountRepository;
  readonly members: MemberRepository;
  readonly roles: RoleRepository;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
}

/** A member, and what his role allows as it is now. */
export interface Holder {
  readonly member: Member;
  readonly permissions: ReadonlySet<Permission>;
}

/** How a change is known again by its `Idempotency-Key`. */
interface Repetition {
  readonly key: IdempotentChange | undefined;
  /** What the change is about. */
  readonly resultId: string;
}

interface AccessNeed {
  readonly accountId: string;
  readonly permission: Permission;
  readonly path?: readonly string[] | null;
}

/** What came of a change; or, where it is the repetition of one that was made, what that was about. */
export type Made<Result> =
  | { readonly result: Result; readonly earlierId?: never }
  | { readonly result?: never; readonly earlierId: string };

export interface AccountChange {
  readonly tx: Transaction;
  readonly events: Announcements;
  readonly cause: Cause;
  readonly access: AccountAccess;
  /** Who changes, as he is now: what he was when he asked may be over. */
  readonly actor: Holder;
}

/** Changes of who belongs to an account and of what they may do: one after the other, each knowing what the last has left. */
export class AccountChanges {
  readonly #deps: AccountChangesDeps;

  constructor(deps: AccountChangesDeps) {
    this.#deps = deps;
  }

  /**
   * The access that a change takes. Its repetition may find that its maker gave away what it takes: his membership is enough.
   * @throws as `ViewerAccess.require`.
   */
  async accessFor(
    { access }: Operation,
    { accountId, permission, path = null }: AccessNeed,
    { key, resultId }: Repetition,
  ): Promise<AccountAccess> {
    try {
      return await access.require(accountId, permission, path);
    } catch (error) {
      if (!(error instanceof ForbiddenError) || !key) throw error;
      await this.madeBefore(key, resultId, () => error);
      return access.require(accountId, 'account:read', path);
    }
  }

  /**
   * @throws {NotFoundError} for an actor who belongs to the account no more.
   */
  make<Result>(
    operation: Operation,
    access: AccountAccess,
    { key, resultId }: Repetition,
    work: (change: AccountChange) => Promise<Result>,
  ): Promise<Made<Result>> {
    return this.#locked(access.rows, access.accountId, async (tx, events) => {
      const earlierId = await this.#deps.idempotency.claim(tx, key, resultId);
      return earlierId ? { earlierId } : { result: await this.#work(operation, { tx, events, access }, work) };
    });
  }

  /** As `make`, of what is not repeated. */
  makeOnce<Result>(
    operation: Operation,
    access: AccountAccess,
    work: (change: AccountChange) => Promise<Result>,
  ): Promise<Result> {
    return this.#locked(access.rows, access.accountId, (tx, events) =>
      this.#work(operation, { tx, events, access }, work),
    );
  }

  /** As `make`, for somebody who does not belong to the account before. */
  join<Result>(
    { accountId, userId }: { readonly accountId: string; readonly userId: string },
    { key, resultId }: Repetition,
    work: (tx: Transaction, events: Announcements) => Promise<Result>,
  ): Promise<Made<Result>> {
    return this.#locked({ accounts: [accountId], persons: [userId] }, accountId, async (tx, events) => {
      const earlierId = await this.#deps.idempotency.claim(tx, key, resultId);
      return earlierId ? { earlierId } : { result: await work(tx, events) };
    });
  }

  /**
   * For a change that leaves nothing: its repetition does not find what it is about.
   * @throws what `missing` gives, where it is no repetition.
   */
  async madeBefore(key: IdempotentChange | undefined, resultId: string, missing: () => Error): Promise<string> {
    const { db, idempotency } = this.#deps;
    return db.transaction(nobody, async (tx) => {
      const earlierId = await idempotency.claim(tx, key, resultId);
      if (!earlierId) throw missing();
      return earlierId;
    });
  }

  /** What somebody may do on an account now; nothing where he does not belong to it. */
  async heldBy(tx: Transaction, accountId: string, userId: string): Promise<ReadonlySet<Permission>> {
    const member = await this.#deps.members.findByUser(tx, accountId, userId);
    return member ? this.permissionsOf(tx, member) : new Set();
  }

  async holder(tx: Transaction, member: Member): Promise<Holder> {
    return { member, permissions: await this.permissionsOf(tx, member) };
  }

  /** Of a role that somebody has or is to have. @throws {NotFoundError} where the account has no such role. */
  async permissionsOf(
    tx: Transaction,
    { accountId, role, roleId }: Pick<Member, 'accountId' | 'role' | 'roleId'>,
  ): Promise<ReadonlySet<Permission>> {
    if (role) return rolePermissions[role];
    const custom = roleId && (await this.#deps.roles.findInAccount(tx, accountId, roleId));
    if (!custom) throw new NotFoundError('role', ['roleId']);
    return knownPermissions(custom.permissions);
  }

  #locked<Result>(
    rows: RowScope,
    accountId: string,
    work: (tx: Transaction, events: Announcements) => Promise<Result>,
  ): Promise<Result> {
    const { db, accounts, outbox } = this.#deps;
    return outbox.transaction(db, rows, async (tx, events) => {
      await accounts.lock(tx, accountId);
      return work(tx, events);
    });
  }

  async #work<Result>(
    { viewer, cause }: Operation,
    { tx, events, access }: Pick<AccountChange, 'tx' | 'events' | 'access'>,
    work: (change: AccountChange) => Promise<Result>,
  ): Promise<Result> {
    const { userId } = requireUser(viewer);
    const member = await this.#deps.members.findByUser(tx, access.accountId, userId);
    if (!member) throw new NotFoundError('account');
    return work({ tx, events, cause, access, actor: await this.holder(tx, member) });
  }
}

/** @throws {ForbiddenError} for the first that he has not. */
export function requirePermissions(held: ReadonlySet<Permission>, needed: Iterable<Permission>): void {
  for (const permission of needed) if (!held.has(permission)) throw new ForbiddenError(permission);
}
