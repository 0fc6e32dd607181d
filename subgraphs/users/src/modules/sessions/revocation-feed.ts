import { revocationMemoryMs } from '@trivet/identity';
import type { FollowStep, Tail } from '@trivet/messaging';
import { AppError, type Clock, type LiveEvent, type Viewer } from '@trivet/platform';
import { sessionRevoked } from './session.events.ts';
import type { SessionRepository } from './session.repository.ts';

/** For so long nothing is said while nothing happens. Routers take five times as long for a lost connection. */
const usualPulseMs = 2_000;

export interface RevokedSessionIds {
  /** Raw UUIDs, as tokens name them. */
  readonly sessionIds: readonly string[];
}

export interface RevocationFeedDeps {
  readonly tail: Pick<Tail, 'follow'>;
  readonly sessions: Pick<SessionRepository, 'findRevokedSince' | 'isActive'>;
  readonly clock: Clock;
  readonly pulseMs?: number;
}

/** What routers have to know of sessions that ended. */
export class RevocationFeed {
  readonly #deps: RevocationFeedDeps;

  constructor(deps: RevocationFeedDeps) {
    this.#deps = deps;
  }

  /**
   * First all sessions that were revoked while a token of theirs may still be good, then each that is, and an empty list now
   * and then as a sign of life. It follows the log before it looks back, so that none is missed between the two.
   * @throws {AppError} `FORBIDDEN` for everybody but a router.
   */
  async follow(viewer: Viewer, signal: AbortSignal | undefined): Promise<AsyncGenerator<LiveEvent<RevokedSessionIds>>> {
    requireRouter(viewer);
    const { tail, sessions, clock, pulseMs = usualPulseMs } = this.#deps;
    const steps = tail.follow({ types: [sessionRevoked.type], signal });
    const recent = await sessions.findRevokedSince(new Date(clock.now().getTime() - revocationMemoryMs));
    return revocations(recent, steps, pulseMs);
  }

  /**
   * For routers that are not told at the moment.
   * @throws {AppError} `FORBIDDEN` for everybody but a router.
   */
  async isActive(
    viewer: Viewer,
    { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
  ): Promise<boolean> {
    requireRouter(viewer);
    const { sessions, clock } = this.#deps;
    return sessions.isActive(userId, sessionId, clock.now());
  }
}

async function* revocations(
  recent: readonly string[],
  steps: AsyncGenerator<FollowStep, void, void>,
  pulseMs: number,
): AsyncGenerator<LiveEvent<RevokedSessionIds>> {
  const revoked: string[] = [];
  let wake = () => {};
  let isOver = false;
  const reading = read(steps, (sessionId) => {
    revoked.push(sessionId);
    wake();
  }).finally(() => {
    isOver = true;
    wake();
  });
  // Told of where it is awaited, which may be later.
  reading.catch(() => {});
  try {
    yield { value: { sessionIds: recent } };
    while (!isOver) {
      if (revoked.length === 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, pulseMs);
        wake = resolve;
        await promise;
        clearTimeout(timer);
      }
      yield { value: { sessionIds: revoked.splice(0) } };
    }
    await reading;
  } finally {
    await steps.return();
  }
}

async function read(steps: AsyncIterable<FollowStep>, take: (sessionId: string) => void): Promise<void> {
  for await (const { event } of steps) if (event) take(String(event.payload['sessionId']));
}

/** @throws {AppError} `FORBIDDEN` */
function requireRouter(viewer: Viewer): void {
  if (viewer.kind !== 'service' || viewer.service !== 'router') throw new AppError('FORBIDDEN', 'This is for routers.');
}
