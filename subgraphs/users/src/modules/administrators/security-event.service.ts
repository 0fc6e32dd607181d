import { type Encrypted, newId, type Page, type PageRequest, type Transaction } from '@trivet/database';
import { decryptField, encryptField } from '@trivet/identity';
import type { Clock } from '@trivet/platform';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { SecurityAction, SecurityEvent } from './administrator.model.ts';
import type { SecurityEventFilter, SecurityEventRepository } from './security-event.repository.ts';

export type { SecurityEventFilter } from './security-event.repository.ts';

/** What an administrator does, to whom and why. */
export interface Act {
  readonly action: SecurityAction;
  /** Null for the operator. */
  readonly administratorId: string | null;
  readonly userId: string | null;
  readonly sessionId?: string;
  readonly reason?: string;
  readonly requestId: string;
}

/** As it is read: the reason in the clear; null where there is none, and of a person who was erased. */
export type SecurityEventView = Omit<SecurityEvent, 'reason'> & { readonly reason: string | null };

export interface SecurityEventServiceDeps {
  readonly securityEvents: SecurityEventRepository;
  readonly keys: PersonalKeyService;
  readonly clock: Clock;
}

const reasonContext = (id: string) => `users.security_events.reason:${id}`;

/** What administrators have done, for other administrators to see. */
export class SecurityEventService {
  readonly #deps: SecurityEventServiceDeps;

  constructor(deps: SecurityEventServiceDeps) {
    this.#deps = deps;
  }

  /** In the transaction of what is done. Gives its id. */
  async record(tx: Transaction, { reason, sessionId = undefined, ...act }: Act): Promise<string> {
    const { securityEvents, clock } = this.#deps;
    const id = newId();
    await securityEvents.insert(tx, {
      ...act,
      id,
      occurredAt: clock.now(),
      sessionId: sessionId ?? null,
      reason: await this.#encrypt(id, act.userId, reason),
    });
    return id;
  }

  /** By id, those that there are. */
  async findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, SecurityEventView>> {
    if (ids.length === 0) return new Map();
    const views = await this.#reveal(await this.#deps.securityEvents.findByIds(ids));
    return new Map(views.map((view) => [view.id, view]));
  }

  /** Whose places an administrator has taken since, and by which sessions; the oldest first. */
  listImpersonations(
    administratorId: string,
    since: Date,
  ): Promise<{ readonly userId: string; readonly sessionId: string }[]> {
    return this.#deps.securityEvents.listImpersonations(administratorId, since);
  }

  /** The newest first. */
  async list(filter: SecurityEventFilter, page: PageRequest): Promise<Page<SecurityEventView>> {
    const found = await this.#deps.securityEvents.list(filter, page);
    return { ...found, rows: await this.#reveal(found.rows) };
  }

  /** Of a person without a key nothing is kept: he was erased. */
  async #encrypt(id: string, userId: string | null, reason: string | undefined): Promise<Encrypted | null> {
    if (userId === null || reason === undefined) return null;
    const [key] = await this.#deps.keys.findByUserIds([userId]);
    return key ? encryptField(key, reason, reasonContext(id)) : null;
  }

  async #reveal(events: readonly SecurityEvent[]): Promise<SecurityEventView[]> {
    const userIds = [...new Set(events.flatMap(({ userId, reason }) => (reason && userId) ?? []))];
    const found = userIds.length > 0 ? await this.#deps.keys.findByUserIds(userIds) : [];
    const keys = new Map(userIds.map((userId, index) => [userId, found[index]]));
    return events.map((event) => {
      const key = event.userId === null ? null : keys.get(event.userId);
      const reason = event.reason && key ? decryptField(key, event.reason, reasonContext(event.id)).toString() : null;
      return { ...event, reason };
    });
  }
}
