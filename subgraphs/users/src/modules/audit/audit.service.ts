import type { Page, PageRequest, Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { LoggedEvent } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
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

  /** Who caused an event, as far as this subgraph knows. Ahead of the recording, and perhaps for nothing. */
  async identify({ id, actor, credential }: LoggedEvent): Promise<Doer> {
    const { lastUses, addresses } = this.#deps;
    if (credential === null) return { credentialKind: null, lastSeen: null };
    // A session is a person's, and is kept for longer than the log keeps its events: what is none is a key.
    const lastUse = actor === null ? null : await lastUses.find(actor, credential);
    if (actor === null || !lastUse) return { credentialKind: 'api_key', lastSeen: null };
    const { address } = lastUse;
    const [lastSeen = null] =
      address === undefined ? [] : await addresses.seal([{ eventId: id, actorId: actor, address }]);
    return { credentialKind: 'session', lastSeen };
  }

  /** Adds an event of an account to its trail, once, as part of the consumer's transaction. */
  async record(tx: Transaction, event: LoggedEvent, { credentialKind, lastSeen }: Doer): Promise<void> {
    const { audit, clock } = this.#deps;
    const { stream, subject } = event;
    if (stream.account === undefined) return;
    const { chain, isRecorded } = await audit.findPlace(tx, stream.account, event.id);
    const origin = await audit.takeOrigin(tx, event.id);
    if (isRecorded) return;
    const { address, addressCommitment } = origin ?? lastSeen ?? unknown;
    const entry = {
      id: event.id,
      accountId: stream.account,
      sequence: (chain?.sequence ?? 0) + 1,
      action: event.type,
      occurredAt: event.occurredAt,
      recordedAt: clock.now(),
      actorId: event.actor,
      credentialKind,
      credentialId: event.credential,
      subjectType: subject.type,
      subjectId: subject.id,
      subjectVersion: subject.version,
      requestId: event.requestId,
      payload: event.payload,
      addressCommitment,
      previousHash: chain?.hash ?? null,
    };
    await audit.append(tx, { ...entry, address, hash: hashOfEntry(hashedEntryOf(entry)) });
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
