import { decryptField, encryptField } from '@trivet/identity';
import type { ClientInfo, Logger } from '@trivet/platform';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { EncryptedClient, Session } from './session.model.ts';

export interface SessionClientServiceDeps {
  readonly keys: PersonalKeyService;
  readonly logger: Logger;
}

const unknown: ClientInfo = { agent: undefined, address: undefined };
const agentContext = (sessionId: string) => `users.sessions.agent:${sessionId}`;
const addressContext = (sessionId: string) => `users.sessions.address:${sessionId}`;

/** From where sessions are used: kept for their persons to see, encrypted with each person's own key. */
export class SessionClientService {
  readonly #deps: SessionClientServiceDeps;

  constructor(deps: SessionClientServiceDeps) {
    this.#deps = deps;
  }

  /** What a session's row keeps of the client, and nothing where it is not known. Does not fail: nobody signs in for this. */
  async encrypt(
    client: ClientInfo | undefined,
    { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
  ): Promise<Partial<EncryptedClient>> {
    const { keys, logger } = this.#deps;
    if (!client) return {};
    const { agent, address } = client;
    try {
      const [key] = await keys.findByUserIds([userId]);
      if (!key) return {};
      return {
        agent: agent === undefined ? null : encryptField(key, agent, agentContext(sessionId)),
        address: address === undefined ? null : encryptField(key, address, addressContext(sessionId)),
      };
    } catch (error) {
      logger.error('From where a session is used could not be kept', { sessionId, error });
      return {};
    }
  }

  /** In the clear, in the order of `sessions`; nothing of a person who was erased. */
  async reveal(sessions: readonly Session[]): Promise<ClientInfo[]> {
    const userIds = [...new Set(sessions.map(({ userId }) => userId))];
    const found = await this.#deps.keys.findByUserIds(userIds);
    const keys = new Map(userIds.map((userId, index) => [userId, found[index]]));
    return sessions.map(({ id, userId, agent, address }) => {
      const key = keys.get(userId);
      if (!key) return unknown;
      return {
        agent: agent ? decryptField(key, agent, agentContext(id)).toString() : undefined,
        address: address ? decryptField(key, address, addressContext(id)).toString() : undefined,
      };
    });
  }
}
