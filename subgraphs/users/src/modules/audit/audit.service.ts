import type { Page, PageRequest, Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { LoggedEvent, PreparedEvent } from '@trivet/messaging';
import { type Clock, decodeGlobalId } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { LastUseService } from '../sessions/last-use.service.ts';
import type { AuditEntry } from './audit.model.ts';
import type { AuditFilter, AuditRepository } from './audit.repository.ts';
import type { AuditAddressService } from './audit-address.service.ts';
import { hashOfEntry } from './audit-chain.ts';
import { hashedEntryOf } from './audit-record.ts';
import type { SealedAddress } from './sealed-address.ts';

export type { AuditFilter } from './audit.repository.ts';

export interface AuditServiceDeps {
  readonly audit: AuditRepository;
  readonly addresses: AuditAddressService;
  readonly lastUses: LastUseService;
  readonly clock: Clock;
}

/** What the log does not say of who caused an event. */
export interface Doer {
  readonly credentialKind: AuditEntry['credentialKind'];
  /** Who acted in the actor's place. */
  readonly impersonatorId: string | null;
  /** Where his session was last seen; null where that is not known. */
  readonly lastSeen: SealedAddress | null;
}

const unknown = { address: null, addressCommitment: null } as const;

/** The audit trail of each account: who did what to what, from where, and with which credential. */
export class AuditService {
  readonly #deps: AuditServiceDeps;

  constructor(deps: AuditServiceDeps) {
    this.#deps = deps;
  }

  /** Who caused each event, as far as this subgraph knows. Ahead of the recording, and perhaps for nothing. */
  async identify(events: readonly LoggedEvent[]): Promise<Doer[]> {
    const { lastUses, addresses } = this.#deps;
    // A session is a person's, and is kept for longer than the log keeps its events: what is none, and no service identity, is a key.
    const sessions = events.flatMap(({ actor, credential }) =>
      actor === null || credential === null ? [] : [{ userId: actor, sessionId: credential }],
    );
    const uses = await lastUses.find(sessions);
    const wanted = events.flatMap(({ id, actor, credential }) => {
      const address = credential === null ? undefined : uses.get(credential)?.address;
      return actor === null || address === undefined ? [] : [{ eventId: id, actorId: actor, address }];
    });
    const sealed = await addresses.seal(wanted);
    const byEvent = new Map(wanted.map(({ eventId }, index) => [eventId, sealed[index] ?? null]));
    return events.map(({ id, credential }) => {
      if (credential === null) return { credentialKind: null, impersonatorId: null, lastSeen: null };
      const use = uses.get(credential);
      return {
        credentialKind: use ? 'session' : isServiceIdentity(credential) ? 'service_identity' : 'api_key',
        impersonatorId: use?.impersonatorId ?? null,
        lastSeen: byEvent.get(id) ?? null,
      };
    });
  }

  /** Adds events of accounts to their trails, each once, as part of the consumer's transaction. */
  async record(tx: Transaction, batch: readonly PreparedEvent<Doer>[]): Promise<void> {
    const { audit, clock } = this.#deps;
    const eventIds = batch.map(({ event }) => event.id);
    const chains = await audit.findChains(tx, accountsOf(batch));
    const recorded = await audit.findRecorded(tx, accountsOf(batch), eventIds);
    const origins = await audit.takeOrigins(tx, eventIds);
    const recordedAt = clock.now();
    const entries: AuditEntry[] = [];
    for (const { event, prepared } of batch) {
      const { account } = event.stream;
      if (account === undefined || recorded.has(event.id)) continue;
      const { address, addressCommitment } = origins.get(event.id) ?? prepared.lastSeen ?? unknown;
      const entry = {
        ...contentOf(event),
        accountId: account,
        sequence: (chains.get(account)?.sequence ?? 0) + 1,
        recordedAt,
        credentialKind: prepared.credentialKind,
        impersonatorId: prepared.impersonatorId,
        addressCommitment,
        previousHash: chains.get(account)?.hash ?? null,
      };
      const linked = { ...entry, address, hash: hashOfEntry(hashedEntryOf(entry)) };
      chains.set(account, linked);
      entries.push(linked);
    }
    await audit.append(tx, entries);
  }

  /** One page per account, the newest first, in the order of `accesses`. */
  listByAccounts(
    accesses: readonly AccountAccess[],
    filter: AuditFilter,
    page: PageRequest,
  ): Promise<Page<AuditEntry>[]> {
    return this.#deps.audit.listByAccounts(accesses, filter, page);
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(AuditEntry | null)[]> {
    return access.lookUp('audit:read', ids, (scope, wanted) => this.#deps.audit.findByIds(scope, wanted));
  }

  /** Begins new partitions in time, and drops what is older than the retention. */
  async maintain(retentionDays: number): Promise<void> {
    await this.#deps.audit.maintain(this.#deps.clock.now(), retentionDays);
  }
}

function accountsOf(batch: readonly PreparedEvent<Doer>[]): string[] {
  return [...new Set(batch.flatMap(({ event }) => event.stream.account ?? []))];
}

/** What an entry says that its event has said. */
function contentOf({ id, type, occurredAt, actor, credential, subject, requestId, payload }: LoggedEvent) {
  return {
    id,
    action: type,
    occurredAt,
    actorId: actor,
    credentialId: credential !== null && isServiceIdentity(credential) ? uuidOf(credential) : credential,
    subjectType: subject.type,
    subjectId: subject.id,
    subjectVersion: subject.version,
    requestId,
    payload,
  };
}

/** The log names sessions and keys by their UUIDs, and service identities by what clients see too. */
function isServiceIdentity(credential: string): boolean {
  return decodeGlobalId(credential)?.prefix === 'svc';
}

function uuidOf(id: string): string | null {
  return decodeGlobalId(id)?.uuid ?? null;
}
