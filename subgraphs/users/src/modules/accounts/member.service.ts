import type { Page, PageRequest, Transaction } from '@trivet/database';
import { type AccountAccess, requireUser } from '@trivet/identity';
import { type Clock, NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { Member } from './account.model.ts';
import { type AccountChange, type AccountChanges, requirePermissions } from './account-changes.service.ts';
import { LastOwnerError } from './member.errors.ts';
import { memberAdded, memberRemoved, memberUpdated } from './member.events.ts';
import type { MemberFilter, MemberRepository } from './member.repository.ts';
import type { RoleInput, RoleService } from './role.service.ts';

export interface MemberServiceDeps {
  readonly changes: AccountChanges;
  readonly members: MemberRepository;
  readonly roles: RoleService;
  readonly stepUp: StepUpService;
  readonly clock: Clock;
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
   * where the viewer may not, or where the old or the new role allows what he may not do himself;
   * {@link ReauthenticationRequiredError} where it makes an owner.
   */
  async update(operation: Operation, input: RoleInput & { readonly memberId: string }): Promise<Member> {
    requireUser(operation.viewer);
    const { memberId } = input;
    const to = this.#deps.roles.choose(input);
    const found = await this.#get(operation, memberId);
    const { accountId } = found;
    const repetition = { key: operation.repeatable('memberUpdate', input), resultId: memberId };
    const needed = { accountId, permission: 'members:manage' } as const;
    const access = await this.#deps.changes.accessFor(operation, needed, repetition);
    const { result } = await this.#deps.changes.make(operation, access, repetition, async (change) => {
      const { tx, actor } = change;
      const member = await this.#getWithin(change, memberId);
      const { permissions: old } = await this.#deps.changes.holder(tx, member);
      const given = await this.#deps.changes.permissionsOf(tx, { accountId, ...to });
      requirePermissions(actor.permissions, ['members:manage', ...old, ...given]);
      if (given.has('owners:manage')) this.#deps.stepUp.require(operation);
      return this.#give(change, member, to);
    });
    return result ?? this.#get(operation, memberId);
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
    const found = await this.#find(operation, memberId);
    if (!found) return this.#deps.changes.madeBefore(key, memberId, noSuchMember);
    const permission = found.userId === userId ? 'account:read' : 'members:manage';
    const access = await operation.access.require(found.accountId, permission);
    await this.#deps.changes.make(operation, access, { key, resultId: memberId }, async (change) => {
      const { tx, events, actor, cause } = change;
      const member = await this.#getWithin(change, memberId);
      if (member.id !== actor.member.id) {
        const { permissions } = await this.#deps.changes.holder(tx, member);
        requirePermissions(actor.permissions, ['members:manage', ...permissions]);
      }
      await this.#requireOtherOwner(tx, member);
      await this.#deps.members.delete(tx, access, memberId);
      events.append(memberRemoved(eventPayload(member, member.version + 1), cause));
    });
    return memberId;
  }

  /**
   * Makes another member an owner, and the viewer, who is one, an admin: both or neither.
   * @returns the access to the account.
   * @throws {UserFault} `NOT_FOUND`; {@link ReauthenticationRequiredError}; {@link IdempotencyKeyReusedError};
   * {@link ForbiddenError} where the viewer owns nothing.
   */
  async transfer(
    operation: Operation,
    input: { readonly accountId: string; readonly memberId: string },
  ): Promise<AccountAccess> {
    const { accountId, memberId } = input;
    const repetition = { key: operation.repeatable('accountTransfer', input), resultId: memberId };
    const needed = { accountId, permission: 'owners:manage', path: ['accountId'] } as const;
    const access = await this.#deps.changes.accessFor(operation, needed, repetition);
    await this.#deps.changes.make(operation, access, repetition, async (change) => {
      const { actor } = change;
      requirePermissions(actor.permissions, ['owners:manage']);
      this.#deps.stepUp.require(operation);
      const member = await this.#getWithin(change, memberId);
      if (member.id === actor.member.id) return;
      await this.#give(change, member, { role: 'owner', roleId: null });
      await this.#give(change, actor.member, { role: 'admin', roleId: null });
    });
    return access;
  }

  /**
   * Somebody who belongs to the account from now on.
   * @throws {AlreadyMemberError}
   */
  async add(
    { tx, events, cause }: Pick<AccountChange, 'tx' | 'events' | 'cause'>,
    member: Pick<Member, 'id' | 'accountId' | 'userId' | 'role' | 'roleId'>,
  ): Promise<Member> {
    const added = await this.#deps.members.insert(tx, { ...member, joinedAt: this.#deps.clock.now() });
    events.append(memberAdded(eventPayload(added), cause));
    return added;
  }

  /** A person's own membership, whatever it allows; null for one of somebody else. */
  findOwn(userId: string, memberId: string): Promise<Member | null> {
    return this.#deps.members.findOwn(userId, memberId);
  }

  /** One page per account, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[], filter: MemberFilter, page: PageRequest): Promise<Page<Member>[]> {
    return this.#deps.members.listByAccounts(accesses, filter, page);
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(Member | null)[]> {
    return access.lookUp('members:read', ids, (scope, wanted) => this.#deps.members.findByIds(scope, wanted));
  }

  /** The first owner of each account, in the order of `accesses`. */
  findOwners(accesses: readonly AccountAccess[]): Promise<(Member | null)[]> {
    return this.#deps.members.findOwners(accesses);
  }

  async #give(change: AccountChange, member: Member, to: Pick<Member, 'role' | 'roleId'>): Promise<Member> {
    const { tx, events, cause, access } = change;
    if (member.role === to.role && member.roleId === to.roleId) return member;
    await this.#requireOtherOwner(tx, member);
    const updated = await this.#deps.members.update(tx, access, member.id, to);
    events.append(memberUpdated(eventPayload(updated), cause));
    return updated;
  }

  /** Before an owner is one no more. */
  async #requireOtherOwner(tx: Transaction, { accountId, role }: Member): Promise<void> {
    if (role === 'owner' && (await this.#deps.members.countOwners(tx, accountId)) < 2) throw new LastOwnerError();
  }

  async #getWithin({ tx, access }: AccountChange, memberId: string): Promise<Member> {
    const member = await this.#deps.members.findInAccount(tx, access.accountId, memberId);
    if (!member) throw noSuchMember();
    return member;
  }

  async #get(operation: Operation, memberId: string): Promise<Member> {
    const member = await this.#find(operation, memberId);
    if (!member) throw noSuchMember();
    return member;
  }

  /** Who may not see the members is shown himself. */
  async #find(operation: Operation, memberId: string): Promise<Member | null> {
    const [seen] = await this.findByIds(operation, [memberId]);
    return seen ?? this.findOwn(requireUser(operation.viewer).userId, memberId);
  }
}

function noSuchMember(): NotFoundError {
  return new NotFoundError('member', ['memberId']);
}

function eventPayload({ accountId, id, userId, version: current }: Member, version = current) {
  return { accountId, memberId: id, userId, version };
}
