import type { Database } from '@trivet/database';
import type { AccessTokenIssuer } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import type { Clock, Logger } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import type { UserService } from '../users/user.service.ts';
import { deviceMarks } from './device-marks.ts';
import { hashOf, successorOf } from './refresh-token.ts';
import { InvalidRefreshTokenError } from './session.errors.ts';
import { refreshTokenReused, sessionRevoked } from './session.events.ts';
import type { EncryptedClient, Session } from './session.model.ts';
import type { SessionRepository } from './session.repository.ts';
import { type Change, type SignIn, signInOf } from './session.service.ts';
import type { SessionClientService } from './session-client.service.ts';
import { hasEnded, idleEnd } from './session-lifetime.ts';

/** Within this time an exchanged token still gives its successor: two tabs at once, or an answer that was lost. */
const graceMs = 10_000;

export interface RefreshServiceDeps {
  readonly db: Database;
  readonly sessions: SessionRepository;
  readonly users: UserService;
  readonly clients: SessionClientService;
  readonly throttling: ThrottlingService;
  readonly accessTokens: AccessTokenIssuer;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A session that is not refreshed for so long ends. */
  readonly idleMs: number;
  /** Derives a refresh token's successor. */
  readonly refreshKey: Buffer;
}

/** How sessions go on: each refresh token is good for one exchange, for the next. */
export class RefreshService {
  readonly #deps: RefreshServiceDeps;

  constructor(deps: RefreshServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Exchanges a token for its successor. An old token ends the whole session, for then somebody has a copy.
   * @throws {InvalidRefreshTokenError}
   * @throws {RateLimitedError} after too many that were no longer good, from where this one comes.
   */
  async refresh(operation: Operation, refreshToken: string): Promise<SignIn> {
    const { throttling, users } = this.#deps;
    const { client, cause } = operation;
    const signIn = await throttling.refresh(
      { client, requestId: cause.requestId },
      () => this.#refresh(operation, refreshToken),
      (error) => error instanceof InvalidRefreshTokenError,
    );
    const [user] = await users.findByIds([signIn.session.userId]);
    if (user) await throttling.remember({ client, emailHash: user.emailHash });
    return signIn;
  }

  async #refresh(operation: Operation, refreshToken: string): Promise<SignIn> {
    const { db, sessions, clients, accessTokens, outbox } = this.#deps;
    const owner = await sessions.findTokenOwner(hashOf(refreshToken));
    if (!owner) throw new InvalidRefreshTokenError();
    const client = await clients.encrypt(operation.client, owner);
    const exchanged = await outbox.transaction(db, { persons: [owner.userId] }, (tx, events) =>
      this.#exchange({ tx, events }, operation, { refreshToken, client }),
    );
    // Thrown out here, or the revocation would be rolled back with it.
    if (!exchanged) throw new InvalidRefreshTokenError();
    return signInOf(accessTokens, exchanged.session, exchanged.refreshToken);
  }

  async #exchange(
    { tx, events }: Change,
    operation: Operation,
    { refreshToken, client }: { readonly refreshToken: string; readonly client: Partial<EncryptedClient> },
  ): Promise<{ session: Session; refreshToken: string } | null> {
    const { sessions, clock, logger, idleMs, refreshKey } = this.#deps;
    const now = clock.now();
    const hash = hashOf(refreshToken);
    const found = await sessions.lockToken(tx, hash);
    if (!found || hasEnded(found.session, now)) return null;
    const { token, session } = found;
    const successor = successorOf(refreshToken, refreshKey);
    const successorHash = hashOf(successor);
    if (!token.rotatedAt) {
      const idleExpiresAt = idleEnd({ expiresAt: session.expiresAt, now, idleMs });
      await sessions.markRotated(tx, hash, now);
      await sessions.insertToken(tx, {
        hash: successorHash,
        sessionId: session.id,
        userId: session.userId,
        issuedAt: now,
      });
      const marks = operation.client && deviceMarks(refreshKey, session.userId, operation.client);
      const used = await sessions.updateUse(tx, session.id, { lastUsedAt: now, idleExpiresAt, ...client, ...marks });
      return { session: used, refreshToken: successor };
    }
    const inGrace = now.getTime() - token.rotatedAt.getTime() < graceMs;
    if (inGrace && (await sessions.isNewest(tx, successorHash))) return { session, refreshToken: successor };
    await sessions.revoke(tx, [session.id], now);
    const ids = { userId: session.userId, sessionId: session.id };
    events.append(
      refreshTokenReused(ids, operation.cause),
      sessionRevoked({ ...ids, reason: 'reused' }, operation.cause),
    );
    logger.warn('A refresh token was used again; its session is ended', ids);
    return null;
  }
}
