import { newId, type RowScope, type Transaction } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import type { Delivery } from '../deliveries/delivery.model.ts';
import type { DecisionCode, DeliveryDecision } from './decision.model.ts';
import type { DecisionRepository } from './decision.repository.ts';

export interface DecisionServiceDeps {
  readonly decisions: DecisionRepository;
  readonly clock: Clock;
}

/** What was decided, or has happened. Codes and names of ours, and nothing that tells of a person. */
export interface Decision {
  readonly code: DecisionCode;
  /** Until when it waits. */
  readonly until?: Date | null;
  /** Which attempt it was, from 1 on. */
  readonly attempt?: number | null;
  readonly provider?: string | null;
  /** A code, such as of why a provider has refused it. */
  readonly detail?: string | null;
}

/** Why a delivery was sent, or was not, or later: each who decides of one writes it down. */
export class DecisionService {
  readonly #deps: DecisionServiceDeps;

  constructor(deps: DecisionServiceDeps) {
    this.#deps = deps;
  }

  /** Part of the transaction that does what was decided, which sees the rows of the delivery's person or account. */
  async record(
    tx: Transaction,
    { id: deliveryId, userId, accountId }: Pick<Delivery, 'id' | 'userId' | 'accountId'>,
    { code, until = null, attempt = null, provider = null, detail = null }: Decision,
  ): Promise<void> {
    const { decisions, clock } = this.#deps;
    const whose = { deliveryId, userId, accountId };
    await decisions.insert(tx, { id: newId(), ...whose, code, at: clock.now(), until, attempt, provider, detail });
  }

  /** The oldest first, of each of `deliveryIds` that `scope` covers. */
  list(scope: RowScope, deliveryIds: readonly string[]): Promise<ReadonlyMap<string, readonly DeliveryDecision[]>> {
    return this.#deps.decisions.listByDeliveries(scope, deliveryIds);
  }
}
