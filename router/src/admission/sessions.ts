import { randomUUID } from 'node:crypto';
import { RevokedSessions, revocationMemoryMs } from '@trivet/identity';
import {
  AppError,
  type Clock,
  type KeyViewer,
  type Logger,
  revocableOf,
  type ServiceViewer,
  type UserViewer,
  type Viewer,
} from '@trivet/platform';
import type { ExecutionResult } from 'graphql';
import { Backoff } from '../live/backoff.ts';
import type { Transport } from '../transports/transport.ts';

export interface SessionsDeps {
  /** To the subgraph that keeps the sessions. */
  readonly transport: Pick<Transport, 'subscribe' | 'execute'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Without a sign of life for so long, what we know counts for nothing. The subgraph gives one every two seconds. */
  readonly silenceMs?: number;
  /** So far back the subgraph looks when it begins to tell. */
  readonly memoryMs?: number;
  /** For so long after the start the subgraph may be still on its way; default 30,000. */
  readonly patienceMs?: number;
}

/** How often following has begun anew: at all, and after so long that not all of what was revoked meanwhile is told. */
export interface Beginnings {
  readonly all: number;
  readonly late: number;
}

interface Told {
  readonly sessionIds: readonly string[];
  readonly keyIds: readonly string[];
}

const router: ServiceViewer = Object.freeze({ kind: 'service', service: 'router' });
const revokedDocument = 'subscription { _sessionsRevoked { sessionIds keyIds } }';
const activeSession =
  'query ($userId: ID!, $sessionId: ID!) { active: _sessionIsActive(userId: $userId, sessionId: $sessionId) }';
const activeGrant =
  'query ($accountId: ID!, $grantId: ID!) { active: _serviceGrantIsActive(accountId: $accountId, grantId: $grantId) }';

/**
 * Which sessions still count, and which grants of service identities. An access token is good for ten minutes, and what it was
 * issued for may end before: the subgraph tells of each that is revoked, beginning with those of late, so a request is let in
 * without asking anybody. While the subgraph is not heard of, it is asked for each request.
 */
export class Sessions {
  readonly #transport: SessionsDeps['transport'];
  readonly #logger: Logger;
  readonly #silenceMs: number;
  readonly #memoryMs: number;
  readonly #patienceMs: number;
  readonly #revoked: RevokedSessions;
  readonly #stopping = new AbortController();
  readonly #backoff = new Backoff({ maxMs: 1_000 });
  #heardAt = Number.NEGATIVE_INFINITY;
  #beginnings: Beginnings = { all: 0, late: 0 };
  #running: Promise<void> | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;
  #isAwaited = false;
  #isLost = false;

  constructor(deps: SessionsDeps) {
    const { transport, clock, logger, silenceMs = 10_000, memoryMs = revocationMemoryMs, patienceMs = 30_000 } = deps;
    this.#transport = transport;
    this.#logger = logger;
    this.#silenceMs = silenceMs;
    this.#memoryMs = memoryMs;
    this.#patienceMs = patienceMs;
    this.#revoked = new RevokedSessions({ clock });
  }

  /** Whether all that was revoked until a moment ago is known here. */
  get isCurrent(): boolean {
    return performance.now() - this.#heardAt < this.#silenceMs;
  }

  /** Another each time that following begins anew: of keys it is not told what was revoked before. */
  get era(): number {
    return this.#beginnings.all;
  }

  /** For `mayHaveMissed`: to be taken before somebody is asked who he is. */
  get beginnings(): Beginnings {
    return this.#beginnings;
  }

  /**
   * Whether it may have escaped us that what `viewer` came with was revoked since. Of keys that is so whenever following has begun
   * anew, of sessions and grants where it took longer than the subgraph looks back.
   */
  mayHaveMissed(viewer: Viewer, since: Beginnings): boolean {
    if (revocableOf(viewer) === null) return false;
    const { all, late } = this.#beginnings;
    return viewer.kind === 'key' && viewer.grantId === undefined ? all !== since.all : late !== since.late;
  }

  /** Whether a session, a key or a grant is known to be revoked. */
  isRevoked(credential: string): boolean {
    return this.#revoked.has(credential);
  }

  start(): void {
    this.#running ??= this.#run(this.#stopping.signal);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /**
   * At once where it is known; the same outcomes as a promise, where the subgraph has to be asked.
   * @throws {AppError} `UNAUTHENTICATED` where the session has ended; `SUBGRAPH_UNAVAILABLE` where nobody can say.
   */
  require(viewer: UserViewer | KeyViewer): Promise<void> | undefined {
    const revocable = revocableOf(viewer);
    if (revocable !== null && this.#revoked.has(revocable)) throw ended(viewer);
    return this.isCurrent ? undefined : this.#ask(viewer);
  }

  /** Calls `listener` once when the session, key or grant is revoked; at once, if it has been. Returns what takes it off. */
  onEnded(credential: string, listener: () => void): () => void {
    return this.#revoked.onRevoked(credential, listener);
  }

  async #ask(viewer: UserViewer | KeyViewer): Promise<void> {
    const { data } = await this.#transport.execute({
      ...activityOf(viewer),
      viewer: router,
      requestId: randomUUID(),
    });
    switch (data?.['active']) {
      case true:
        return;
      case false:
        throw ended(viewer);
      default:
        throw new AppError('SUBGRAPH_UNAVAILABLE', 'Who you are cannot be checked at the moment. Try again shortly.');
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    this.#startedAt = performance.now();
    while (!signal.aborted) {
      await this.#follow(signal).catch((error: unknown) => this.#lose(error));
      await this.#backoff.wait(signal);
    }
  }

  /** One stream, until it ends, fails, or falls silent. */
  async #follow(stopping: AbortSignal): Promise<void> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), this.#silenceMs);
    timer.unref();
    const signal = AbortSignal.any([stopping, silence.signal]);
    try {
      const stream = await this.#transport.subscribe({
        query: revokedDocument,
        viewer: router,
        requestId: randomUUID(),
        signal,
      });
      if (!(Symbol.asyncIterator in stream)) throw failureOf(stream);
      let isFirst = true;
      for await (const event of stream) {
        if (event.extensions?.['started'] === true) continue;
        const { sessionIds, keyIds } = (event.data?.['_sessionsRevoked'] ?? {}) as Partial<Told>;
        if (!sessionIds || !keyIds) throw failureOf(event);
        for (const credential of [...sessionIds, ...keyIds]) this.#revoked.add(credential);
        if (isFirst) this.#begin();
        isFirst = false;
        this.#hear();
        timer.refresh();
      }
      if (!stopping.aborted) throw new Error('The stream of revoked sessions ended.');
    } finally {
      clearTimeout(timer);
    }
  }

  #begin(): void {
    const { all, late } = this.#beginnings;
    // What it told last it has told until then; before its first word nobody was let in without asking it.
    const wasLong = all > 0 && performance.now() - this.#heardAt >= this.#memoryMs;
    this.#beginnings = { all: all + 1, late: wasLong ? late + 1 : late };
  }

  #hear(): void {
    this.#heardAt = performance.now();
    this.#backoff.reset();
    if (this.#isLost) this.#logger.info('Revoked sessions are told again');
    this.#isLost = false;
  }

  /** Said once: it is tried again each second. Where all parts start at once, the router may be the first, and nobody is let in yet. */
  #lose(error: unknown): void {
    if (this.#isLost || this.#stopping.signal.aborted) return;
    if (this.#beginnings.all === 0 && performance.now() - this.#startedAt < this.#patienceMs) {
      if (!this.#isAwaited) this.#logger.info('Revoked sessions are not told of yet: who tells of them is waited for');
      this.#isAwaited = true;
      return;
    }
    this.#isLost = true;
    this.#logger.warn('Revoked sessions are not told of: each session is asked for', { error });
  }
}

/** Whether what an access token was issued for still counts. */
function activityOf(viewer: UserViewer | KeyViewer) {
  if (viewer.kind === 'user') {
    const { userId, sessionId } = viewer;
    return { query: activeSession, variables: { userId, sessionId } };
  }
  const { owner, grantId } = viewer;
  return { query: activeGrant, variables: { accountId: 'accountId' in owner ? owner.accountId : null, grantId } };
}

function ended({ kind }: UserViewer | KeyViewer): AppError {
  return kind === 'user'
    ? new AppError('UNAUTHENTICATED', 'The session has ended. Sign in again.')
    : new AppError('UNAUTHENTICATED', 'This access token counts no longer. Ask for another one.');
}

function failureOf({ errors }: ExecutionResult): Error {
  return new Error(`Revoked sessions cannot be followed: ${errors?.[0]?.message ?? 'the answer is empty'}`);
}
