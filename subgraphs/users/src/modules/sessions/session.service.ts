import { type Database, newId, type Transaction } from '@trivet/database';
import type { AccessTokenIssuer } from '@trivet/identity';
import type { Clock, Logger } from '@trivet/platform';
import type { User } from '../users/user.model.ts';
import { hashOf, newRefreshToken, successorOf } from './refresh-token.ts';
import { InvalidRefreshTokenError } from './session.errors.ts';
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
  async create(user: User): Promise<SignIn> {
    const { db, sessions, clock } = this.#deps;
    const now = clock.now();
    const refreshToken = newRefreshToken();
    const session = await db.transaction({ persons: [user.id] }, async (tx) => {
      const inserted = await sessions.insert(tx, {
        id: newId(),
        userId: user.id,
        createdAt: now,
        expiresAt: new Date(now.getTime() + sessionLifetimeMs),
      });
      const hash = hashOf(refreshToken);
      await sessions.insertToken(tx, { hash, sessionId: inserted.id, userId: user.id, issuedAt: now });
      return inserted;
    });
    return this.#signIn(session, refreshToken);
  }

  /**
   * Exchanges a token for its successor. An old token ends the whole session, for then somebody has a copy.
   * @throws {InvalidRefreshTokenError}
   */
  async refresh(refreshToken: string): Promise<SignIn> {
    const { db, sessions } = this.#deps;
    const hash = hashOf(refreshToken);
    const userId = await sessions.findTokenOwner(hash);
    if (!userId) throw new InvalidRefreshTokenError();
    const exchanged = await db.transaction({ persons: [userId] }, (tx) => this.#exchange(tx, refreshToken, hash));
    // Thrown out here, or the revocation would be rolled back with it.
    if (!exchanged) throw new InvalidRefreshTokenError();
    return this.#signIn(exchanged.session, exchanged.refreshToken);
  }

  async #exchange(
    tx: Transaction,
    refreshToken: string,
    hash: Buffer,
  ): Promise<{ session: Session; refreshToken: string } | null> {
    const { sessions, clock, logger, refreshKey } = this.#deps;
    const now = clock.now();
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
    logger.warn('A refresh token was used again; its session is ended', {
      sessionId: session.id,
      userId: session.userId,
    });
    return null;
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
