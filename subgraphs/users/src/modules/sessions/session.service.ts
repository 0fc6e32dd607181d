import { type Database, newId, nobody, type Transaction } from '@trivet/database';
import { type AccessTokenIssuer, revocationMemoryMs } from '@trivet/identity';
import type { Announcements, Outbox } from '@trivet/messaging';
import type { Clock, Logger } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { User } from '../users/user.model.ts';
import { hashOf, newRefreshToken, successorOf } from './refresh-token.ts';
import { InvalidRefreshTokenError } from './session.errors.ts';
import { refreshTokenReused, sessionCreated, sessionRevoked } from './session.events.ts';
import type { Session } from './session.model.ts';
import type { SessionRepository } from './session.repository.ts';

/** A session ends after this time, however often it is refreshed. */
const sessionLifetimeMs = 30 * 24 * 60 * 60 * 1000;
/** Within this time an exchanged token still gives its successor: two tabs at once, or an answer that was lost. */
const graceMs = 10_000;

export interface SignIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
  readonly session: Session;
}

export interface SessionServiceDeps {
  readonly db: Database;
  readonly sessions: SessionRepository;
  readonly accessTokens: AccessTokenIssuer;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Derives a refresh token's successor. */
  readonly refreshKey: Buffer;
}

/** Sign-ins and the tokens that stand for them. */
export class SessionService {
  readonly #deps: SessionServiceDeps;

  constructor(deps: SessionServiceDeps) {
    this.#deps = deps;
  }

  /** Begins a session for somebody who has just proved who he is. */
  async create(operation: Operation, user: User): Promise<SignIn> {
    const { db, sessions, outbox, clock } = this.#deps;
    const now = clock.now();
    const refreshToken = newRefreshToken();
    const session = await outbox.transaction(db, { persons: [user.id] }, async (tx, events) => {
      const inserted = await sessions.insert(tx, {
        id: newId(),
        userId: user.id,
        createdAt: now,
        expiresAt: new Date(now.getTime() + sessionLifetimeMs),
      });
      const hash = hashOf(refreshToken);
      await sessions.insertToken(tx, { hash, sessionId: inserted.id, userId: user.id, issuedAt: now });
      const ids = { userId: user.id, sessionId: inserted.id };
      events.append(sessionCreated(ids, { ...operation.cause, actor: user.id }));
      return inserted;
    });
    return this.#signIn(session, refreshToken);
  }

  /**
   * Exchanges a token for its successor. An old token ends the whole session, for then somebody has a copy.
   * @throws {InvalidRefreshTokenError}
   */
  async refresh(operation: Operation, refreshToken: string): Promise<SignIn> {
    const { db, sessions, outbox } = this.#deps;
    const userId = await sessions.findTokenOwner(hashOf(refreshToken));
    if (!userId) throw new InvalidRefreshTokenError();
    const exchanged = await outbox.transaction(db, { persons: [userId] }, (tx, events) =>
      this.#exchange(tx, events, operation, refreshToken),
    );
    // Thrown out here, or the revocation would be rolled back with it.
    if (!exchanged) throw new InvalidRefreshTokenError();
    return this.#signIn(exchanged.session, exchanged.refreshToken);
  }

  async #exchange(
    tx: Transaction,
    events: Announcements,
    operation: Operation,
    refreshToken: string,
  ): Promise<{ session: Session; refreshToken: string } | null> {
    const { sessions, clock, logger, refreshKey } = this.#deps;
    const now = clock.now();
    const hash = hashOf(refreshToken);
    const found = await sessions.lockToken(tx, hash);
    if (!found || found.session.revokedAt || found.session.expiresAt <= now) return null;
    const { token, session } = found;
    const successor = successorOf(refreshToken, refreshKey);
    const successorHash = hashOf(successor);
    if (!token.rotatedAt) {
      await sessions.markRotated(tx, hash, now);
      await sessions.insertToken(tx, {
        hash: successorHash,
        sessionId: session.id,
        userId: session.userId,
        issuedAt: now,
      });
      return { session, refreshToken: successor };
    }
    const inGrace = now.getTime() - token.rotatedAt.getTime() < graceMs;
    if (inGrace && (await sessions.isNewest(tx, successorHash))) return { session, refreshToken: successor };
    await sessions.revoke(tx, session.id, now);
    const ids = { userId: session.userId, sessionId: session.id };
    events.append(
      refreshTokenReused(ids, operation.cause),
      sessionRevoked({ ...ids, reason: 'reused' }, operation.cause),
    );
    logger.warn('A refresh token was used again; its session is ended', ids);
    return null;
  }

  /** Drops what no router has to be told any more. */
  async forgetRevocations(): Promise<void> {
    const { db, sessions, clock } = this.#deps;
    const before = new Date(clock.now().getTime() - 2 * revocationMemoryMs);
    await db.transaction(nobody, (tx) => sessions.forgetRevokedBefore(tx, before));
  }

  async #signIn(session: Session, refreshToken: string): Promise<SignIn> {
    const { token, expiresAt } = await this.#deps.accessTokens.issue({
      userId: session.userId,
      sessionId: session.id,
      authenticatedAt: session.createdAt,
    });
    return { accessToken: token, refreshToken, expiresAt, session };
  }
}
