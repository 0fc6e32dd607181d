import type { Transaction } from '@trivet/database';
import type { Announced } from '@trivet/messaging';
import type { Logger } from '@trivet/platform';
import type { AuditOrigin } from './audit.model.ts';
import type { AuditRepository } from './audit.repository.ts';
import type { AuditAddressService, EventAddress } from './audit-address.service.ts';

export interface AuditOriginServiceDeps {
  readonly audit: AuditRepository;
  readonly addresses: AuditAddressService;
  readonly logger: Logger;
}

/** Keeps from where a change of this subgraph is asked for until the trail takes it up: the log of events may not hold it. */
export class AuditOriginService {
  readonly #deps: AuditOriginServiceDeps;

  constructor(deps: AuditOriginServiceDeps) {
    this.#deps = deps;
  }

  /** In the transaction of the change. Nothing of an account's keys: an address is encrypted with a person's key, or not kept. */
  async keep(tx: Transaction, announced: readonly Announced[]): Promise<void> {
    const wanted = announced.flatMap(({ event: { id, stream, actor }, client }) =>
      stream.account !== undefined && actor !== null && client?.address !== undefined
        ? [{ eventId: id, accountId: stream.account, actorId: actor, address: client.address }]
        : [],
    );
    if (wanted.length === 0) return;
    const origins = await this.#seal(wanted);
    if (origins.length > 0) await this.#deps.audit.insertOrigins(tx, origins);
  }

  /** Does not fail: a change is worth more than from where it came. */
  async #seal(wanted: readonly (EventAddress & { readonly accountId: string })[]): Promise<AuditOrigin[]> {
    const { addresses, logger } = this.#deps;
    try {
      const sealed = await addresses.seal(wanted);
      return wanted.flatMap(({ eventId, accountId }, index) => {
        const address = sealed[index];
        return address ? [{ eventId, accountId, ...address }] : [];
      });
    } catch (error) {
      logger.error('From where a change was asked for could not be kept', { error });
      return [];
    }
  }
}
