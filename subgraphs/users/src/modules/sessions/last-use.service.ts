import type { SessionRepository } from './session.repository.ts';
import type { SessionClientService } from './session-client.service.ts';

/** From where a session was last used. */
export interface LastUse {
  /** Undefined where it is not known, and of a person who was erased. */
  readonly address: string | undefined;
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

  /** Of a session of this person, ended or not; null where he has none of this id. */
  async find(userId: string, sessionId: string): Promise<LastUse | null> {
    const { sessions, clients } = this.#deps;
    const session = await sessions.findKept(userId, sessionId);
    if (!session) return null;
    const [client] = await clients.reveal([session]);
    return { address: client?.address };
  }
}
