import type { Database } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Cause, Outbox } from '@trivet/messaging';
import { type Clock, type Logger, NotFoundError } from '@trivet/platform';
import { type Operation, VersionConflictError } from '@trivet/subgraph';
import type { ApiKeyService } from '../api-keys/api-key.service.ts';
import type { InvitationService } from '../invitations/invitation.service.ts';
import type { ServiceIdentityService } from '../service-identities/service-identity.service.ts';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { Account } from './account.model.ts';
import type { AccountRepository } from './account.repository.ts';
import { type AccountChange, type AccountChanges, requirePermissions } from './account-changes.service.ts';
import { accountDeleted, accountDeletionCancelled, accountDeletionRequested } from './account-deletion.events.ts';
import type { AccountDeletion } from './account-deletion.model.ts';
import type { AccountDeletionRepository } from './account-deletion.repository.ts';

export interface AccountDeletionServiceDeps {
  readonly db: Database;
  readonly changes: AccountChanges;
  readonly accounts: AccountRepository;
  readonly deletions: AccountDeletionRepository;
  readonly apiKeys: ApiKeyService;
  readonly serviceIdentities: ServiceIdentityService;
  readonly invitations: InvitationService;
  readonly stepUp: StepUpService;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From when it is asked for until it is done. */
  readonly graceDays: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const batchSize = 20;

type Ending = Pick<AccountChange, 'tx' | 'events' | 'cause'>;

/** How accounts end: asked for by an owner, done after a while in which an owner can think better of it. */
export class AccountDeletionService {
  readonly #deps: AccountDeletionServiceDeps;

  constructor(deps: AccountDeletionServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Says when an account is to go. Until then everything goes on. Asking once more changes nothing.
   * @returns the access to the account.
   * @throws {VersionConflictError} with the present state; {@link UserFault} `NOT_FOUND`; {@link IdempotencyKeyReusedError};
   * {@link ForbiddenError} for who is no owner; {@link ReauthenticationRequiredError}.
   */
  async request(
    operation: Operation,
    input: { readonly accountId: string; readonly expectedVersion: number },
  ): Promise<AccountAccess> {
    const { deletions, stepUp, clock, graceDays } = this.#deps;
    return this.#change(operation, { field: 'accountDelete', input }, async (change, account) => {
      const { tx, events, cause } = change;
      stepUp.require(operation);
      if (account.version !== input.expectedVersion) throw new VersionConflictError(account, account.version);
      if (await deletions.find(tx, account.id)) return;
      const requestedAt = clock.now();
      const effectiveAt = new Date(requestedAt.getTime() + graceDays * dayMs);
      await deletions.insert(tx, { accountId: account.id, requestedAt, effectiveAt });
      events.append(accountDeletionRequested(await this.#nextVersion(change, account), cause));
    });
  }

  /**
   * Lets an account stay. Where it was not to go, nothing changes.
   * @returns the access to the account.
   * @throws {UserFault} as `request`, but for the version.
   */
  async cancel(operation: Operation, input: { readonly accountId: string }): Promise<AccountAccess> {
    const { deletions } = this.#deps;
    return this.#change(operation, { field: 'accountDeletionCancel', input }, async (change, account) => {
      const { tx, events, cause } = change;
      if (!(await deletions.find(tx, account.id))) return;
      await deletions.delete(tx, account.id);
      events.append(accountDeletionCancelled(await this.#nextVersion(change, account), cause));
    });
  }

  /** In the order of `accesses`; null for an account that stays. */
  findByAccesses(accesses: readonly AccountAccess[]): Promise<(AccountDeletion | null)[]> {
    return this.#deps.deletions.findByAccesses(accesses);
  }

  /**
   * Deletes the accounts whose time has come, each with all that belongs to it here: all or nothing, so who is interrupted begins
   * with it again. One that cannot be deleted keeps no other from it.
   */
  async deleteDue(): Promise<void> {
    const { deletions, clock, logger } = this.#deps;
    for (;;) {
      const due = await deletions.listDue(clock.now(), batchSize);
      let done = 0;
      for (const accountId of due) {
        await this.#delete(accountId).then(
          () => {
            done += 1;
          },
          (error: unknown) => logger.error('An account could not be deleted', { accountId, error }),
        );
      }
      if (due.length < batchSize || done === 0) return;
    }
  }

  async #delete(accountId: string): Promise<void> {
    const { db, accounts, deletions, invitations, outbox, clock } = this.#deps;
    const cause: Cause = { actor: null, requestId: `deletion-${accountId}` };
    const invitationIds = await outbox.transaction(db, { accounts: [accountId] }, async (tx, events) => {
      const account = await accounts.lock(tx, accountId);
      const deletion = await deletions.find(tx, accountId);
      // Meanwhile an owner thought better of it, or another process was first.
      if (!account || !deletion || deletion.effectiveAt > clock.now()) return [];
      return this.end({ tx, events, cause }, account);
    });
    await invitations.forget(invitationIds);
  }

  /**
   * Ends an account that is locked, with all that belongs to it here.
   * @returns the ids of its invitations, for `InvitationService.forget` once that is committed.
   */
  async end({ tx, events, cause }: Ending, { id: accountId, version }: Account): Promise<string[]> {
    const { accounts, apiKeys, serviceIdentities, invitations } = this.#deps;
    await apiKeys.endAll({ tx, events, cause }, accountId);
    await serviceIdentities.endAll({ tx, events, cause }, accountId);
    const ended = await invitations.endAll(tx, accountId);
    await accounts.delete(tx, accountId);
    events.append(accountDeleted({ accountId, version: version + 1 }, cause));
    return ended;
  }

  async #change(
    operation: Operation,
    { field, input }: { readonly field: string; readonly input: { readonly accountId: string } },
    work: (change: AccountChange, account: Account) => Promise<void>,
  ): Promise<AccountAccess> {
    const { changes, accounts } = this.#deps;
    const { accountId } = input;
    const repetition = { key: operation.repeatable(field, input), resultId: accountId };
    const needed = { accountId, permission: 'owners:manage', path: ['accountId'] } as const;
    const access = await changes.accessFor(operation, needed, repetition);
    await changes.make(operation, access, repetition, async (change) => {
      requirePermissions(change.actor.permissions, ['owners:manage']);
      const account = await accounts.lock(change.tx, accountId);
      if (!account) throw new NotFoundError('account', ['accountId']);
      await work(change, account);
    });
    return access;
  }

  async #nextVersion({ tx, access }: AccountChange, { id, name, version }: Account) {
    const updated = await this.#deps.accounts.update(tx, access, { name, version: version + 1 });
    return { accountId: id, version: updated.version };
  }
}
