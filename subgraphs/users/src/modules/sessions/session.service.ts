import { type Database, newId, nobody, type Page, type PageRequest, type Transaction } from '@trivet/database';
import { type AccessTokenIssuer, requireUser, revocationMemoryMs } from '@trivet/identity';
import type { Announcements, Cause, Outbox } from '@trivet/messaging';
import { type ClientInfo, type Clock, type Logger, NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { UserLockService } from '../administrators/user-lock.service.ts';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import { deviceMarks } from './device-marks.ts';
import { hashOf, newRefreshToken, successorOf } from './refresh-token.ts';
import { InvalidRefreshTokenError } from './session.errors.ts';
import { newDeviceUsed, refreshTokenReused, sessionCreated, sessionRevoked } from './session.events.ts';
import type { DeviceMarks, EncryptedClient, Session, SignInMethod } from './session.model.ts';
import type { SessionRepository } from './session.repository.ts';
import type { SessionClientService } from './session-client.service.ts';

/** A session ends after this time, however often it is refreshed. */
const sessionLifetimeMs = 30 * 24 * 60 * 60 * 1000;
/** Within this time an exchanged token still gives its successor: two tabs at once, or an answer that was lost. */
const graceMs = 10_000;

/** For so long a device is known after a session was last used there. */
const knownDeviceMs = sessionLifetimeMs;
/** So long after its end a session is kept, though nobody can use it or see it. */
const endedRetentionMs = 24 * 60 * 60 * 1000;
/** A sweep takes so many tokens at a time, and so often: what is left is for the next. */
const sweepSize = 2000;
const sweepTimes = 20;

export interface SignIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
  readonly session: Session;
}

export interface SessionServiceDeps {
  readonly db: Database;
  readonly sessions: SessionRepository;
  readonly users: UserService;
  readonly locks: UserLockService;
  readonly clients: SessionClientService;
  readonly throttling: ThrottlingService;
  readonly accessTokens: AccessTokenIssuer;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Derives a refresh token's successor. */
  readonly refreshKey: Buffer;
}

/** A transaction, and what it announces. */
export interface Change {
  readonly tx: Transaction;
  readonly events: Announcements;
}

/** Uses up, within a change, what it is made for. Where that is used up already it throws, and nothing is changed. */
export type Redeem = (change: Change) => Promise<void>;

/** What somebody has shown, and not used up yet. */
export interface ShownFactor {
  readonly method: SignInMethod;
  readonly redeem: Redeem;
}

/** Who somebody has shown himself to be, and by what. */
export interface ShownIdentity {
  readonly user: User;
  readonly methods: readonly SignInMethod[];
  /** For what is good once. */
  readonly redeem?: Redeem;
}

/** Sign-ins and the tokens that stand for them: how they begin and go on, and how their person sees and ends them. */
export class SessionService {
  readonly #deps: SessionServiceDeps;

  constructor(deps: SessionServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Begins a session for somebody who has just proved who he is. Only `SignInService` calls it: there it is decided whether.
   * @throws {UserLockedError}
   */
  async create(operation: Operation, { user, methods, redeem }: ShownIdentity): Promise<SignIn> {
    const { db, sessions, locks, clients, outbox, clock, refreshKey } = this.#deps;
    const now = clock.now();
    const id = newId();
    const refreshToken = newRefreshToken();
    const client = await clients.encrypt(operation.client, { userId: user.id, sessionId: id });
    const marks = deviceMarks(refreshKey, user.id, operation.client);
    const session = await outbox.transaction(db, { persons: [user.id] }, async (tx, events) => {
      await redeem?.({ tx, events });
      const isNewDevice = await this.#isNewDevice(tx, user, marks);
      const inserted = await sessions.insert(tx, {
        id,
        userId: user.id,
        createdAt: now,
        authenticatedAt: now,
        expiresAt: new Date(now.getTime() + sessionLifetimeMs),
        lastUsedAt: now,
        ...client,
        ...marks,
      });
      await locks.confirmUnlocked(tx, user.id);
      const hash = hashOf(refreshToken);
      await sessions.insertToken(tx, { hash, sessionId: id, userId: user.id, issuedAt: now });
      const cause = { ...operation.cause, actor: user.id };
      events.append(sessionCreated({ userId: user.id, sessionId: id, methods: [...methods] }, cause));
      if (isNewDevice) events.append(newDeviceUsed({ userId: user.id, sessionId: id }, cause));
      return inserted;
    });
    return this.#signIn(session, refreshToken);
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
    const { db, sessions, clients, outbox } = this.#deps;
    const owner = await sessions.findTokenOwner(hashOf(refreshToken));
    if (!owner) throw new InvalidRefreshTokenError();
    const client = await clients.encrypt(operation.client, owner);
    const exchanged = await outbox.transaction(db, { persons: [owner.userId] }, (tx, events) =>
      this.#exchange({ tx, events }, operation, { refreshToken, client }),
    );
    // Thrown out here, or the revocation would be rolled back with it.
    if (!exchanged) throw new InvalidRefreshTokenError();
    return this.#signIn(exchanged.session, exchanged.refreshToken);
  }

  /** Those of the person that have not ended, the newest first. */
  list(userId: string, page: PageRequest): Promise<Page<Session>> {
    const { sessions, clock } = this.#deps;
    return sessions.list(userId, page, clock.now());
  }

  /** In the order of `ids`; null for what does not exist, has ended, or is not the viewer's. */
  async findOwn({ viewer }: Operation, ids: readonly string[]): Promise<(Session | null)[]> {
    const { sessions, clock } = this.#deps;
    return viewer.kind === 'user' ? sessions.findByIds(viewer.userId, ids, clock.now()) : ids.map(() => null);
  }

  /**
   * Ends a session of the viewer. One that has ended already stays as it is.
   * @throws {NotFoundError} for what does not exist and for what is another's.
   */
  async revoke(operation: Operation, sessionId: string): Promise<Session> {
    const { db, sessions, outbox, clock } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    return outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      const session = await sessions.lock(tx, userId, sessionId);
      if (!session) throw new NotFoundError('session', ['sessionId']);
      if (!hasEnded(session, clock.now())) await this.#endOwn({ tx, events }, operation, [sessionId]);
      return session;
    });
  }

  /** Ends all sessions of the viewer but the current one, and says how many. */
  async revokeOthers(operation: Operation): Promise<number> {
    const { sessionId: current } = requireUser(operation.viewer);
    return this.#revokeThose(operation, (sessionId) => sessionId !== current);
  }

  /** Ends all sessions of the viewer, and says how many. */
  async revokeAll(operation: Operation): Promise<number> {
    return this.#revokeThose(operation, () => true);
  }

  /** As `revokeOthers`, as part of a change that makes them doubtful. */
  async endOthers(change: Change, operation: Operation): Promise<void> {
    const { sessionId: current } = requireUser(operation.viewer);
    await this.#endThose(change, operation, (sessionId) => sessionId !== current);
  }

  /** Ends all of somebody's sessions, as part of a change that makes them doubtful and that no session of his asks for. */
  async endAll(
    { tx, events }: Change,
    { userId, cause }: { readonly userId: string; readonly cause: Cause },
  ): Promise<void> {
    const { sessions, clock } = this.#deps;
    const sessionIds = await sessions.lockAll(tx, userId, clock.now());
    await sessions.revoke(tx, sessionIds, clock.now());
    for (const sessionId of sessionIds) events.append(sessionRevoked({ userId, sessionId, reason: 'revoked' }, cause));
  }

  async #revokeThose(operation: Operation, isMeant: (sessionId: string) => boolean): Promise<number> {
    const { db, outbox } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    return outbox.transaction(db, { persons: [userId] }, (tx, events) =>
      this.#endThose({ tx, events }, operation, isMeant),
    );
  }

  async #endThose(change: Change, operation: Operation, isMeant: (sessionId: string) => boolean): Promise<number> {
    const { sessions, clock } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    const meant = (await sessions.lockAll(change.tx, userId, clock.now())).filter(isMeant);
    await this.#endOwn(change, operation, meant);
    return meant.length;
  }

  async #endOwn({ tx, events }: Change, { viewer, cause }: Operation, sessionIds: readonly string[]): Promise<void> {
    const { sessions, clock } = this.#deps;
    const { userId, sessionId: current } = requireUser(viewer);
    await sessions.revoke(tx, sessionIds, clock.now());
    for (const sessionId of sessionIds) {
      const reason = sessionId === current ? 'signed_out' : 'revoked';
      events.append(sessionRevoked({ userId, sessionId, reason }, cause));
    }
  }

  async #exchange(
    { tx, events }: Change,
    operation: Operation,
    { refreshToken, client }: { readonly refreshToken: string; readonly client: Partial<EncryptedClient> },
  ): Promise<{ session: Session; refreshToken: string } | null> {
    const { sessions, clock, logger, refreshKey } = this.#deps;
    const now = clock.now();
    const hash = hashOf(refreshToken);
    const found = await sessions.lockToken(tx, hash);
    if (!found || hasEnded(found.session, now)) return null;
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
      const marks = operation.client && deviceMarks(refreshKey, session.userId, operation.client);
      const used = await sessions.updateUse(tx, session.id, { lastUsedAt: now, ...client, ...marks });
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

  /** From where a session was last used, whether it has ended or not. */
  async findClient(userId: string, sessionId: string): Promise<ClientInfo> {
    const { sessions, clients } = this.#deps;
    const [client] = await clients.reveal(await sessions.findKept([userId], [sessionId]));
    return client ?? { agent: undefined, address: undefined };
  }

  /**
   * Whether the program or the network is none that the person has used of late. Who was never here before is not told of
   * it, and nobody by whom there are only sessions of which that is not known.
   */
  async #isNewDevice(tx: Transaction, { id: userId, createdAt }: User, marks: DeviceMarks): Promise<boolean> {
    const { sessions, clock } = this.#deps;
    const since = new Date(clock.now().getTime() - knownDeviceMs);
    const counted = await sessions.countMarked(tx, { userId, since, marks });
    if (counted.sessions === 0) return createdAt < since;
    if (counted.marked === 0) return false;
    const isKnown = (mark: Buffer | null, count: number) => mark === null || count > 0;
    return !isKnown(marks.agentMark, counted.agents) || !isKnown(marks.networkMark, counted.networks);
  }

  /** Drops what no router has to be told any more. */
  async forgetRevocations(): Promise<void> {
    const { db, sessions, clock } = this.#deps;
    const before = new Date(clock.now().getTime() - 2 * revocationMemoryMs);
    await db.transaction(nobody, (tx) => sessions.forgetRevokedBefore(tx, before));
  }

  /** Deletes the sessions whose time has long been over, a batch after the other. Those that were revoked go with their age. */
  async forgetEnded(): Promise<void> {
    const { db, sessions, clock } = this.#deps;
    const endedBefore = new Date(clock.now().getTime() - endedRetentionMs);
    const issuedBefore = new Date(endedBefore.getTime() - sessionLifetimeMs);
    for (let times = 0; times < sweepTimes; times += 1) {
      const found = await sessions.listWithTokensBefore(issuedBefore, sweepSize);
      if (found.length === 0) return;
      const persons = [...new Set(found.map(({ userId }) => userId))];
      const ids = found.map(({ sessionId }) => sessionId);
      const count = await db.transaction({ persons }, (tx) => sessions.deleteExpired(tx, ids, endedBefore));
      if (count === 0) return;
    }
  }

  async #signIn(session: Session, refreshToken: string): Promise<SignIn> {
    const { token, expiresAt } = await this.#deps.accessTokens.issue({
      userId: session.userId,
      sessionId: session.id,
      authenticatedAt: session.authenticatedAt ?? session.createdAt,
      sessionEndsAt: session.expiresAt,
    });
    return { accessToken: token, refreshToken, expiresAt, session };
  }
}

export function hasEnded({ revokedAt, expiresAt }: Session, now: Date): boolean {
  return revokedAt !== null || expiresAt <= now;
}
