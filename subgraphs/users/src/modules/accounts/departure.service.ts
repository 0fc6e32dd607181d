import type { Transaction } from '@trivet/database';
import type { UserFault } from '@trivet/platform';
import type { Account, Member } from './account.model.ts';
import type { AccountRepository } from './account.repository.ts';
import type { AccountChange } from './account-changes.service.ts';
import type { AccountDeletionService } from './account-deletion.service.ts';
import { OnlyOwnerError } from './member.errors.ts';
import { memberRemoved } from './member.events.ts';
import type { MemberRepository } from './member.repository.ts';

export interface DepartureServiceDeps {
  readonly accounts: AccountRepository;
  readonly members: MemberRepository;
  readonly deletions: AccountDeletionService;
}

/** How a person who goes for good leaves his accounts: those that are his alone go with him. */
export class DepartureService {
  readonly #deps: DepartureServiceDeps;

  constructor(deps: DepartureServiceDeps) {
    this.#deps = deps;
  }

  /** The accounts that the person belongs to, in the order in which they are locked. */
  async listAccountIds(userId: string): Promise<string[]> {
    const memberships = await this.#deps.members.listByUsers([userId]);
    return memberships.map(({ accountId }) => accountId).sort();
  }

  /** In this order, so that two who lock many do not wait for each other. Gives those that there still are. */
  async lock(tx: Transaction, accountIds: readonly string[]): Promise<ReadonlyMap<string, Account>> {
    const locked = new Map<string, Account>();
    for (const accountId of accountIds) {
      const account = await this.#deps.accounts.lock(tx, accountId);
      if (account) locked.set(accountId, account);
    }
    return locked;
  }

  /**
   * Leaves all accounts, each of which has to be locked.
   * @returns the ids of invitations that went with accounts, for `InvitationService.forget` once that is committed; null, and
   * nothing has happened, where the person has come to belong to another account meanwhile.
   * @throws {OnlyOwnerError}
   */
  async leaveAll(
    change: Pick<AccountChange, 'tx' | 'events' | 'cause'>,
    userId: string,
    locked: ReadonlyMap<string, Account>,
  ): Promise<string[] | null> {
    const { members, deletions } = this.#deps;
    const { tx, events, cause } = change;
    const memberships = await members.listOfPerson(tx, userId);
    if (memberships.some(({ accountId }) => !locked.has(accountId))) return null;
    const { alone, others } = await this.#sort(tx, memberships);
    await members.deleteOfPerson(tx, userId);
    for (const { accountId, id, version } of others) {
      events.append(memberRemoved({ accountId, memberId: id, userId, version: version + 1 }, cause));
    }
    const invitationIds: string[] = [];
    for (const { accountId } of alone) {
      invitationIds.push(...(await deletions.end(change, locked.get(accountId) as Account)));
    }
    return invitationIds;
  }

  /** Why somebody cannot leave: the accounts that would have no owner. */
  accountsInTheWay(fault: UserFault): readonly string[] {
    return fault instanceof OnlyOwnerError ? fault.accountIds : [];
  }

  async #sort(
    tx: Transaction,
    memberships: readonly Member[],
  ): Promise<{ readonly alone: readonly Member[]; readonly others: readonly Member[] }> {
    const accountIds = memberships.map(({ accountId }) => accountId);
    const counts = new Map(
      (await this.#deps.members.countByAccounts(tx, accountIds)).map((count) => [count.accountId, count]),
    );
    const isAlone = ({ accountId }: Member) => counts.get(accountId)?.members === 1;
    const others = memberships.filter((member) => !isAlone(member));
    const inTheWay = others.filter(({ accountId, role }) => role === 'owner' && counts.get(accountId)?.owners === 1);
    if (inTheWay.length > 0) throw new OnlyOwnerError(inTheWay.map(({ accountId }) => accountId));
    return { alone: memberships.filter(isAlone), others };
  }
}
