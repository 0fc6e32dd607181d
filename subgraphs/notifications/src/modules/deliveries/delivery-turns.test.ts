import { randomUUID } from 'node:crypto';
import { Database } from '@trivet/database';
import { startTestHost, type TestHost } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { schemaPart } from '../../app.ts';
import { DecisionRepository } from '../explanations/decision.repository.ts';
import { DecisionService } from '../explanations/decision.service.ts';
import type { SentChannel } from '../kinds/notification-kind.model.ts';
import type { QueuedDelivery } from './delivery.model.ts';
import { DeliveryRepository } from './delivery.repository.ts';
import { DeliveryService } from './delivery.service.ts';

let host: TestHost;
let db: Database;
let deliveries: DeliveryService;
beforeAll(async () => {
  host = await startTestHost({ name: 'turns', key: 'notifications', parts: [schemaPart] });
  db = new Database({ url: host.database.urlFor(schemaPart.role), applicationName: 'test' });
});
afterAll(async () => {
  await db?.close();
  await host?.stop();
});
beforeEach(async () => {
  const { clock } = host;
  const decisions = new DecisionService({ decisions: new DecisionRepository(db), clock });
  deliveries = new DeliveryService({ db, deliveries: new DeliveryRepository(db), decisions, clock });
  await host.admin`truncate notifications.deliveries, notifications.delivery_turns cascade`;
  host.clock.advance(1_000);
});

/** So many for persons of an account; `before` is done before they are committed. */
async function queue(accountId: string, count: number, { channel = 'email', before }: Queueing = {}): Promise<void> {
  const persons = Array.from({ length: count }, () => randomUUID());
  await db.transaction({ persons, accounts: [accountId] }, async (tx) => {
    const drafts = persons.map((userId) => ({
      ...{ userId, accountId, occasionId: randomUUID(), kind: 'announcement.sent', occurredAt: host.clock.now() },
      ...{ category: 'announcement' as const, title: 'Title', body: 'Body', target: null, chosenBy: 'nobody' as const },
    }));
    await deliveries.queue(tx, channel, drafts);
    await before?.();
  });
}
interface Queueing {
  readonly channel?: SentChannel;
  readonly before?: () => Promise<void>;
}

const take = (count: number, but: readonly QueuedDelivery[] = []) =>
  deliveries.takeDue(
    but.map(({ deliveryId }) => deliveryId),
    new Map([['email', count]]),
  );
const sent = async (taken: readonly QueuedDelivery[]) => {
  for (const queued of taken) {
    const delivery = await deliveries.find(queued);
    if (delivery) await deliveries.settle(delivery, 'sent');
  }
};
const accountsOf = (taken: readonly QueuedDelivery[]) => taken.map(({ accountId }) => accountId);

describe('what is queued', () => {
  it('is sent in turns: who has thousands waiting is in nobody’s way', async () => {
    const [many, few] = [randomUUID(), randomUUID()];
    await queue(many, 3_000);
    const first = await take(8);
    expect(accountsOf(first)).toEqual(Array.from({ length: 8 }, () => many));

    host.clock.advance(10);
    await queue(few, 2);
    await sent(first);
    const next = [...(await take(1)), ...(await take(1))];
    expect(new Set(accountsOf(next))).toEqual(new Set([many, few]));
    // And so do those who come again.
    await sent(next);
    host.clock.advance(10);
    expect(accountsOf(await take(4)).filter((account) => account === few)).toHaveLength(1);
  });

  it('fills all places, whoever has it', async () => {
    const accounts = [randomUUID(), randomUUID(), randomUUID()];
    for (const account of accounts) await queue(account, 5);
    const taken = await take(8);
    const counts = accounts.map((account) => taken.filter(({ accountId }) => accountId === account).length);
    expect(counts.toSorted()).toEqual([2, 3, 3]);
    expect(await take(8, taken)).toHaveLength(7);
  });

  it('is taken of each channel by its own places', async () => {
    const account = randomUUID();
    await queue(account, 2);
    await queue(account, 2, { channel: 'push' });
    const taken = await deliveries.takeDue(
      [],
      new Map([
        ['email', 1],
        ['push', 8],
      ]),
    );
    expect(taken.map(({ channel }) => channel).toSorted()).toEqual(['email', 'push', 'push']);
  });

  it('is taken again a second after whoever took it has gone', async () => {
    await queue(randomUUID(), 1);
    const [one] = await take(8);
    expect(await take(8, [one as QueuedDelivery])).toEqual([]);
    // Another process, which has nothing under way.
    host.clock.advance(1_000);
    expect(await take(8)).toEqual([one]);
  });

  it('is not kept from a free place by those of whom all is under way for long', async () => {
    for (let index = 0; index < 7; index += 1) await queue(randomUUID(), 1);
    const hanging = await take(8);
    expect(hanging).toHaveLength(7);
    host.clock.advance(5_000);
    const [many, few] = [randomUUID(), randomUUID()];
    await queue(many, 3);
    host.clock.advance(10);
    await queue(few, 2);
    const order: QueuedDelivery[] = [];
    for (let index = 0; index < 5; index += 1) {
      host.clock.advance(10);
      const taken = await take(1, hanging);
      order.push(...taken);
      await sent(taken);
    }
    expect(accountsOf(order)).toEqual([many, few, many, few, many]);
  });

  it('waits for nobody of whom nothing is left, however many these are', async () => {
    for (let index = 0; index < 40; index += 1) await queue(randomUUID(), 1);
    const before = await take(40);
    await sent(before);
    host.clock.advance(2_000);
    await queue(randomUUID(), 1);
    expect([before.length, (await take(8)).length]).toEqual([40, 1]);
    expect(await host.admin`select count(*)::int as count from notifications.delivery_turns`).toEqual([{ count: 1 }]);
  });

  it('is not overlooked when it is committed while others of the same account are taken', async () => {
    const account = randomUUID();
    await queue(account, 1);
    const first = await take(8);
    const late: QueuedDelivery[][] = [];
    await queue(account, 1, {
      before: async () => {
        await sent(first);
        late.push(await take(8));
      },
    });
    expect(late).toEqual([[]]);
    expect(await take(8)).toHaveLength(1);
  });

  it('waits until it is due, and leaves no turn behind when it is sent', async () => {
    await queue(randomUUID(), 1);
    const [one] = await take(8);
    const delivery = await deliveries.find(one as QueuedDelivery);
    if (!delivery) throw new Error('It is not there.');
    await deliveries.postpone(delivery, 60_000, 'REFUSED_FOR_NOW');
    host.clock.advance(59_999);
    expect(await take(8)).toEqual([]);
    host.clock.advance(1);
    expect(await take(8)).toEqual([one]);
    await sent([one as QueuedDelivery]);
    host.clock.advance(1_000);
    expect(await take(8)).toEqual([]);
    expect(await host.admin`select 1 from notifications.delivery_turns`).toEqual([]);
  });

  it('is settled when it is late and nobody sends by its channel any more, and says so', async () => {
    const { admin, clock } = host;
    await queue(randomUUID(), 3, { channel: 'push' });
    await queue(randomUUID(), 1);
    const [begun, , waiting] = await deliveries.takeDue([], new Map([['push', 3]]));
    const delivery = await deliveries.find(begun as QueuedDelivery);
    if (!delivery) throw new Error('It is not there.');
    await db.transaction(deliveries.scopeOf(delivery), (tx) => deliveries.beginAttempt(tx, delivery, 'fcm'));
    const until = new Date(clock.now().getTime() + 24 * 3_600_000);
    await admin`update notifications.deliveries set not_before = ${until} where id = ${waiting?.deliveryId ?? ''}`;
    const states = () => admin`
      select channel, status, failure, (select string_agg(concat_ws(' ', code, detail), ', ' order by d.id)
        from notifications.delivery_decisions d where delivery_id = deliveries.id) as steps
      from notifications.deliveries order by channel, status`;
    const mail = { channel: 'email', status: 'queued', failure: null, steps: null };
    const left = { ...mail, channel: 'push' };
    clock.advance(24 * 3_600_000 - 1);
    await deliveries.giveUp(['push']);
    expect((await states()).map(({ status }) => status)).toEqual(['queued', 'queued', 'queued', 'queued']);
    clock.advance(2_000);
    await deliveries.giveUp(['push']);
    const failed = { ...left, status: 'failed', failure: 'TOO_LATE', steps: 'failed CHANNEL_OFF' };
    const unknown = { ...left, status: 'unknown', steps: 'attempted, unknown CHANNEL_OFF' };
    expect(await states()).toEqual([mail, failed, left, unknown]);
    clock.advance(24 * 3_600_000);
    for (let times = 0; times < 2; times += 1) {
      await deliveries.giveUp(['push']);
      clock.advance(2_000);
    }
    expect(await states()).toEqual([mail, failed, failed, unknown]);
    expect(await admin`select channel from notifications.delivery_turns`).toEqual([{ channel: 'email' }]);
  });

  it('is found by indexes, however much waits', async () => {
    const many = randomUUID();
    await queue(many, 5_000);
    await host.admin`analyze notifications.delivery_queue`;
    const plan = await host.admin`
      explain (format text) select delivery_id from notifications.delivery_queue
      where action = 'send' and channel = 'email' and tenant_id = ${many} and due_at <= now() order by due_at limit 8`;
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('delivery_queue_channel_tenant_id_due_at_idx');
  });
});
