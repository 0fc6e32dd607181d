import type { Database } from '@trivet/database';
import { accessTokenLifetimeSeconds } from '@trivet/identity';
import type { Cause, Outbox } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import type { SecurityEventService } from '../administrators/security-event.service.ts';
import { sessionRevoked } from './session.events.ts';
import type { SessionRepository } from './session.repository.ts';
import type { Change } from './session.service.ts';
import { hasEnded } from './session-lifetime.ts';

export interface ImpersonationEndServiceDeps {
  readonly db: Database;
  readonly sessions: SessionRepository;
  readonly securityEvents: SecurityEventService;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** A session in the place of a person. */
export interface BegunImpersonation {
  readonly userId: string;
  readonly sessionId: string;
}

/** Ends what an administrator has begun in the place of others. */
export class ImpersonationEndService {
  readonly #deps: ImpersonationEndServiceDeps;

  constructor(deps: ImpersonationEndServiceDeps) {
    this.#deps = deps;
  }

  /** After he can begin no other. Repeating it ends what is left. */
  async endAllBy(administratorId: string, cause: Cause): Promise<void> {
    const { db, outbox } = this.#deps;
    const begun = await this.listBegunBy(administratorId);
    if (begun.length === 0) return;
    const persons = begun.map(({ userId }) => userId);
    await outbox.transaction(db, { persons }, (tx, events) => this.end({ tx, events }, begun, cause));
  }

  /** What of his may not be over yet. */
  listBegunBy(administratorId: string): Promise<readonly BegunImpersonation[]> {
    const { securityEvents, clock } = this.#deps;
    const since = new Date(clock.now().getTime() - accessTokenLifetimeSeconds * 1000);
    return securityEvents.listImpersonations(administratorId, since);
  }

  /** What has ended already stays as it is. The scope has to name whose places they are. */
  async end({ tx, events }: Change, begun: readonly BegunImpersonation[], cause: Cause): Promise<void> {
    const { sessions, clock } = this.#deps;
    const now = clock.now();
    for (const { userId, sessionId } of begun) {
      const session = await sessions.lock(tx, userId, sessionId);
      if (!session || hasEnded(session, now)) continue;
      await sessions.revoke(tx, [sessionId], now);
      events.append(sessionRevoked({ userId, sessionId, reason: 'revoked' }, cause));
    }
  }
}
