import { type Database, prepared, type RowScope, type Transaction } from '@trivet/database';
import { asc, eq, sql } from 'drizzle-orm';
import { type DeliveryDecision, deliveryDecisions } from './decision.model.ts';

/** No delivery has more: who changes what he wants all night is told the beginning of it. */
const maxPerDelivery = 100;

const listByDeliveries = prepared<{ deliveryIds: readonly string[] }>()('deliveryDecisions.listByDeliveries', (db) =>
  db
    .select()
    .from(deliveryDecisions)
    .where(sql`${deliveryDecisions.deliveryId} = any(${sql.placeholder('deliveryIds')}::uuid[])`)
    .orderBy(asc(deliveryDecisions.deliveryId), asc(deliveryDecisions.id)),
);

/** What was decided of deliveries. */
export class DecisionRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async insert(tx: Transaction, decision: DeliveryDecision): Promise<void> {
    const { deliveryId } = decision;
    const made = await tx.$count(deliveryDecisions, eq(deliveryDecisions.deliveryId, deliveryId));
    if (made < maxPerDelivery) await tx.insert(deliveryDecisions).values(decision);
  }

  /** The oldest first, of each of `deliveryIds` that `scope` covers. */
  async listByDeliveries(
    scope: RowScope,
    deliveryIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly DeliveryDecision[]>> {
    const rows = await this.#db.readWithin(scope, listByDeliveries, { deliveryIds });
    return Map.groupBy(rows, ({ deliveryId }) => deliveryId);
  }
}
