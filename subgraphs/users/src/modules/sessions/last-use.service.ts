import type { SessionRepository } from './session.repository.ts';
import type { SessionClientService } from './session-client.service.ts';

/** From where a session was last used. */
export interface LastUse {
  /** Undefined where it is not known, and of a person who was erased. */
  readonly address: string | undefined;
  /** Who used it in the person's place; null for the person himself. */
  readonly impersonatorId: string | null;
}

export interface LastUseServiceDeps {
  readonly sessions: SessionRepository;
  readonly clients: SessionClientService;
}

/** Tells other modules where persons were last seen. */
export class LastUseService {
  readonly #deps: LastUseServiceDeps;

  constructor(deps: LastUseServiceDeps) {
    this.#deps = deps;
  }

  /** Of those of these sessions that are their persons', ended or not: by session. */
  async find(
    wanted: readonly { readonly userId: string; readonly sessionId: string }[],
  ): Promise<ReadonlyMap<string, LastUse>> {
    const { sessions, clients } = this.#deps;
    if (wanted.length === 0) return new Map();
    const users = new Map(wanted.map(({ userId, sessionId }) => [sessionId, userId]));
    const kept = await sessions.findKept([...new Set(users.values())], [...users.keys()]);
    const own = kept.filter(({ id, userId }) => users.get(id) === userId);
    const revealed = await clients.reveal(own);
    return new Map(
      own.map(({ id, impersonatorId }, index) => [id, { address: revealed[index]?.address, impersonatorId }]),
    );
  }
}
