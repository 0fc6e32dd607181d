import { type Database, prepared, type RowScope } from '@trivet/database';
import type { AccessScope } from '@trivet/identity';
import { asc, sql } from 'drizzle-orm';
import { type Delivery, deliveries } from './delivery.model.ts';

const { id, userId, accountId, occasionId, kind, category, channel, status } = deliveries;
const { chosenBy, occurredAt, createdAt, settledAt, digestId } = deliveries;
const explained = {
  ...{ id, userId, accountId, occasionId, kind, category, channel, status },
  ...{ chosenBy, occurredAt, createdAt, settledAt, digestId },
};
/** What of a delivery says why it is there. */
export type ExplainedDelivery = Pick<Delivery, keyof typeof explained>;

/** Of what somebody is told. */
export interface Occasion {
  readonly occasionId: string;
  readonly userId: string | null;
}

const findOwn = prepared<{ userId: string; id: string }>()('deliveries.findOwn', (db) =>
  db
    .select(explained)
    .from(deliveries)
    .where(sql`${id} = ${sql.placeholder('id')} and ${userId} = ${sql.placeholder('userId')}`),
);
const findOfAccounts = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()(
  'deliveries.findOfAccounts',
  (db) =>
    db
      .select(explained)
      .from(deliveries)
      .where(
        sql`${id} = any(${sql.placeholder('ids')}::uuid[]) and ${accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
      ),
);
/** One's own, or an account's: the other one is null. */
const listOfOccasion = prepared<Record<'userId' | 'ofPerson' | 'ofAccount', string | null> & { occasionId: string }>()(
  'deliveries.listOfOccasion',
  (db) =>
    db
      .select(explained)
      .from(deliveries)
      .where(
        sql`${occasionId} = ${sql.placeholder('occasionId')} and ${userId} is not distinct from ${sql.placeholder('userId')}::uuid and (${userId} = ${sql.placeholder('ofPerson')}::uuid or ${accountId} = ${sql.placeholder('ofAccount')}::uuid)`,
      )
      .orderBy(asc(id)),
);

/** By which ways somebody was told of an occasion. */
export class OccasionRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Null for what is another's, or does not exist. */
  async findOwn(ofUserId: string, deliveryId: string): Promise<ExplainedDelivery | null> {
    const scope = { persons: [ofUserId] };
    const [found] = await this.#db.readWithin(scope, findOwn, { userId: ofUserId, id: deliveryId });
    return found ?? null;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(ExplainedDelivery | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findOfAccounts, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((delivery) => [delivery.id, delivery]));
    return ids.map((wanted) => byId.get(wanted) ?? null);
  }

  /** Those of them that are of the person or of the account. */
  list({ persons = [], accounts = [] }: RowScope, occasion: Occasion): Promise<ExplainedDelivery[]> {
    const { occasionId: ofOccasion, userId: ofUser } = occasion;
    const whose = { ofPerson: persons[0] ?? null, ofAccount: accounts[0] ?? null };
    const params = { occasionId: ofOccasion, userId: ofUser, ...whose };
    return this.#db.readWithin({ persons, accounts }, listOfOccasion, params);
  }
}
