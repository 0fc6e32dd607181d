import { revocationMemoryMs } from '@trivet/identity';
import type { FollowStep, Tail } from '@trivet/messaging';
import type { Clock, LiveEvent, Viewer } from '@trivet/platform';
import { requireRouter } from '@trivet/subgraph';
import { apiKeyRevoked } from '../api-keys/api-key.events.ts';
import {
  serviceIdentityKeyRemoved,
  serviceIdentityRemoved,
  serviceIdentityUpdated,
} from '../service-identities/service-identity.events.ts';
import type { ServiceTokenRepository } from '../service-identities/service-token.repository.ts';
import { sessionRevoked } from './session.events.ts';
import type { SessionRepository } from './session.repository.ts';

/** For so long nothing is said while nothing happens. Routers take five times as long for a lost connection. */
const usualPulseMs = 2_000;

/** Raw UUIDs, as viewers name them. */
export interface RevokedCredentials {
  readonly sessionIds: readonly string[];
  /** And what tokens of service identities are bound to. */
  readonly keyIds: readonly string[];
}

export interface RevocationFeedDeps {
  readonly tail: Pick<Tail, 'follow'>;
  readonly sessions: Pick<SessionRepository, 'findRevokedSince' | 'isActive'>;
  readonly grants: Pick<ServiceTokenRepository, 'findEndedSince' | 'isActive'>;
  readonly clock: Clock;
  readonly pulseMs?: number;
}

const revoking = [
  sessionRevoked,
  apiKeyRevoked,
  serviceIdentityUpdated,
  serviceIdentityKeyRemoved,
  serviceIdentityRemoved,
].map(({ type }) => type);

/** What routers have to know of sessions, API keys and tokens of service identities that ended. */
export class RevocationFeed {
  readonly #deps: RevocationFeedDeps;

  constructor(deps: RevocationFeedDeps) {
    this.#deps = deps;
  }

  /**
   * First all sessions and grants that were revoked while a token of theirs may still be good, then each that is, and an empty list now
   * and then as a sign of life. Of keys only those that are revoked from now on: routers ask anew for those that they knew
   * before. It follows the log before it looks back, so that none is missed between the two.
   * @throws {AppError} `FORBIDDEN` for everybody but a router.
   */
  async follow(
    viewer: Viewer,
    signal: AbortSignal | undefined,
  ): Promise<AsyncGenerator<LiveEvent<RevokedCredentials>>> {
    requireRouter(viewer);
    const { tail, sessions, grants, clock, pulseMs = usualPulseMs } = this.#deps;
    const steps = tail.follow({ types: revoking, signal });
    const since = new Date(clock.now().getTime() - revocationMemoryMs);
    const [sessionIds, keyIds] = await Promise.all([sessions.findRevokedSince(since), grants.findEndedSince(since)]);
    const recent = { sessionIds, keyIds };
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

  /**
   * As `isActive`, of what tokens of a service identity are bound to.
   * @throws {AppError} `FORBIDDEN` for everybody but a router.
   */
  async isGrantActive(
    viewer: Viewer,
    { accountId, grantId }: { readonly accountId: string; readonly grantId: string },
  ): Promise<boolean> {
    requireRouter(viewer);
    const { grants, clock } = this.#deps;
    return grants.isActive(accountId, grantId, clock.now());
  }
}

async function* revocations(
  recent: RevokedCredentials,
  steps: AsyncGenerator<FollowStep, void, void>,
  pulseMs: number,
): AsyncGenerator<LiveEvent<RevokedCredentials>> {
  let revoked = nothing();
  let wake = () => {};
  let isOver = false;
  const reading = read(steps, ({ sessionId, keyId, endedGrantId }) => {
    const key = keyId ?? endedGrantId;
    if (sessionId !== undefined) revoked.sessionIds.push(String(sessionId));
    else if (typeof key === 'string') revoked.keyIds.push(key);
    else return;
    wake();
  }).finally(() => {
    isOver = true;
    wake();
  });
  // Told of where it is awaited, which may be later.
  reading.catch(() => {});
  try {
    yield { value: recent };
    while (!isOver) {
      if (revoked.sessionIds.length + revoked.keyIds.length === 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, pulseMs);
        wake = resolve;
        await promise;
        clearTimeout(timer);
      }
      const value = revoked;
      revoked = nothing();
      yield { value };
    }
    await reading;
  } finally {
    await steps.return();
  }
}

function nothing(): { readonly sessionIds: string[]; readonly keyIds: string[] } {
  return { sessionIds: [], keyIds: [] };
}

type Payload = Readonly<Record<string, unknown>>;

async function read(steps: AsyncIterable<FollowStep>, take: (payload: Payload) => void): Promise<void> {
  for await (const { event } of steps) if (event) take(event.payload);
}
