import type { Database, Transaction } from '@trivet/database';
import type { Announcements, Outbox } from '@trivet/messaging';
import { UserFault } from '@trivet/platform';
import { type Operation, requireText } from '@trivet/subgraph';
import type { ApiKeyService } from '../api-keys/api-key.service.ts';
import type { ImpersonationEndService } from '../sessions/impersonation-end.service.ts';
import type { SessionService } from '../sessions/session.service.ts';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { UserService } from '../users/user.service.ts';
import {
  type AdministrationService,
  type Administrator,
  noSuchPerson,
  type PlatformUserView,
} from './administration.service.ts';
import { userLocked, userUnlocked } from './administrator.events.ts';
import type { AdministratorRepository } from './administrator.repository.ts';
import type { SecurityEventService } from './security-event.service.ts';
import type { UserLockRepository } from './user-lock.repository.ts';

export interface PersonControlInput {
  readonly userId: string;
  readonly reason: string;
}

export interface PersonControlServiceDeps {
  readonly db: Database;
  readonly administration: AdministrationService;
  readonly administrators: AdministratorRepository;
  readonly locks: UserLockRepository;
  readonly securityEvents: SecurityEventService;
  readonly users: UserService;
  readonly sessions: SessionService;
  readonly apiKeys: ApiKeyService;
  readonly impersonationEnds: ImpersonationEndService;
  readonly stepUp: StepUpService;
  readonly outbox: Outbox;
}

interface Doing {
  readonly tx: Transaction;
  readonly events: Announcements;
  readonly administrator: Administrator;
  readonly reason: string;
}

/** What administrators of the platform do to a person. Each act takes a recent proof and a reason, and is written down. */
export class PersonControlService {
  readonly #deps: PersonControlServiceDeps;

  constructor(deps: PersonControlServiceDeps) {
    this.#deps = deps;
  }

  /**
   * He cannot sign in; what he does in the place of others ends, and his sessions and his own API keys, at once. Repeating it gives another reason, and changes nothing
   * else.
   * @throws {NotFoundError}; {@link UserFault} `INVALID_INPUT` for himself and without a reason;
   * {@link ReauthenticationRequiredError}.
   */
  async lock(operation: Operation, input: PersonControlInput): Promise<PlatformUserView> {
    const { locks, securityEvents, sessions, apiKeys, impersonationEnds } = this.#deps;
    const { userId } = input;
    const view = await this.#do(operation, input, async ({ tx, events, administrator, reason }) => {
      if (userId === administrator.userId) throw invalid('You cannot lock yourself out.', ['userId']);
      const lockId = await securityEvents.record(tx, {
        action: 'user_locked',
        administratorId: administrator.userId,
        userId,
        reason,
        requestId: administrator.requestId,
      });
      if (!(await locks.find(tx, userId))) {
        await locks.insert(tx, { userId, securityEventId: lockId });
        events.append(userLocked({ userId, lockId }, operation.cause));
      }
      await sessions.endAll({ tx, events }, { userId, cause: operation.cause });
      await apiKeys.endAllOwn({ tx, events, cause: operation.cause }, userId);
    });
    await impersonationEnds.endAllBy(userId, operation.cause);
    return view;
  }

  /** He can sign in again. What has ended stays ended. @throws as `lock`. */
  unlock(operation: Operation, input: PersonControlInput): Promise<PlatformUserView> {
    const { locks, securityEvents } = this.#deps;
    const { userId } = input;
    return this.#do(operation, input, async ({ tx, events, administrator, reason }) => {
      await securityEvents.record(tx, {
        action: 'user_unlocked',
        administratorId: administrator.userId,
        userId,
        reason,
        requestId: administrator.requestId,
      });
      const lock = await locks.find(tx, userId);
      if (!lock) return;
      await locks.delete(tx, userId);
      events.append(userUnlocked({ userId, lockId: lock.securityEventId }, operation.cause));
    });
  }

  /** Ends his sessions at once, those in the place of others too; he can sign in again. @throws as `lock`. */
  async forceSignOut(operation: Operation, input: PersonControlInput): Promise<PlatformUserView> {
    const { securityEvents, sessions, impersonationEnds } = this.#deps;
    const { userId } = input;
    const view = await this.#do(operation, input, async ({ tx, events, administrator, reason }) => {
      await securityEvents.record(tx, {
        action: 'user_signed_out',
        administratorId: administrator.userId,
        userId,
        reason,
        requestId: administrator.requestId,
      });
      await sessions.endAll({ tx, events }, { userId, cause: operation.cause });
    });
    await impersonationEnds.endAllBy(userId, operation.cause);
    return view;
  }

  async #do(
    operation: Operation,
    { userId, reason: text }: PersonControlInput,
    work: (doing: Doing) => Promise<void>,
  ): Promise<PlatformUserView> {
    const { db, administration, administrators, users, stepUp, outbox } = this.#deps;
    const administrator = await administration.require(operation);
    const [known] = await users.findByIds([userId]);
    if (!known) throw noSuchPerson();
    stepUp.require(operation);
    const reason = requireText(text, { path: ['reason'], max: 500 });
    const user = await outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      // Of two at once, who takes the role away and who uses it, one is first.
      if (!(await administrators.hold(tx, administrator.userId))) throw noSuchPerson();
      // What begins for him meanwhile refers to his row, and so waits or is waited for.
      const locked = await users.lock(tx, userId);
      await work({ tx, events, administrator, reason });
      return locked;
    });
    const [view] = await administration.describe([user]);
    return view as PlatformUserView;
  }
}

function invalid(message: string, path: readonly string[]): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
}
