import { type Database, prepared, type RowScope } from '@trivet/database';
import type { AccessScope } from '@trivet/identity';
import { asc, isNull, type SQL, sql } from 'drizzle-orm';
import { type Delivery, deliveries } from './delivery.model.ts';

const { id, userId, accountId, occasionId, kind, category, channel, status } = deliveries;
const { chosenBy, unused, occurredAt, createdAt, settledAt, digestId } = deliveries;
const explained = {
  ...{ id, userId, accountId, occasionId, kind, category, channel, status },
  ...{ chosenBy, unused, occurredAt, createdAt, settledAt, digestId },
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
/** A statement for a person and one for who is none: a condition that may be either would not use the index of occasions. */
const listsOfOccasion = {
  person: listOf('deliveries.listOfOccasion', sql`${userId} = ${sql.placeholder('userId')}::uuid`),
  nobody: listOf('deliveries.listOfOccasionOfNobody', isNull(userId)),
} as const;

/** One's own, or an account's: the other one is null. */
function listOf(name: string, whom: SQL) {
  return prepared<Record<'userId' | 'ofPerson' | 'ofAccount', string | null> & { occasionId: string }>()(name, (db) =>
    db
      .select(explained)
      .from(deliveries)
      .where(
        sql`${occasionId} = ${sql.placeholder('occasionId')} and ${whom} and (${userId} = ${sql.placeholder('ofPerson')}::uuid or ${accountId} = ${sql.placeholder('ofAccount')}::uuid)`,
      )
      .orderBy(asc(id)),
  );
}

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
    const list = listsOfOccasion[ofUser === null ? 'nobody' : 'person'];
    return this.#db.readWithin({ persons, accounts }, list, { occasionId: ofOccasion, userId: ofUser, ...whose });
  }
}
