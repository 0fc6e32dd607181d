import { type Database, prepared, type Transaction } from '@trivet/database';
import { and, asc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { type Delivery, deliveries, deliveryQueue, digestKind } from './delivery.model.ts';

/** What a person is told of a category by a channel: it is told together where it is gathered. */
export type Group = Pick<Delivery, 'category' | 'channel'> & { readonly userId: string };

/** What a digest tells of. */
export type Gathered = Pick<Delivery, 'kind' | 'accountId' | 'title' | 'body' | 'target' | 'payload'>;

/** The first of them, and how many there are. */
export interface ListedThings {
  readonly count: number;
  readonly listed: readonly Gathered[];
}

const { title, body, target, payload } = deliveries;
const { id, userId, accountId, category, channel, kind, status, digestId, releasedAt, notBefore, occurredAt } =
  deliveries;

const listGathered = prepared<{ digestId: string; limit: number }>()('deliveries.listGathered', (db) =>
  db
    .select({ kind, accountId, title, body, target, payload, count: sql`count(*) over ()`.mapWith(Number) })
    .from(deliveries)
    .where(eq(digestId, sql.placeholder('digestId')))
    .orderBy(asc(occurredAt), asc(id))
    .limit(sql.placeholder('limit')),
);
const listAccounts = prepared<{ digestId: string }>()('deliveries.listAccountsOfDigest', (db) =>
  db
    .selectDistinct({ accountId })
    .from(deliveries)
    .where(eq(digestId, sql.placeholder('digestId'))),
);

/** What waits, and what is gathered until it is told together. */
export class GatheringRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** What a digest tells of, the oldest first: at most `limit`. */
  async listGathered({ id: ofDigest, userId: person }: Delivery, limit: number): Promise<ListedThings> {
    const scope = { persons: person === null ? [] : [person] };
    const rows = await this.#db.readWithin(scope, listGathered, { digestId: ofDigest, limit });
    return { count: rows[0]?.count ?? 0, listed: rows.map(({ count: _, ...each }) => each) };
  }

  /** Of which accounts a digest tells; null among them for what is of none. */
  async listAccounts({ id: ofDigest, userId: person }: Delivery): Promise<(string | null)[]> {
    const scope = { persons: person === null ? [] : [person] };
    const rows = await this.#db.readWithin(scope, listAccounts, { digestId: ofDigest });
    return rows.map((row) => row.accountId);
  }

  /**
   * Until the end of the transaction nobody else decides of what is told to the group, and nothing that waits for its person is decided
   * of anew. There need not be a row to lock.
   */
  async lock(tx: Transaction, { userId: person, category: of, channel: by }: Group): Promise<void> {
    const group = `deliveries ${person} ${of} ${by}`;
    await tx.execute(
      sql`select pg_advisory_xact_lock_shared(hashtextextended(${choicesOf(person)}, 0)), pg_advisory_xact_lock(hashtextextended(${group}, 0))`,
    );
  }

  /** When what has gone to the group since then was let go, the oldest first, at most `limit`. */
  async listReleased(tx: Transaction, group: Group, since: Date, limit: number): Promise<Date[]> {
    const rows = await tx
      .select({ releasedAt })
      .from(deliveries)
      .where(and(ofGroup(group), gt(releasedAt, since)))
      .orderBy(asc(releasedAt))
      .limit(limit);
    return rows.flatMap((row) => row.releasedAt ?? []);
  }

  /** Lets it go. False where it is settled, or was let go before. */
  async release(tx: Transaction, { id: ofDelivery }: Delivery, at: Date): Promise<boolean> {
    const released = await tx
      .update(deliveries)
      .set({ releasedAt: at })
      .where(and(eq(id, ofDelivery), eq(status, 'queued'), isNull(releasedAt)))
      .returning({ id });
    return released.length > 0;
  }

  /** Nothing is done with it before that. False where it is settled. */
  async hold(tx: Transaction, { id: ofDelivery }: Delivery, until: Date): Promise<boolean> {
    const held = await tx
      .update(deliveries)
      .set({ notBefore: until })
      .where(and(eq(id, ofDelivery), eq(status, 'queued')))
      .returning({ id });
    if (held.length === 0) return false;
    await tx.update(deliveryQueue).set({ dueAt: until }).where(eq(deliveryQueue.deliveryId, ofDelivery));
    return true;
  }

  /** The digest to which something can be added; until the end of the transaction it is not closed. Null where there is none. */
  async findOpenDigest(tx: Transaction, group: Group): Promise<Delivery | null> {
    const [open] = await tx
      .select()
      .from(deliveries)
      .where(and(ofGroup(group), eq(kind, digestKind), eq(status, 'queued'), isNull(releasedAt)))
      .for('update');
    return open ?? null;
  }

  async insertDigest(
    tx: Transaction,
    { id: newDigestId, userId: person, category: of, channel: by }: Group & { readonly id: string },
    { at, dueAt }: { readonly at: Date; readonly dueAt: Date },
  ): Promise<Delivery> {
    const [inserted] = await tx
      .insert(deliveries)
      .values({
        id: newDigestId,
        userId: person,
        occasionId: newDigestId,
        kind: digestKind,
        category: of,
        channel: by,
        status: 'queued',
        occurredAt: at,
        createdAt: at,
        notBefore: dueAt,
      })
      .returning();
    const digest = inserted as Delivery;
    await tx
      .insert(deliveryQueue)
      .values({ deliveryId: newDigestId, userId: person, channel: by, action: 'send', dueAt });
    return digest;
  }

  /** Until the end of the transaction nobody else decides of it. False where it has begun, is settled, or is no more. */
  async lockGatherable(tx: Transaction, { id: ofDelivery }: Delivery): Promise<boolean> {
    const locked = await tx
      .select({ id })
      .from(deliveries)
      .where(and(eq(id, ofDelivery), eq(status, 'queued'), isNull(releasedAt)))
      .for('update');
    return locked.length > 0;
  }

  /** What is locked is told with the digest, and by itself no more; what it says is kept for that. */
  async gather(
    tx: Transaction,
    { id: ofDelivery }: Delivery,
    digest: Pick<Delivery, 'id'>,
    { at, forgetAt }: { readonly at: Date; readonly forgetAt: Date },
  ): Promise<void> {
    await tx
      .update(deliveries)
      .set({ status: 'digested', digestId: digest.id, settledAt: at })
      .where(eq(id, ofDelivery));
    await tx
      .update(deliveryQueue)
      .set({ action: 'forget', dueAt: forgetAt })
      .where(eq(deliveryQueue.deliveryId, ofDelivery));
  }

  /** Whatever waits for the person is due, to be decided of anew; also what somebody puts there just now, who is waited for. */
  async makeDue(tx: Transaction, person: string, at: Date): Promise<void> {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${choicesOf(person)}, 0))`);
    const waiting = tx
      .select({ id })
      .from(deliveries)
      .where(and(eq(userId, person), eq(status, 'queued'), isNotNull(notBefore), isNull(releasedAt)));
    await tx
      .update(deliveryQueue)
      .set({ dueAt: at })
      .where(and(sql`${deliveryQueue.deliveryId} in ${waiting}`, gt(deliveryQueue.dueAt, at)));
  }
}

function choicesOf(person: string): string {
  return `deliveries ${person}`;
}

function ofGroup({ userId: person, category: of, channel: by }: Group) {
  return and(eq(userId, person), eq(category, of), eq(channel, by));
}
