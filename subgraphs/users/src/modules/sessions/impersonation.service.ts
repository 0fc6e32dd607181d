import { type Database, newId } from '@trivet/database';
import { type AccessTokenIssuer, accessTokenLifetimeSeconds, requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { AppError, type Clock, UserFault } from '@trivet/platform';
import { type Operation, requireText } from '@trivet/subgraph';
import { type AdministrationService, noSuchPerson } from '../administrators/administration.service.ts';
import type { SecurityEventService } from '../administrators/security-event.service.ts';
import type { UserLockService } from '../administrators/user-lock.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import { hashOf, newRefreshToken } from './refresh-token.ts';
import { sessionImpersonated } from './session.events.ts';
import { neverProved, type Session } from './session.model.ts';
import type { SessionRepository } from './session.repository.ts';
import { hasEnded } from './session-lifetime.ts';
import type { StepUpService } from './step-up.service.ts';

/** A session in the place of a person. */
export interface Impersonation {
  readonly session: Session;
  readonly user: User;
  readonly accessToken: string;
  readonly expiresAt: Date;
}

export interface ImpersonationServiceDeps {
  readonly db: Database;
  readonly administration: AdministrationService;
  readonly securityEvents: SecurityEventService;
  readonly users: UserService;
  readonly locks: UserLockService;
  readonly sessions: SessionRepository;
  readonly stepUp: StepUpService;
  readonly accessTokens: AccessTokenIssuer;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** How administrators of the platform act in the place of a person: for as long as one access token, and for all to see. */
export class ImpersonationService {
  readonly #deps: ImpersonationServiceDeps;

  constructor(deps: ImpersonationServiceDeps) {
    this.#deps = deps;
  }

  /**
   * @throws {NotFoundError}; {@link UserFault} `INVALID_INPUT` for another administrator and without a reason;
   * {@link UserLockedError}; {@link ReauthenticationRequiredError}.
   */
  async begin(
    operation: Operation,
    { userId, reason: text }: { readonly userId: string; readonly reason: string },
  ): Promise<Impersonation> {
    const { administration, users, stepUp } = this.#deps;
    const administrator = await administration.require(operation);
    const [user] = await users.findByIds([userId]);
    if (!user) throw noSuchPerson();
    stepUp.require(operation);
    const reason = requireText(text, { path: ['reason'], max: 500 });
    const session = await this.#insert(operation, { administratorId: administrator.userId, userId, reason });
    const { token, expiresAt } = await this.#deps.accessTokens.issue({
      userId,
      sessionId: session.id,
      authenticatedAt: neverProved,
      sessionEndsAt: session.expiresAt,
      impersonatorId: administrator.userId,
    });
    return { session, user, accessToken: token, expiresAt };
  }

  #insert(
    operation: Operation,
    { administratorId, userId, reason }: { administratorId: string; userId: string; reason: string },
  ): Promise<Session> {
    const { db, administration, securityEvents, locks, sessions, outbox, clock } = this.#deps;
    const id = newId();
    const now = clock.now();
    const { cause } = operation;
    return outbox.transaction(db, { persons: [userId, administratorId] }, async (tx, events) => {
      if (!(await administration.hold(tx, administratorId))) throw noSuchPerson();
      if (await administration.hold(tx, userId)) {
        throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', 'Nobody acts in the place of an administrator.', [
          'userId',
        ]);
      }
      const session = await sessions.insert(tx, {
        id,
        userId,
        impersonatorId: administratorId,
        createdAt: now,
        authenticatedAt: neverProved,
        expiresAt: new Date(now.getTime() + accessTokenLifetimeSeconds * 1000),
      });
      // Given to nobody: by its tokens the sweep finds a session that is over.
      await sessions.insertToken(tx, { hash: hashOf(newRefreshToken()), sessionId: id, userId, issuedAt: now });
      for (const each of [userId, administratorId]) await locks.confirmUnlocked(tx, each);
      // Of two at once, who signs him out waits for this and ends it, or is first and this begins not.
      const own = await sessions.lock(tx, administratorId, requireUser(operation.viewer).sessionId);
      if (!own || hasEnded(own, now)) throw new AppError('UNAUTHENTICATED', 'This session has ended. Sign in again.');
      const { requestId } = cause;
      await securityEvents.record(tx, {
        ...{ action: 'user_impersonated', administratorId, userId, sessionId: id, reason, requestId },
      });
      events.append(sessionImpersonated({ userId, sessionId: id, impersonatorId: administratorId }, cause));
      return session;
    });
  }
}
