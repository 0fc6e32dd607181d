import { randomUUID } from 'node:crypto';
import { Database } from '@trivet/database';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { schemaPart } from '../../app.ts';
import { type NotificationsStage, startNotifications } from '../../tests/notifications-fixture.ts';
import { DecisionRepository } from '../explanations/decision.repository.ts';
import { DecisionService } from '../explanations/decision.service.ts';
import type { Delivery } from './delivery.model.ts';
import { DeliveryRepository } from './delivery.repository.ts';
import { DeliveryService } from './delivery.service.ts';
import { GatheringRepository } from './gathering.repository.ts';
import { GatheringService, type Grounds, type Group } from './gathering.service.ts';

const hourMs = 3_600_000;

let stage: NotificationsStage;
let db: Database;
let gathering: GatheringService;
let deliveries: DeliveryService;
let group: Group;
beforeAll(async () => {
  // Its own job has no sender, and leaves the queue alone.
  stage = await startNotifications('gathering', { sender: 'none' });
  db = new Database({ url: stage.host.database.urlFor(schemaPart.role), applicationName: 'test' });
  const { clock } = stage.host;
  const decisions = new DecisionService({ decisions: new DecisionRepository(db), clock });
  deliveries = new DeliveryService({ db, deliveries: new DeliveryRepository(db), decisions, clock });
  gathering = new GatheringService({ db, gathering: new GatheringRepository(db), decisions, clock });
});
afterAll(async () => {
  await db?.close();
  await stage?.stop();
});
beforeEach(() => {
  group = { userId: randomUUID(), category: 'activity', channel: 'email' };
});

const grounds = (stillHold = async () => true): Grounds => ({ group, stillHold });
const inHours = (hours: number) => new Date(stage.host.clock.now().getTime() + hours * hourMs);

/** Something that a person of the group is to be told of. */
async function queued(): Promise<Delivery> {
  const { userId, category } = group;
  const draft = {
    ...{ userId, category, accountId: null, occasionId: randomUUID(), kind: 'user.created' },
    ...{ chosenBy: 'person' as const, occurredAt: stage.host.clock.now(), title: 'Title', body: 'Body', target: null },
  };
  await db.transaction({ persons: [userId] }, (tx) => deliveries.queue(tx, 'email', [draft]));
  const [found] = await stage.host.admin<[{ id: string }]>`
    select id from notifications.deliveries where occasion_id = ${draft.occasionId}`;
  const delivery = await deliveries.find({ deliveryId: found.id, userId, accountId: null, channel: 'email' });
  if (!delivery) throw new Error('It is not queued.');
  return delivery;
}
const digests = () => stage.host.admin<{ status: string; gathered: number }[]>`
  select status, (select count(*)::int from notifications.deliveries as each where each.digest_id = digest.id) as gathered
  from notifications.deliveries as digest
  where user_id = ${group.userId} and kind = 'notification.digest' order by id`;

it('begins no digest for what is not to be told any more', async () => {
  const erased = await queued();
  await stage.host.admin`delete from notifications.deliveries where id = ${erased.id}`;
  await gathering.gather(erased, grounds(), inHours(1));
  expect(await digests()).toEqual([]);
  await gathering.release(await queued(), grounds(), { max: 1, perMs: hourMs });
  const throttled = await queued();
  await stage.host.admin`delete from notifications.deliveries where id = ${throttled.id}`;
  expect(await gathering.release(throttled, grounds(), { max: 1, perMs: hourMs })).toBe(false);
  expect(await digests()).toEqual([]);
});

it('does nothing where its person has chosen anew since', async () => {
  const chosenAnew = grounds(async () => false);
  await gathering.gather(await queued(), chosenAnew, inHours(1));
  await gathering.release(await queued(), grounds(), { max: 1, perMs: hourMs });
  expect(await gathering.release(await queued(), chosenAnew, { max: 1, perMs: hourMs })).toBe(false);
  expect(await digests()).toEqual([]);
});

it('is waited for by who chooses in the very moment, and decided of anew then', async () => {
  const { admin, clock } = stage.host;
  const { userId } = group;
  let choosing: Promise<void> | undefined;
  const stillHold = async () => {
    choosing = db.transaction({ persons: [userId] }, (tx) => gathering.reconsider(tx, userId));
    const waiting = () => admin`
      select pid from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`;
    await Promise.race([choosing, expect.poll(waiting, { timeout: 15_000 }).toHaveLength(1)]);
    return true;
  };
  await gathering.gather(await queued(), grounds(stillHold), inHours(1));
  await choosing;
  const due = await admin`
    select due_at as at from notifications.delivery_queue where user_id = ${userId} and action = 'send'`;
  expect(due).toEqual([{ at: clock.now() }]);
});

it('lists the first of what there is, and says how much that is', async () => {
  const [first, second] = [await queued(), await queued()];
  for (const delivery of [first, second]) await gathering.gather(delivery, grounds(), inHours(1));
  const [digest] = await stage.host.admin<[Delivery]>`
    select id, user_id as "userId" from notifications.deliveries where kind = 'notification.digest' and user_id = ${group.userId}`;
  const { count, listed } = await gathering.list(digest, 1);
  expect([count, listed.length]).toEqual([2, 1]);
});

it('adds nothing to a digest that is too late to be told', async () => {
  await gathering.gather(await queued(), grounds(), inHours(1));
  stage.host.clock.advance(2 * hourMs);
  // It is still to be told.
  await gathering.gather(await queued(), grounds(), inHours(1));
  stage.host.clock.advance(24 * hourMs);
  await gathering.gather(await queued(), grounds(), inHours(1));
  expect(await digests()).toEqual([
    { status: 'queued', gathered: 2 },
    { status: 'queued', gathered: 1 },
  ]);
});

it('waits in vain where nobody sends by the channel: after a day it is given up', async () => {
  const { id } = await queued();
  stage.host.clock.advance(24 * hourMs + 1);
  await stage.restart();
  const states = () => stage.host.admin`select status, failure from notifications.deliveries where id = ${id}`;
  await expect.poll(states, { timeout: 15_000 }).toEqual([{ status: 'failed', failure: 'TOO_LATE' }]);
});
