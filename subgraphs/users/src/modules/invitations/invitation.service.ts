import { newId, type Page, type PageRequest, type Transaction } from '@trivet/database';
import { type AccountAccess, requireUser } from '@trivet/identity';
import { type Clock, NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { HeldRole } from '../accounts/account.model.ts';
import { type AccountChange, type AccountChanges, requirePermissions } from '../accounts/account-changes.service.ts';
import type { RoleInput, RoleService } from '../accounts/role.service.ts';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import type { UserService } from '../users/user.service.ts';
import { invitationCreated, invitationResent, invitationRevoked } from './invitation.events.ts';
import type { Invitation } from './invitation.model.ts';
import type { InvitationRepository } from './invitation.repository.ts';
import type { InvitationEmailService } from './invitation-email.service.ts';
import { invitationToken, invitationTokenHash } from './invitation-token.ts';

const lifetimeMs = 7 * 24 * 60 * 60 * 1000;

/** An invitation with its token, which is shown to who invites and to who reads the mail. */
export interface IssuedInvitation {
  readonly invitation: Invitation;
  readonly token: string;
}

export interface InvitationServiceDeps {
  readonly changes: AccountChanges;
  readonly invitations: InvitationRepository;
  readonly emails: InvitationEmailService;
  readonly roles: RoleService;
  readonly users: UserService;
  readonly throttling: ThrottlingService;
  readonly clock: Clock;
  /** Derives tokens. */
  readonly tokenKey: Buffer;
}

/** Who is invited to an account. Nobody invites to more than he may do himself. */
export class InvitationService {
  readonly #deps: InvitationServiceDeps;

  constructor(deps: InvitationServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Invites an address, which a mail goes to, and says nothing of whether somebody is registered with it.
   * @throws {UserFault} `NOT_FOUND`, `INVALID_INPUT`; {@link AlreadyInvitedError}; {@link ForbiddenError};
   * {@link EmailNotVerifiedError}.
   * @throws {RateLimitedError} after too many, of the account or of the viewer.
   */
  async create(
    operation: Operation,
    input: RoleInput & { readonly accountId: string; readonly email: string },
  ): Promise<IssuedInvitation> {
    const { invitations, emails, roles, users, clock, tokenKey } = this.#deps;
    const access = await operation.access.require(input.accountId, 'members:invite', ['accountId']);
    const { accountId } = access;
    await this.#requireVerified(operation);
    const role = roles.choose(input);
    const { email, emailHash } = users.checkEmail(input.email);
    const id = newId();
    const token = invitationToken(tokenKey, { id, version: 1 });
    const encrypted = await emails.encrypt(id, email);
    const make = async (change: AccountChange) => {
      const { tx, events, cause, actor } = change;
      await this.#requireGrantable(change, { accountId, ...role });
      const now = clock.now();
      const expired = await invitations.deleteExpired(tx, access, now);
      const invitation = await invitations.insert(
        tx,
        {
          id,
          accountId,
          email: encrypted,
          emailHash,
          ...role,
          invitedById: actor.member.userId,
          createdAt: now,
          expiresAt: new Date(now.getTime() + lifetimeMs),
        },
        invitationTokenHash(token),
      );
      events.append(invitationCreated(eventPayload(invitation), cause));
      return { invitation, expired };
    };
    const made = await this.#send(operation, access, make).catch(async (error: unknown) => {
      await emails.forget([id]);
      throw error;
    });
    await emails.forget(made.expired);
    return { invitation: made.invitation, token };
  }

  /**
   * Gives an invitation a new token, in place of the one it had, and seven days more. Who does so is its inviter then.
   * @throws {UserFault} as `create`.
   */
  async resend(operation: Operation, { invitationId }: { readonly invitationId: string }): Promise<IssuedInvitation> {
    const { invitations, clock, tokenKey } = this.#deps;
    operation.access.requireSignedIn();
    const access = await this.#accessTo(await this.#get(operation, invitationId), operation);
    await this.#requireVerified(operation);
    return this.#send(operation, access, async (change) => {
      const { tx, events, cause, actor } = change;
      const present = await this.#getWithin(change, invitationId);
      await this.#requireGrantable(change, present);
      const token = invitationToken(tokenKey, { id: invitationId, version: present.version + 1 });
      const renewal = { invitedById: actor.member.userId, expiresAt: new Date(clock.now().getTime() + lifetimeMs) };
      const renewed = await invitations.renew(tx, present, renewal, invitationTokenHash(token));
      events.append(invitationResent(eventPayload(renewed), cause));
      return { invitation: renewed, token };
    });
  }

  /**
   * Takes an invitation back.
   * @returns its id.
   * @throws {UserFault} as `create`; {@link IdempotencyKeyReusedError}.
   */
  async revoke(operation: Operation, input: { readonly invitationId: string }): Promise<string> {
    const { changes, invitations, emails } = this.#deps;
    const { invitationId } = input;
    operation.access.requireSignedIn();
    const key = operation.repeatable('invitationRevoke', input);
    const [found] = await this.findByIds(operation, [invitationId]);
    if (!found) return changes.madeBefore(key, invitationId, noSuchInvitation);
    const access = await this.#accessTo(found, operation);
    await changes.make(operation, access, { key, resultId: invitationId }, async (change) => {
      const { tx, events, cause } = change;
      const present = await this.#getWithin(change, invitationId);
      await this.#requireGrantable(change, present);
      await invitations.delete(tx, present);
      events.append(invitationRevoked(eventPayload(present, present.version + 1), cause));
    });
    await emails.forget([invitationId]);
    return invitationId;
  }

  /**
   * Takes back all of an account that goes.
   * @returns their ids, for `forget` once that is committed.
   */
  endAll(tx: Transaction, accountId: string): Promise<string[]> {
    return this.#deps.invitations.deleteOfAccount(tx, accountId);
  }

  /** After invitations are gone: nobody can read their addresses any more, wherever there is a copy. */
  forget(invitationIds: readonly string[]): Promise<void> {
    return this.#deps.emails.forget(invitationIds);
  }

  /** One page per account, the oldest first, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<Invitation>[]> {
    return this.#deps.invitations.listByAccounts(accesses, page);
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(Invitation | null)[]> {
    return access.lookUp('members:invite', ids, (scope, wanted) => this.#deps.invitations.findByIds(scope, wanted));
  }

  /**
   * The invitation that a mail is to be sent of, with its token; null where there is another token by now, or it is none any
   * more.
   */
  async findIssued(
    access: AccountAccess,
    { invitationId, version }: { readonly invitationId: string; readonly version: number },
  ): Promise<IssuedInvitation | null> {
    const { invitations, clock, tokenKey } = this.#deps;
    const token = invitationToken(tokenKey, { id: invitationId, version });
    const [invitation, stored] = await Promise.all([
      invitations.findByAccess(access, invitationId),
      invitations.findToken(invitationTokenHash(token)),
    ]);
    const isGood = invitation && stored?.invitationId === invitationId && invitation.expiresAt > clock.now();
    return isGood ? { invitation, token } : null;
  }

  async #requireVerified({ viewer }: Operation): Promise<void> {
    const { users } = this.#deps;
    users.requireVerified(await users.get(requireUser(viewer).userId));
  }

  /** A change that sends an invitation, of which there can be only so many. */
  #send<Result>(
    operation: Operation,
    access: AccountAccess,
    make: (change: AccountChange) => Promise<Result>,
  ): Promise<Result> {
    const { changes, throttling } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    return throttling.invitation({ accountId: access.accountId, userId }, () =>
      changes.makeOnce(operation, access, make),
    );
  }

  async #requireGrantable({ tx, actor }: AccountChange, role: HeldRole): Promise<void> {
    const granted = await this.#deps.changes.permissionsOf(tx, role);
    requirePermissions(actor.permissions, ['members:invite', ...granted]);
  }

  #accessTo({ accountId }: Invitation, operation: Operation): Promise<AccountAccess> {
    return operation.access.require(accountId, 'members:invite');
  }

  async #get(operation: Operation, invitationId: string): Promise<Invitation> {
    const [found] = await this.findByIds(operation, [invitationId]);
    if (!found) throw noSuchInvitation();
    return found;
  }

  async #getWithin({ tx, access }: AccountChange, invitationId: string): Promise<Invitation> {
    const found = await this.#deps.invitations.findInAccount(tx, access.accountId, invitationId);
    if (!found) throw noSuchInvitation();
    return found;
  }
}

export function eventPayload({ accountId, id, version: current }: Invitation, version = current) {
  return { accountId, invitationId: id, version };
}

function noSuchInvitation(): NotFoundError {
  return new NotFoundError('invitation', ['invitationId']);
}
