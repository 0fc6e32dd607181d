import { timingSafeEqual } from 'node:crypto';
import { newId, type Transaction } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import { type Clock, NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { Member } from '../accounts/account.model.ts';
import type { AccountChanges } from '../accounts/account-changes.service.ts';
import type { MemberService } from '../accounts/member.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import { invitationAccepted } from './invitation.events.ts';
import type { Invitation } from './invitation.model.ts';
import type { InvitationRepository } from './invitation.repository.ts';
import { eventPayload } from './invitation.service.ts';
import type { InvitationEmailService } from './invitation-email.service.ts';
import { invitationTokenHash } from './invitation-token.ts';

export interface AcceptanceServiceDeps {
  readonly changes: AccountChanges;
  readonly members: MemberService;
  readonly users: UserService;
  readonly invitations: InvitationRepository;
  readonly emails: InvitationEmailService;
  readonly clock: Clock;
}

/** How who is invited comes to belong to an account. */
export class AcceptanceService {
  readonly #deps: AcceptanceServiceDeps;

  constructor(deps: AcceptanceServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Makes the viewer a member by the token of an invitation to his address, once. The invitation gives what its inviter may
   * give now: one of somebody who has left, or may do less than he could, is none any more.
   * @throws {NotFoundError} for a token that is none, was used or is too old, or is of an invitation to somebody else;
   * {@link EmailNotVerifiedError}; {@link AlreadyMemberError}; {@link IdempotencyKeyReusedError}.
   */
  async accept(operation: Operation, input: { readonly token: string }): Promise<Member> {
    const { changes, members, users, invitations, emails } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    const key = operation.repeatable('invitationAccept', input);
    const resultId = newId();
    const hash = invitationTokenHash(input.token);
    const token = await invitations.findToken(hash);
    if (!token) return this.#member(userId, await changes.madeBefore(key, resultId, noSuchInvitation));
    const { accountId } = token;
    const user = await users.get(userId);
    const { result, earlierId } = await changes.join({ accountId, userId }, { key, resultId }, async (tx, events) => {
      const invitation = await invitations.findByToken(tx, accountId, hash);
      if (!invitation || !(await this.#isGood(tx, invitation, user))) throw noSuchInvitation();
      users.requireVerified(user);
      await invitations.delete(tx, invitation);
      events.append(invitationAccepted(eventPayload(invitation, invitation.version + 1), operation.cause));
      const { role, roleId } = invitation;
      return members.add({ tx, events, cause: operation.cause }, { id: resultId, accountId, userId, role, roleId });
    });
    if (!result) return this.#member(userId, earlierId);
    await emails.forget([token.invitationId]);
    return result;
  }

  async #isGood(tx: Transaction, invitation: Invitation, user: User): Promise<boolean> {
    const { changes, clock } = this.#deps;
    const { accountId, emailHash, expiresAt, invitedById } = invitation;
    if (expiresAt <= clock.now() || !timingSafeEqual(emailHash, user.emailHash)) return false;
    const held = await changes.heldBy(tx, accountId, invitedById);
    const given = await changes.permissionsOf(tx, invitation);
    return held.has('members:invite') && given.isSubsetOf(held);
  }

  async #member(userId: string, memberId: string): Promise<Member> {
    const member = await this.#deps.members.findOwn(userId, memberId);
    if (!member) throw noSuchInvitation();
    return member;
  }
}

/** One answer for whatever is wrong: who has found a token learns nothing from it. */
function noSuchInvitation(): NotFoundError {
  return new NotFoundError('invitation', ['token']);
}
