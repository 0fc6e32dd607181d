import type { Database } from '@trivet/database';
import { accessTokenLifetimeSeconds } from '@trivet/identity';
import type { Cause, Outbox } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import type { SecurityEventService } from '../administrators/security-event.service.ts';
import { sessionRevoked } from './session.events.ts';
import type { SessionRepository } from './session.repository.ts';
import { hasEnded } from './session-lifetime.ts';

export interface ImpersonationEndServiceDeps {
  readonly db: Database;
  readonly sessions: SessionRepository;
  readonly securityEvents: SecurityEventService;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** Ends what an administrator has begun in the place of others. */
export class ImpersonationEndService {
  readonly #deps: ImpersonationEndServiceDeps;

  constructor(deps: ImpersonationEndServiceDeps) {
    this.#deps = deps;
  }

  /** After he can begin no other. Repeating it ends what is left. */
  async endAllBy(administratorId: string, cause: Cause): Promise<void> {
    const { db, sessions, securityEvents, outbox, clock } = this.#deps;
    const now = clock.now();
    const since = new Date(now.getTime() - accessTokenLifetimeSeconds * 1000);
    const begun = await securityEvents.listImpersonations(administratorId, since);
    if (begun.length === 0) return;
    const persons = begun.map(({ userId }) => userId);
    await outbox.transaction(db, { persons }, async (tx, events) => {
      for (const { userId, sessionId } of begun) {
        const session = await sessions.lock(tx, userId, sessionId);
        if (!session || hasEnded(session, now)) continue;
        await sessions.revoke(tx, [sessionId], now);
        events.append(sessionRevoked({ userId, sessionId, reason: 'revoked' }, cause));
      }
    });
  }
}
