import { randomUUID } from 'node:crypto';
import { Database } from '@trivet/database';
import type { UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { schemaPart } from '../../app.ts';
import { deviceKey, type NotificationsStage, person, startNotifications } from '../../tests/notifications-fixture.ts';
import { createSendingBy } from '../../tests/sending-fixture.ts';
import { type Provider, ProviderChain } from '../channels/provider-chain.ts';
import { type Refusal, RefusedError } from '../channels/refused-error.ts';
import type { SendingService } from '../channels/sending.service.ts';
import type { DeliveryService } from '../deliveries/delivery.service.ts';
import { DeviceRepository } from '../devices/device.repository.ts';
import { DeviceService } from '../devices/device.service.ts';
import { DeviceCipher } from '../devices/device-cipher.ts';
import { ShortTexts } from '../mails/short-texts.ts';
import { type Push, PushChannel } from './push-channel.ts';

/** Takes what is for devices that it does not refuse, by their names. */
class TestCarrier implements Provider<Push> {
  readonly name = 'carrier';
  readonly refuses = new Map<string, Refusal | 'breaks off'>();
  #asked: string[] = [];

  async send({ device }: Push): Promise<string> {
    this.#asked.push(device.name);
    const refusal = this.refuses.get(device.name);
    if (refusal === 'breaks off') throw new Error('The connection ended.');
    if (refusal) throw new RefusedError('no', { refusal });
    return `id of ${device.name}`;
  }

  /** For which devices since it was asked last. */
  asked(): string[] {
    return this.#asked.splice(0).sort();
  }
}

let stage: NotificationsStage;
let db: Database;
let carrier: TestCarrier;
let sending: SendingService;
let deliveries: DeliveryService;
beforeAll(async () => {
  // Its own job has nobody who pushes, and leaves the queue alone.
  stage = await startNotifications('a part of the devices', { sender: 'none' });
  stage.persons.set('*', { email: 'ada@example.com' });
  db = new Database({ url: stage.host.database.urlFor(schemaPart.role), applicationName: 'test' });
});
afterAll(async () => {
  await db?.close();
  await stage?.stop();
});
beforeEach(() => {
  const { clock, logger } = stage.host;
  carrier = new TestCarrier();
  ({ sending, deliveries } = createSendingBy(stage, db, ({ persons, renderer }) => {
    const cipher = new DeviceCipher(deviceKey);
    const devices = new DeviceService({ db, devices: new DeviceRepository(db), cipher, clock, webPushServices: [] });
    const chain = new ProviderChain<Push>({ providers: [carrier], clock, logger });
    const lines = new Map([['android', { name: carrier.name, chain }]] as const);
    const texts = new ShortTexts({ persons, renderer });
    return [new PushChannel({ devices, texts, lines, linkTo: (target) => target, logger })];
  }));
});

type Queued = Parameters<SendingService['send']>[0];
const changing = async (viewer: UserViewer, field: string, input: string) => {
  const { data } = await stage.ask(viewer, `mutation { done: ${field}(input: ${input}) { userErrors { code } } }`);
  expect(data.done.userErrors).toEqual([]);
};
const prefers = (viewer: UserViewer, isOn: boolean) =>
  changing(viewer, 'notificationPreferenceUpdate', `{ category: ACTIVITY, channel: PUSH, enabled: ${isOn} }`);

/** Something that is to be pushed to somebody with a phone and a tablet, and the phone has it; the tablet was refused for now. */
async function takenByPhone() {
  const viewer = person();
  const { userId } = viewer;
  await prefers(viewer, true);
  const tokens = { Phone: `${randomUUID()}:${randomUUID()}`, Tablet: `${randomUUID()}:${randomUUID()}` };
  for (const [name, token] of Object.entries(tokens))
    await changing(viewer, 'deviceRegister', `{ platform: ANDROID, name: "${name}", token: "${token}" }`);
  const draft = { userId, accountId: null, occasionId: randomUUID(), kind: 'test', category: 'activity' } as const;
  const said = { occurredAt: stage.host.clock.now(), title: 'Title', body: 'Body', target: null };
  await db.transaction({ persons: [userId] }, (tx) =>
    deliveries.queue(tx, 'push', [{ ...draft, ...said, chosenBy: 'person' }]),
  );
  const [queued] = await stage.host.admin<Queued[]>`
    select delivery_id as "deliveryId", user_id as "userId", account_id as "accountId", channel
    from notifications.delivery_queue where user_id = ${userId}`;
  if (!queued) throw new Error('It is not queued.');
  carrier.refuses.set('Tablet', 'later');
  await sending.send(queued);
  expect(carrier.asked()).toEqual(['Phone', 'Tablet']);
  return { viewer, queued };
}
async function stateOf({ deliveryId }: Queued) {
  const [row] = await stage.host.admin`
    select status, failure, attempts, title, attempted_at is not null as open, cardinality(waiting_devices) as waiting
    from notifications.deliveries where id = ${deliveryId}`;
  return row;
}
const stepsOf = async ({ deliveryId }: Queued) => {
  const rows = await stage.host.admin<{ step: string }[]>`
    select concat_ws(' ', code, detail) as step from notifications.delivery_decisions
    where delivery_id = ${deliveryId} order by id`;
  return rows.map(({ step }) => step);
};
const sent = { status: 'sent', failure: null, title: null, open: false, waiting: null };

describe('what a push service refuses for now while another device has it', () => {
  it('is tried again on that device alone, until it has it, and on none twice', async () => {
    const { queued } = await takenByPhone();
    const waiting = { status: 'queued', failure: null, title: 'Title', open: false, waiting: 1 };
    expect(await stateOf(queued)).toEqual({ ...waiting, attempts: 1 });
    await sending.send(queued);
    expect([carrier.asked(), await stateOf(queued)]).toEqual([['Tablet'], { ...waiting, attempts: 2 }]);
    carrier.refuses.clear();
    await sending.send(queued);
    expect([carrier.asked(), await stateOf(queued)]).toEqual([['Tablet'], { ...sent, attempts: 3 }]);
    await sending.send(queued);
    expect(carrier.asked()).toEqual([]);
    const refused = 'refused REFUSED_FOR_NOW';
    expect(await stepsOf(queued)).toEqual(['attempted', 'sent', refused, 'attempted', refused, 'attempted', 'sent']);
  });

  it('waits longer from one time to the next', async () => {
    const { queued } = await takenByPhone();
    const dueIn = async () => {
      const [row] = await stage.host.admin<{ due_at: Date }[]>`
        select due_at from notifications.delivery_queue where delivery_id = ${queued.deliveryId}`;
      return (row?.due_at.getTime() ?? 0) - stage.host.clock.now().getTime();
    };
    const first = await dueIn();
    await sending.send(queued);
    expect([first, await dueIn()]).toEqual([1_000, 4_000]);
  });

  it.each<[what: string, happens: (of: { viewer: UserViewer; queued: Queued }) => unknown]>([
    ['is refused for good', () => carrier.refuses.set('Tablet', 'permanent')],
    ['breaks off, so that nobody knows', () => carrier.refuses.set('Tablet', 'breaks off')],
    [
      'is refused ten times',
      ({ queued }) => stage.host.admin`
      update notifications.deliveries set attempts = 10 where id = ${queued.deliveryId}`,
    ],
    [
      'has waited for a day',
      ({ queued }) => stage.host.admin`
      update notifications.deliveries set occurred_at = occurred_at - interval '25 hours' where id = ${queued.deliveryId}`,
    ],
    ['is of who does not want it any more', ({ viewer }) => prefers(viewer, false)],
    [
      'is of a device that is no more',
      ({ viewer }) => stage.host.admin`
      delete from notifications.devices where user_id = ${viewer.userId} and name = 'Tablet'`,
    ],
  ])('is sent all the same where the other %s', async (_what, happens) => {
    const of = await takenByPhone();
    await happens(of);
    for (let times = 0; times < 2; times += 1) await sending.send(of.queued);
    expect(await stateOf(of.queued)).toMatchObject(sent);
    expect(carrier.asked()).not.toContain('Phone');
  });
});
