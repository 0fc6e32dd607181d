import {
  type Database,
  type Idempotency,
  type IdempotentChange,
  nobody,
  type Page,
  type PageRequest,
  type Transaction,
} from '@trivet/database';
import {
  type AccountAccess,
  ForbiddenError,
  type Permission,
  type Role,
  requireUser,
  rolePermissions,
} from '@trivet/identity';
import type { Announcements, Cause, Outbox } from '@trivet/messaging';
import { NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { Member } from './account.model.ts';
import type { AccountRepository } from './account.repository.ts';
import { LastOwnerError } from './member.errors.ts';
import { memberRemoved, memberUpdated } from './member.events.ts';
import type { MemberRepository } from './member.repository.ts';

export interface MemberServiceDeps {
  readonly db: Database;
  readonly accounts: AccountRepository;
  readonly members: MemberRepository;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
}

/** A change of an account's members, which is the only one at its time. */
interface Change {
  readonly tx: Transaction;
  readonly events: Announcements;
  readonly cause: Cause;
  readonly access: AccountAccess;
  /** Who changes, as he is now: what he was when he asked may be over. */
  readonly actor: Member;
}

/** Who belongs to an account, and as what. An account always has an owner, and nobody gives or takes more than he has. */
export class MemberService {
  readonly #deps: MemberServiceDeps;

  constructor(deps: MemberServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Gives a member another role. What he may do changes everywhere within a second.
   * @throws {UserFault} `NOT_FOUND`; {@link LastOwnerError}; {@link IdempotencyKeyReusedError}; {@link ForbiddenError}
   * where the viewer may not, or where the old or the new role allows what he may not do himself.
   */
  async update(operation: Operation, input: { readonly memberId: string; readonly role: Role }): Promise<Member> {
    operation.access.requireSignedIn();
    const { memberId, role } = input;
    const found = await this.#get(operation, memberId);
    const access = await operation.access.require(found.accountId, 'members:manage');
    const key = operation.repeatable('memberUpdate', input);
    const updated = await this.#change(operation, access, { key, memberId }, async (change, member) => {
      requirePermissions(change.actor, ['members:manage', ...rolePermissions[member.role], ...rolePermissions[role]]);
      return this.#give(change, member, role);
    });
    return updated ?? this.#get(operation, memberId);
  }

  /**
   * Removes a member, or oneself. He may do nothing on the account any more, everywhere within a second, and his
   * subscriptions on it end.
   * @returns the member's id.
   * @throws {UserFault} as `update`.
   */
  async remove(operation: Operation, input: { readonly memberId: string }): Promise<string> {
    const { userId } = requireUser(operation.viewer);
    const { memberId } = input;
    const key = operation.repeatable('memberRemove', input);
    const [seen] = await this.findByIds(operation, [memberId]);
    const found = seen ?? (await this.#deps.members.findOwn(userId, memberId));
    if (!found) return this.#removedBefore(key, memberId);
    const permission = found.userId === userId ? 'account:read' : 'members:manage';
    const access = await operation.access.require(found.accountId, permission);
    await this.#change(operation, access, { key, memberId }, async ({ tx, events, actor, cause }, member) => {
      if (member.id !== actor.id) requirePermissions(actor, ['members:manage', ...rolePermissions[member.role]]);
      await this.#requireOtherOwner(tx, member);
      await this.#deps.members.delete(tx, access, memberId);
      events.append(memberRemoved(eventPayload(member, member.version + 1), cause));
    });
    return memberId;
  }

  /**
   * Makes another member an owner, and the viewer, who is one, an admin: both or neither.
   * @returns the access to the account.
   * @throws {UserFault} `NOT_FOUND`; {@link IdempotencyKeyReusedError}; {@link ForbiddenError} where the viewer owns nothing.
   */
  async transfer(
    operation: Operation,
    input: { readonly accountId: string; readonly memberId: string },
  ): Promise<AccountAccess> {
    operation.access.requireSignedIn();
    const { accountId, memberId } = input;
    const access = await operation.access.require(accountId, 'owners:manage', ['accountId']);
    const key = operation.repeatable('accountTransfer', input);
    await this.#change(operation, access, { key, memberId }, async (change, member) => {
      requirePermissions(change.actor, ['owners:manage']);
      if (member.id === change.actor.id) return;
      await this.#give(change, member, 'owner');
      await this.#give(change, change.actor, 'admin');
    });
    return access;
  }

  /** One page per account, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<Member>[]> {
    return this.#deps.members.listByAccounts(accesses, page);
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(Member | null)[]> {
    return access.lookUp('members:read', ids, (scope, wanted) => this.#deps.members.findByIds(scope, wanted));
  }

  /** The first owner of each account, in the order of `accesses`. */
  findOwners(accesses: readonly AccountAccess[]): Promise<(Member | null)[]> {
    return this.#deps.members.findOwners(accesses);
  }

  /** One change of an account's members at a time. Null where it is the repetition of one that was made. */
  #change<Result>(
    { viewer, cause }: Operation,
    access: AccountAccess,
    { key, memberId }: { readonly key: IdempotentChange | undefined; readonly memberId: string },
    make: (change: Change, member: Member) => Promise<Result>,
  ): Promise<Result | null> {
    const { db, accounts, members, idempotency, outbox } = this.#deps;
    const { userId } = requireUser(viewer);
    return outbox.transaction(db, access.rows, async (tx, events) => {
      await accounts.lock(tx, access);
      if (await idempotency.claim(tx, key, memberId)) return null;
      const [actor, member] = [
        await members.findByUser(tx, access, userId),
        await members.findInAccount(tx, access, memberId),
      ];
      if (!actor || !member) throw noSuchMember();
      return make({ tx, events, cause, access, actor }, member);
    });
  }

  async #give({ tx, events, cause, access }: Change, member: Member, role: Role): Promise<Member> {
    if (member.role === role) return member;
    await this.#requireOtherOwner(tx, member);
    const updated = await this.#deps.members.update(tx, access, member.id, { role });
    events.append(memberUpdated(eventPayload(updated), cause));
    return updated;
  }

  /** Before an owner is one no more. */
  async #requireOtherOwner(tx: Transaction, { accountId, role }: Member): Promise<void> {
    if (role === 'owner' && (await this.#deps.members.countOwners(tx, accountId)) < 2) throw new LastOwnerError();
  }

  /** A repetition finds nobody to remove. */
  async #removedBefore(key: IdempotentChange | undefined, memberId: string): Promise<string> {
    return this.#deps.db.transaction(nobody, async (tx) => {
      const earlierId = await this.#deps.idempotency.claim(tx, key, memberId);
      if (!earlierId) throw noSuchMember();
      return earlierId;
    });
  }

  async #get(operation: Operation, memberId: string): Promise<Member> {
    const [member] = await this.findByIds(operation, [memberId]);
    if (!member) throw noSuchMember();
    return member;
  }
}

/** @throws {ForbiddenError} for the first that he has not. */
function requirePermissions({ role }: Member, permissions: Iterable<Permission>): void {
  for (const permission of permissions)
    if (!rolePermissions[role].has(permission)) throw new ForbiddenError(permission);
}

function noSuchMember(): NotFoundError {
  return new NotFoundError('member', ['memberId']);
}

function eventPayload({ accountId, id, userId, version: current }: Member, version = current) {
  return { accountId, memberId: id, userId, version };
}
