import { type Database, prepared, type Transaction } from '@trivet/database';
import { asc, sql } from 'drizzle-orm';
import { type Delivery, deliveries, deliveryQueue, type QueuedDelivery } from './delivery.model.ts';

/** What somebody who carries messages says of one. */
export interface ReportedDelivery {
  readonly id: string;
  readonly status: 'delivered' | 'bounced' | 'failed';
  readonly failure: string | null;
  readonly provider: string;
  readonly messageId: string | null;
}

const { id, userId, accountId, status, provider, providerMessageId, digestId } = deliveries;
const { attemptedAt, settledAt, createdAt } = deliveries;
const said = { title: null, body: null, target: null, payload: null };

const listQueued = prepared<{ ids: readonly string[] }>()('deliveryQueue.listByIds', (db) =>
  db
    .select({
      deliveryId: deliveryQueue.deliveryId,
      userId: deliveryQueue.userId,
      accountId: deliveryQueue.accountId,
      channel: deliveryQueue.channel,
    })
    .from(deliveryQueue)
    .where(sql`${deliveryQueue.deliveryId} = any(${sql.placeholder('ids')}::uuid[])`),
);

/** What is heard of deliveries after they were handed over. */
export class DeliveryReportRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Those of `ids` that there are, and whose they are. */
  listQueued(ids: readonly string[]): Promise<QueuedDelivery[]> {
    return this.#db.read(listQueued, { ids });
  }

  /**
   * In one order, whatever way a statement goes that writes to all of them: of two callbacks that tell of the same one waits for the
   * other. Answers when each was handed over, as far as that is known.
   */
  async lock(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const locked = await tx
      .select({ id, attemptedAt, settledAt, createdAt })
      .from(deliveries)
      .where(sql`${id} = any(${sql.param(ids)}::uuid[])`)
      .orderBy(asc(id))
      .for('update');
    return new Map(locked.map((each) => [each.id, each.attemptedAt ?? each.settledAt ?? each.createdAt]));
  }

  /**
   * What was heard of each, once per delivery; answers of which it was news. What came back has not arrived, whatever is heard later of
   * before; and what has arrived was sent, whatever was thought. That it has failed says who was asked last, or nobody.
   */
  async report(
    tx: Transaction,
    reported: readonly ReportedDelivery[],
    { at, forgetAt }: { readonly at: Date; readonly forgetAt: Date },
  ): Promise<Pick<Delivery, 'id' | 'userId' | 'accountId'>[]> {
    const column = <Key extends keyof ReportedDelivery>(key: Key) => sql.param(reported.map((each) => each[key]));
    const told = await tx
      .update(deliveries)
      .set({
        status: sql`reported.status`,
        failure: sql`reported.failure`,
        provider: sql`coalesce(${provider}, reported.provider)`,
        providerMessageId: sql`coalesce(${providerMessageId}, reported.message_id)`,
        settledAt: sql`coalesce(${settledAt}, ${at.toISOString()}::timestamptz)`,
        attemptedAt: null,
        ...said,
      })
      .from(
        sql`unnest(${column('id')}::uuid[], ${column('status')}::text[], ${column('failure')}::text[], ${column('provider')}::text[], ${column('messageId')}::text[]) as reported(id, status, failure, provider, message_id)`,
      )
      .where(
        sql`${id} = reported.id and case reported.status when 'bounced' then ${status} <> 'bounced' when 'delivered' then ${status} not in ('bounced', 'delivered') else ${status} in ('queued', 'unknown', 'sent') and coalesce(${provider}, reported.provider) = reported.provider end`,
      )
      .returning({ id, userId, accountId });
    const ids = sql.param(told.map((each) => each.id));
    // What a digest told of says nothing any more, either.
    await tx.update(deliveries).set(said).where(sql`${digestId} = any(${ids}::uuid[])`);
    await tx
      .update(deliveryQueue)
      .set({ action: 'forget', dueAt: forgetAt })
      .where(sql`${deliveryQueue.deliveryId} = any(${ids}::uuid[]) and ${deliveryQueue.action} = 'send'`);
    return told;
  }
}
