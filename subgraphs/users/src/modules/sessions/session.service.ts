import { type Database, newId, nobody, type Page, type PageRequest, type Transaction } from '@trivet/database';
import { type AccessTokenIssuer, requireUser, revocationMemoryMs } from '@trivet/identity';
import type { Announcements, Cause, Outbox } from '@trivet/messaging';
import { type ClientInfo, type Clock, NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { UserLockService } from '../administrators/user-lock.service.ts';
import type { User } from '../users/user.model.ts';
import { deviceMarks } from './device-marks.ts';
import { hashOf, newRefreshToken } from './refresh-token.ts';
import { newDeviceUsed, sessionCreated, sessionRevoked } from './session.events.ts';
import { type DeviceMarks, type Session, type SignInMethod, secondFactorMethods } from './session.model.ts';
import type { SessionRepository } from './session.repository.ts';
import type { SessionClientService } from './session-client.service.ts';
import { endOf, hasEnded, idleEnd, sessionLifetimeMs } from './session-lifetime.ts';

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
  readonly locks: UserLockService;
  readonly clients: SessionClientService;
  readonly accessTokens: AccessTokenIssuer;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** A session that is not refreshed for so long ends. */
  readonly idleMs: number;
  /** Makes the marks by which a device is known again. */
  readonly markKey: Buffer;
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
  /** When he showed it, where that is not now. */
  readonly provedAt?: Date;
  /** For what is good once. */
  readonly redeem?: Redeem;
}

/** Sign-ins: how they begin, and how their person sees and ends them. `RefreshService` lets them go on. */
export class SessionService {
  readonly #deps: SessionServiceDeps;

  constructor(deps: SessionServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Begins a session for somebody who has just proved who he is. Only `SignInService` calls it: there it is decided whether.
   * @throws {UserLockedError}
   */
  async create(operation: Operation, { user, methods, provedAt, redeem }: ShownIdentity): Promise<SignIn> {
    const { db, sessions, locks, clients, accessTokens, outbox, clock, idleMs, markKey } = this.#deps;
    const now = clock.now();
    const id = newId();
    const expiresAt = new Date(now.getTime() + sessionLifetimeMs);
    const refreshToken = newRefreshToken();
    const client = await clients.encrypt(operation.client, { userId: user.id, sessionId: id });
    const marks = deviceMarks(markKey, user.id, operation.client);
    const session = await outbox.transaction(db, { persons: [user.id] }, async (tx, events) => {
      await redeem?.({ tx, events });
      const isNewDevice = await this.#isNewDevice(tx, user, marks);
      const inserted = await sessions.insert(tx, {
        id,
        userId: user.id,
        createdAt: now,
        authenticatedAt: provedAt ?? now,
        secondFactorAt: methods.some((method) => secondFactorMethods.includes(method)) ? now : null,
        expiresAt,
        idleExpiresAt: idleEnd({ expiresAt, now, idleMs }),
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
    return signInOf(accessTokens, session, refreshToken);
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

  /** Whether the viewer has shown a second factor, or a passkey, in the session with which he asks. */
  async hasShownSecondFactor(operation: Operation): Promise<boolean> {
    const { sessionId } = requireUser(operation.viewer);
    const [session] = await this.findOwn(operation, [sessionId]);
    return session != null && session.secondFactorAt !== null;
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

  /** Deletes the sessions whose time has long been over, a batch after the other. Those that ended before go with their age. */
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
}

/** What stands for a session: an access token that does not outlive it, and the refresh token by which it goes on. */
export async function signInOf(
  accessTokens: AccessTokenIssuer,
  session: Session,
  refreshToken: string,
): Promise<SignIn> {
  const { token, expiresAt } = await accessTokens.issue({
    userId: session.userId,
    sessionId: session.id,
    authenticatedAt: session.authenticatedAt ?? session.createdAt,
    sessionEndsAt: endOf(session),
  });
  return { accessToken: token, refreshToken, expiresAt, session };
}
