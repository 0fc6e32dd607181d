import type { Database, Idempotency, Transaction } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import type { Announcements, LoggedEvent, Outbox } from '@trivet/messaging';
import type { Logger, UserFault } from '@trivet/platform';
import { erasureConfirmed, type Operation } from '@trivet/subgraph';
import type { DepartureService } from '../accounts/departure.service.ts';
import type { ApiKeyService } from '../api-keys/api-key.service.ts';
import type { InvitationService } from '../invitations/invitation.service.ts';
import type { MailedTokenService } from '../mailed-tokens/mailed-token.service.ts';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { SessionService } from '../sessions/session.service.ts';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { UserService } from '../users/user.service.ts';
import { userErased } from './erasure.events.ts';
import type { ErasureRepository } from './erasure.repository.ts';

export interface ErasureServiceDeps {
  readonly db: Database;
  readonly erasures: ErasureRepository;
  readonly users: UserService;
  readonly departures: DepartureService;
  readonly sessions: SessionService;
  readonly apiKeys: ApiKeyService;
  readonly invitations: InvitationService;
  readonly tokens: MailedTokenService;
  readonly keys: PersonalKeyService;
  readonly stepUp: StepUpService;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly logger: Logger;
}

/** Each time the person has come to belong to another account in the moment before. */
const maxAttempts = 5;

/** How a person ends: his rows go, his key goes, and every part is told to erase what it holds of him. */
export class ErasureService {
  readonly #deps: ErasureServiceDeps;

  constructor(deps: ErasureServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Erases who asks, for good: all or nothing of what is here, then his key, with which what is encrypted in backups goes too.
   * @returns his id, by which others still refer to him.
   * @throws {ReauthenticationRequiredError}; {@link OnlyOwnerError}; {@link NotFoundError} for who is erased already.
   */
  async erase(operation: Operation): Promise<string> {
    const { departures, invitations, stepUp } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    stepUp.require(operation);
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const accountIds = await departures.listAccountIds(userId);
      const invitationIds = await this.#eraseWith(operation, userId, accountIds);
      if (!invitationIds) continue;
      await invitations.forget(invitationIds);
      await this.#forgetKey(userId);
      return userId;
    }
    throw new Error('The person came to belong to other accounts again and again.');
  }

  /** What may be left when all operations of before are over. Answers how much there was, at most `limit`. */
  async eraseRest(tx: Transaction, userId: string, limit: number): Promise<number> {
    const { keys, idempotency } = this.#deps;
    await keys.delete([userId]);
    return idempotency.forget(tx, userId, limit);
  }

  /** Notes that a part has erased what it held. */
  async confirm(tx: Transaction, event: LoggedEvent): Promise<void> {
    if (!erasureConfirmed.matches(event)) return;
    await this.#deps.erasures.insertConfirmation(tx, { ...event.payload, confirmedAt: event.occurredAt });
  }

  /** Why somebody cannot go: the accounts that would have no owner. */
  accountsInTheWay(fault: UserFault): readonly string[] {
    return this.#deps.departures.accountsInTheWay(fault);
  }

  /** Null where the accounts are others by now. */
  #eraseWith(operation: Operation, userId: string, accountIds: readonly string[]): Promise<string[] | null> {
    const { db, users, departures, outbox } = this.#deps;
    return outbox.transaction(db, { accounts: accountIds, persons: [userId] }, async (tx, events) => {
      // Accounts before the person: who joins one holds its lock, and then wants his.
      const locked = await departures.lock(tx, accountIds);
      const user = await users.lock(tx, userId);
      const change = { tx, events, cause: operation.cause };
      const invitationIds = await departures.leaveAll(change, userId, locked);
      if (!invitationIds) return null;
      await this.#endCredentials(change, operation, userId);
      await this.#deps.tokens.forgetAllOfAddress(tx, user.emailHash);
      await users.erase(tx, userId);
      events.append(userErased({ userId, version: user.version + 1 }, operation.cause));
      return invitationIds;
    });
  }

  /** Those that have to be told to routers; the others go with the person. */
  async #endCredentials(
    { tx, events }: { readonly tx: Transaction; readonly events: Announcements },
    { cause }: Operation,
    userId: string,
  ): Promise<void> {
    const { sessions, apiKeys } = this.#deps;
    await apiKeys.endAllOwn({ tx, events, cause }, userId);
    await sessions.endAll({ tx, events }, { userId, cause });
  }

  /** Does not fail: `eraseRest` deletes it again. */
  async #forgetKey(userId: string): Promise<void> {
    await this.#deps.keys.delete([userId]).catch((error: unknown) => {
      this.#deps.logger.error('The key of an erased person could not be deleted yet', { userId, error });
    });
  }
}
