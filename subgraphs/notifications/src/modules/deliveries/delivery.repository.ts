import {
  type Database,
  lastId,
  nobody,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type RowScope,
  type Transaction,
} from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import {
  type Delivery,
  type DeliveryStatus,
  deliveries,
  deliveryQueue,
  deliveryTurns,
  type NewDelivery,
  type QueuedDelivery,
  type SentChannel,
} from './delivery.model.ts';

/** Of one statement: PostgreSQL takes 65,535 parameters. */
const rowsPerInsert = 1_000;

const { id, userId, accountId, kind, category, channel, status, createdAt, attempts, settledAt, failure } = deliveries;
const { provider, providerMessageId } = deliveries;
/** What is shown of one: not what it says. */
const shown = {
  ...{ id, userId, accountId, kind, category, channel, status, createdAt, attempts, settledAt, failure },
  ...{ provider, providerMessageId },
};
export type ShownDelivery = Pick<Delivery, keyof typeof shown>;

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()('deliveries.findByIds', (db) =>
  db
    .select(shown)
    .from(deliveries)
    .where(
      sql`${id} = any(${sql.placeholder('ids')}::uuid[]) and ${accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
    ),
);
/** One page per account. */
const listByAccounts = prepared<{ accountIds: readonly string[]; after: string; limit: number }>()(
  'deliveries.listByAccounts',
  (db) => {
    const page = db
      .select(shown)
      .from(deliveries)
      .where(and(sql`${accountId} = requested.account_id`, sql`${id} < ${sql.placeholder('after')}`))
      .orderBy(desc(id))
      .limit(sql.placeholder('limit'))
      .as('page');
    return db
      .select({
        id: page.id,
        userId: page.userId,
        accountId: page.accountId,
        kind: page.kind,
        category: page.category,
        channel: page.channel,
        status: page.status,
        createdAt: page.createdAt,
        attempts: page.attempts,
        settledAt: page.settledAt,
        failure: page.failure,
        provider: page.provider,
        providerMessageId: page.providerMessageId,
      })
      .from(sql`unnest(${sql.placeholder('accountIds')}::uuid[]) as requested(account_id)`)
      .crossJoinLateral(page)
      .orderBy(desc(page.id));
  },
);
const find = prepared<{ id: string }>()('deliveries.find', (db) =>
  db
    .select()
    .from(deliveries)
    .where(eq(id, sql.placeholder('id'))),
);
const queued = {
  deliveryId: deliveryQueue.deliveryId,
  userId: deliveryQueue.userId,
  accountId: deliveryQueue.accountId,
  channel: deliveryQueue.channel,
};
const findTurn = prepared<{ channels: readonly SentChannel[]; now: Date }>()('deliveryTurns.findDue', (db) =>
  db
    .select({ channel: deliveryTurns.channel })
    .from(sql`unnest(${sql.placeholder('channels')}::text[]) as wanted(name)`)
    .innerJoin(
      deliveryTurns,
      sql`${deliveryTurns.channel} = wanted.name and ${deliveryTurns.nextAt} <= ${sql.placeholder('now')}`,
    )
    .limit(1),
);
const listForgettable = prepared<{ now: Date; limit: number }>()('deliveryQueue.listForgettable', (db) =>
  db
    .select(queued)
    .from(deliveryQueue)
    .where(sql`${deliveryQueue.action} = 'forget' and ${deliveryQueue.dueAt} <= ${sql.placeholder('now')}`)
    .orderBy(asc(deliveryQueue.dueAt))
    .limit(sql.placeholder('limit')),
);

/** What it said is gone when it is settled. */
const emptied = { attemptedAt: null, title: null, body: null, target: null, payload: null, waitingDevices: null };

/** Whose rows a queued delivery is among. */
export function scopeOf({
  userId: person,
  accountId: account,
}: Pick<QueuedDelivery, 'userId' | 'accountId'>): RowScope {
  return { persons: person === null ? [] : [person], accounts: account === null ? [] : [account] };
}

/** What is under way to people, and what has become of it. */
export class DeliveryRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(ShownDelivery | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((delivery) => [delivery.id, delivery]));
    return ids.map((wanted) => byId.get(wanted) ?? null);
  }

  /** One page per account, the newest first, in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<ShownDelivery>[]> {
    const accountIds = accesses.map((access) => access.accountId);
    const params = { accountIds, after: page.after ?? lastId, limit: page.first + 1 };
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, params);
    const byAccount = Map.groupBy(rows, (row) => row.accountId);
    return accountIds.map((of) => pageOf(byAccount.get(of) ?? [], page));
  }

  /**
   * What is due by now and none of `but`, of each channel no more than it has places: of everybody of whom something is due one after the
   * other, and who was served last comes last the next time. For one process at a time.
   */
  async takeDue(
    places: ReadonlyMap<SentChannel, number>,
    { now, but }: { readonly now: Date; readonly but: readonly string[] },
  ): Promise<QueuedDelivery[]> {
    const channels = [...places.keys()];
    if (channels.length === 0 || (await this.#db.read(findTurn, { channels, now })).length === 0) return [];
    return this.#db.transaction(nobody, (tx) =>
      tx.execute<QueuedDelivery & Record<string, unknown>>(sql`
        select /* deliveryTurns.take */ delivery_id as "deliveryId", user_id as "userId", account_id as "accountId", channel
        from notifications.deliveries_take(${now.toISOString()}, ${sql.param(but)}::uuid[], ${sql.param(channels)}::text[],
          ${sql.param([...places.values()])}::int[])`),
    );
  }

  /** What was settled long ago. */
  listForgettable(now: Date, limit: number): Promise<QueuedDelivery[]> {
    return this.#db.read(listForgettable, { now, limit });
  }

  async find(of: QueuedDelivery): Promise<Delivery | null> {
    const [delivery] = await this.#db.readWithin(scopeOf(of), find, { id: of.deliveryId });
    return delivery ?? null;
  }

  /** Once per occasion, person, channel and mail; each with the time when something is to be done with it. */
  async insertOnce(
    tx: Transaction,
    created: readonly NewDelivery[],
    { action, dueAt }: { readonly action: 'send' | 'forget'; readonly dueAt: Date },
  ): Promise<void> {
    for (let start = 0; start < created.length; start += rowsPerInsert) {
      const inserted = await tx
        .insert(deliveries)
        .values(created.slice(start, start + rowsPerInsert))
        .onConflictDoNothing()
        .returning({ deliveryId: id, userId, accountId, channel });
      if (inserted.length > 0) {
        await tx.insert(deliveryQueue).values(inserted.map((row) => ({ ...row, action, dueAt })));
      }
    }
  }

  /** Before the call. False where somebody else has begun one meanwhile, or it is settled. */
  async beginAttempt(
    tx: Transaction,
    delivery: Delivery,
    attempt: { readonly attemptedAt: Date; readonly provider: string },
  ): Promise<boolean> {
    const begun = await tx
      .update(deliveries)
      .set({ attempts: delivery.attempts + 1, ...attempt })
      .where(and(eq(id, delivery.id), eq(status, 'queued'), eq(attempts, delivery.attempts)))
      .returning({ id });
    return begun.length > 0;
  }

  /**
   * It is certain that nothing has left by the last attempt that `delivery` knows of: it is not open any more. False where there was
   * another since, or it is settled.
   */
  async abandonAttempt(tx: Transaction, delivery: Pick<Delivery, 'id' | 'attempts'>): Promise<boolean> {
    const abandoned = await tx
      .update(deliveries)
      .set({ attemptedAt: null })
      .where(and(eq(id, delivery.id), eq(status, 'queued'), eq(attempts, delivery.attempts)))
      .returning({ id });
    return abandoned.length > 0;
  }

  /**
   * By the last attempt that `delivery` knows of somebody has it, and others may later: it is not open any more. False where there was
   * another since, or it is settled.
   */
  async takeInPart(
    tx: Transaction,
    delivery: Pick<Delivery, 'id' | 'attempts'>,
    part: Pick<Delivery, 'provider' | 'providerMessageId' | 'waitingDevices'>,
  ): Promise<boolean> {
    const taken = await tx
      .update(deliveries)
      .set({ attemptedAt: null, ...part })
      .where(and(eq(id, delivery.id), eq(status, 'queued'), eq(attempts, delivery.attempts)))
      .returning({ id });
    return taken.length > 0;
  }

  /** What has become of it. Whoever comes later with another outcome changes only what was not known. False for who has not. */
  async settle(
    tx: Transaction,
    deliveryId: string,
    outcome: Pick<Delivery, 'failure'> & {
      readonly status: Exclude<DeliveryStatus, 'queued'>;
      readonly provider?: string;
      readonly providerMessageId?: string | null;
    },
    { at, forgetAt }: { readonly at: Date; readonly forgetAt: Date },
  ): Promise<boolean> {
    const settled = await tx
      .update(deliveries)
      .set({ ...outcome, settledAt: at, ...emptied })
      .where(and(eq(id, deliveryId), inArray(status, ['queued', 'unknown'])))
      .returning({ id });
    if (settled.length === 0) return false;
    await tx
      .update(deliveryQueue)
      .set({ action: 'forget', dueAt: forgetAt })
      .where(eq(deliveryQueue.deliveryId, deliveryId));
    return true;
  }

  /** What a digest told of says nothing any more. */
  async clearGathered(tx: Transaction, ofDigest: string): Promise<void> {
    await tx
      .update(deliveries)
      .set({ title: null, body: null, target: null, payload: null })
      .where(eq(deliveries.digestId, ofDigest));
  }

  async postpone(tx: Transaction, deliveryId: string, dueAt: Date): Promise<void> {
    await tx
      .update(deliveryQueue)
      .set({ dueAt })
      .where(and(eq(deliveryQueue.deliveryId, deliveryId), eq(deliveryQueue.action, 'send')));
  }

  async deleteByIds(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.delete(deliveries).where(sql`${id} = any(${sql.param(ids)}::uuid[])`);
  }

  /** At most `limit`, and answers how many. */
  deleteOfAccount(tx: Transaction, of: string, limit: number): Promise<number> {
    return deleteSome(tx, eq(accountId, of), limit);
  }

  /** At most `limit`, and answers how many. */
  deleteOfPerson(tx: Transaction, of: string, limit: number): Promise<number> {
    return deleteSome(tx, eq(userId, of), limit);
  }
}

async function deleteSome(tx: Transaction, condition: SQL, limit: number): Promise<number> {
  const some = tx.select({ id }).from(deliveries).where(condition).limit(limit);
  const deleted = await tx.delete(deliveries).where(inArray(id, some)).returning({ id });
  return deleted.length;
}
