import type { RowScope } from '@trivet/database';
import type { Operation } from '@trivet/subgraph';
import type { ExplainedDelivery, Occasion, OccasionRepository } from './occasion.repository.ts';

export type { ExplainedDelivery, Occasion } from './occasion.repository.ts';

/** By which ways somebody was told of something, and what has become of each. */
export class OccasionService {
  readonly #occasions: OccasionRepository;

  constructor({ occasions }: { readonly occasions: OccasionRepository }) {
    this.#occasions = occasions;
  }

  /** A delivery to the viewer himself; null where there is none. */
  async findOwn({ viewer }: Operation, deliveryId: string): Promise<ExplainedDelivery | null> {
    return viewer.kind === 'user' ? this.#occasions.findOwn(viewer.userId, deliveryId) : null;
  }

  /** A delivery of an account that the viewer looks after; null where there is none. */
  async findOfAccount({ access }: Operation, deliveryId: string): Promise<ExplainedDelivery | null> {
    const [found] = await access.lookUp('deliveries:read', [deliveryId], (scope, ids) =>
      this.#occasions.findByIds(scope, ids),
    );
    return found ?? null;
  }

  /** @param scope one person, or one account: whoever asks has shown that he may see its rows. */
  list(scope: RowScope, occasion: Occasion): Promise<ExplainedDelivery[]> {
    return this.#occasions.list(scope, occasion);
  }
}
