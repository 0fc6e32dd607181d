import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import { Database } from '@trivet/database';
import { globalId, type UserViewer } from '@trivet/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { schemaPart } from '../../app.ts';
import { type FcmServer, fcmError, fcmFailure, startFcmServer } from '../../tests/fakes/fcm-server.ts';
import { type FakeBrowser, startWebPushServer, type WebPushServer } from '../../tests/fakes/web-push-server.ts';
import {
  deviceKey,
  type NotificationsStage,
  person,
  startNotifications,
  userCreated,
} from '../../tests/notifications-fixture.ts';
import { ProviderChain } from '../channels/provider-chain.ts';
import type { RefusedError } from '../channels/refused-error.ts';
import type { DevicePlatform } from '../devices/device.model.ts';
import { DeviceRepository } from '../devices/device.repository.ts';
import { DeviceService } from '../devices/device.service.ts';
import { DeviceCipher } from '../devices/device-cipher.ts';
import { ShortTexts } from '../mails/short-texts.ts';
import { PersonService } from '../persons/person.service.ts';
import { LetterRenderer } from '../templates/rendering/letter-renderer.ts';
import { FcmStrategy } from './fcm.strategy.ts';
import { carrierOf, PushChannel, type PushLine, type ToldDelivery } from './push-channel.ts';
import type { PushProvider } from './push-provider.ts';
import { WebPushStrategy } from './web-push.strategy.ts';

const vapid = { subject: 'mailto:push@example.com', ...webPush.generateVAPIDKeys() };
const services = ['localhost', 'fcm.googleapis.com'];
let stage: NotificationsStage;
let db: Database;
let devices: DeviceService;
let [browsers, google]: [WebPushServer?, FcmServer?] = [];
let strategies: readonly PushProvider[] = [];
let channel: PushChannel;
beforeAll(async () => {
  stage = await startNotifications('pushes');
  const { database, clock, logger, graph } = stage.host;
  db = new Database({ url: database.urlFor(schemaPart.role), applicationName: 'pushes' });
  const cipher = new DeviceCipher(deviceKey);
  devices = new DeviceService({ db, devices: new DeviceRepository(db), cipher, clock, webPushServices: services });
  browsers = await startWebPushServer();
  google = await startFcmServer(() => clock.now());
  const web = new WebPushStrategy({ vapid, services, privateNetworks: ['127.0.0.0/8', '::1'], ca: browsers.ca });
  const android = new FcmStrategy({ account: google.account, origin: google.origin, ca: google.ca, clock });
  strategies = [web, android];
  const line = (service: PushProvider): PushLine => ({
    name: service.name,
    chain: new ProviderChain({ providers: [carrierOf(service)], clock, logger, places: 160 }),
  });
  const lines = new Map<DevicePlatform, PushLine>([
    ['web', line(web)],
    ['android', line(android)],
  ]);
  const linkTo = (target: string | null) => target && `https://app.example.com/open/${target}`;
  const renderer = new LetterRenderer({ productName: 'Trivet', logger });
  const texts = new ShortTexts({ persons: new PersonService({ graph, clock }), renderer });
  channel = new PushChannel({ devices, texts, lines, linkTo, logger });
  stage.persons.set('*', { email: 'ada@example.com' });
});
afterAll(async () => {
  await Promise.all(strategies.map((strategy) => strategy.close()));
  await Promise.all([browsers?.stop(), google?.stop()]);
  await db?.close();
  await stage?.stop();
});
afterEach(() => {
  browsers?.next.splice(0);
  google?.next.splice(0);
});

function deliveryTo({ userId }: UserViewer, category: ToldDelivery['category'] = 'activity'): ToldDelivery {
  const said = { kind: 'news.came', title: 'News', body: 'There is some.', target: 'res_1', payload: null };
  const waitingDevices = null;
  return {
    id: randomUUID(),
    userId,
    accountId: null,
    category,
    ...said,
    waitingDevices,
    occurredAt: stage.host.clock.now(),
  };
}
const register = (viewer: UserViewer, input: object) =>
  stage.ask(
    viewer,
    'mutation ($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { message } } }',
    { input: { name: 'Device', ...input } },
  );

/** As the two push services know them; nothing is registered by the API here, whose list of services has no test's. */
async function browserOf(viewer: UserViewer): Promise<FakeBrowser> {
  const browser = (browsers as WebPushServer).subscribe(vapid.publicKey);
  const { subscription } = browser;
  await insert(viewer, 'web', JSON.stringify(subscription));
  return browser;
}
async function phoneOf(viewer: UserViewer): Promise<string> {
  const token = `${randomUUID()}:${randomUUID()}`;
  google?.devices.add(token);
  await insert(viewer, 'android', token);
  return token;
}
async function insert({ userId, sessionId }: UserViewer, platform: DevicePlatform, token: string): Promise<void> {
  const cipher = new DeviceCipher(deviceKey);
  const [id, at] = [randomUUID(), stage.host.clock.now()];
  const device = { id, userId, sessionId, platform, name: 'Device', createdAt: at, registeredAt: at };
  await db.transaction({ persons: [userId] }, (tx) =>
    new DeviceRepository(db).insert(tx, { ...device, token: cipher.encrypt(id, token) }, cipher.hash(platform, token)),
  );
}
async function send(delivery: ToldDelivery, begins: string[] = []) {
  const dispatch = await channel.compose(delivery);
  return dispatch?.send(async (provider) => begins.push(provider) > 0);
}
const left = async ({ userId }: UserViewer) => (await devices.listReachable(userId)).length;

describe('what a person is told on his devices', () => {
  it('is one delivery to all of them, begun once', async () => {
    const ada = person();
    const [laptop, tablet, phone] = [await browserOf(ada), await browserOf(ada), await phoneOf(ada)];
    const begins: string[] = [];
    const delivery = deliveryTo(ada);
    expect(await send(delivery, begins)).toEqual({ provider: 'fcm, web-push', messageId: null, waitingDevices: [] });
    expect(begins).toEqual(['fcm, web-push']);
    const shown = { id: delivery.id, title: 'News', body: 'There is some.', url: 'https://app.example.com/open/res_1' };
    expect([laptop.received, tablet.received]).toEqual([[shown], [shown]]);
    expect(google?.received.at(-1)).toMatchObject({ token: phone, data: { id: delivery.id } });
    expect(await send(deliveryTo(person()))).toBeUndefined();
  });

  it('is sent when one device has it, and devices that are no more are forgotten', async () => {
    const ada = person();
    const [laptop, phone] = [await browserOf(ada), await phoneOf(ada)];
    laptop.unsubscribe();
    const receipt = await send(deliveryTo(ada));
    expect(receipt).toMatchObject({ provider: 'fcm', messageId: expect.stringContaining('/messages/') });
    expect(await left(ada)).toBe(1);
    google?.devices.delete(phone);
    expect(await send(deliveryTo(ada))).toBeNull();
    expect(await left(ada)).toBe(0);
    expect(await channel.compose(deliveryTo(ada))).toBeNull();
  });

  it('is tried again where none has it and one may later, and is not where none ever will', async () => {
    const ada = person();
    await browserOf(ada);
    await phoneOf(ada);
    const refusalOf = (delivery: ToldDelivery) => send(delivery).catch((error: RefusedError) => error.refusal);
    browsers?.next.push({ status: 413 });
    google?.next.push(fcmFailure(429, 'RESOURCE_EXHAUSTED', fcmError('QUOTA_EXCEEDED')));
    expect(await refusalOf(deliveryTo(ada))).toBe('unavailable');
    browsers?.next.push({ status: 413 });
    google?.next.push(fcmFailure(403, 'PERMISSION_DENIED', fcmError('SENDER_ID_MISMATCH')));
    expect(await refusalOf(deliveryTo(ada))).toBe('permanent');
    expect(await left(ada)).toBe(2);
  });

  it('is not known to be sent where a push service hangs up, and that is sent where another device has it', async () => {
    const ada = person();
    await browserOf(ada);
    browsers?.next.push(null);
    await expect(send(deliveryTo(ada))).rejects.not.toHaveProperty('refusal');
    await phoneOf(ada);
    browsers?.next.push(null);
    expect(await send(deliveryTo(ada))).toMatchObject({ provider: 'fcm' });
  });

  it('says of an announcement whose word it is, and wakes for what concerns security', async () => {
    const ada = person();
    const laptop = await browserOf(ada);
    await send(deliveryTo(ada, 'announcement'));
    await send(deliveryTo(ada, 'security'));
    expect(laptop.received.map(({ title }) => title)).toEqual(['Announcement: News', 'News']);
    expect(laptop.headers.map(({ urgency }) => urgency)).toEqual(['normal', 'high']);
  });

  it('is said in his language, as far as it is ours to say', async () => {
    const ada = person();
    stage.persons.set(ada.userId, { email: 'ada@example.com', preferences: { locale: 'de-AT', timeZone: 'UTC' } });
    const laptop = await browserOf(ada);
    const kind = 'resource.created';
    await send({ ...deliveryTo(ada), kind, payload: { resourceType: 'document' } });
    await send({ ...deliveryTo(ada, 'security'), kind: 'security.passkey_removed' });
    await send(deliveryTo(ada, 'announcement'));
    expect(laptop.received.map(({ title }) => title)).toEqual([
      'Neu: document',
      'Ein Passkey wurde entfernt',
      'Ankündigung: News',
    ]);
  });
});

it('goes to the development mailbox where push services are not set up, to who has chosen it, and into no log', async () => {
  const ada = person();
  const p256dh = createECDH('prime256v1').generateKeys().toString('base64url');
  const subscription = {
    endpoint: `https://fcm.googleapis.com/fcm/send/${randomUUID()}`,
    keys: { p256dh, auth: randomBytes(16).toString('base64url') },
  };
  await register(ada, { platform: 'WEB', subscription });
  await stage.happen(userCreated(ada.userId));
  await stage.caughtUp();
  const pushes = () => stage.host.admin`
    select recipient, subject, text from notifications.mailbox where channel = 'push' and recipient = 'Device (web)'`;
  expect(await pushes()).toEqual([]);
  const choose =
    'mutation { notificationPreferenceUpdate(input: { category: ACTIVITY, channel: PUSH, enabled: true }) { userErrors { code } } }';
  await stage.ask(ada, choose);
  await stage.happen(userCreated(ada.userId));
  await expect.poll(pushes, { timeout: 15_000 }).toMatchObject([{ subject: 'Welcome' }]);
  const deliveries = () => stage.host.admin`
    select status, provider, title from notifications.deliveries where user_id = ${ada.userId} and channel = 'push'`;
  await expect.poll(deliveries, { timeout: 15_000 }).toEqual([{ status: 'sent', provider: 'mailbox', title: null }]);
  const logs = JSON.stringify(stage.host.lines);
  for (const secret of [subscription.endpoint, subscription.keys.auth, 'There is some', globalId('usr', ada.userId)])
    expect(logs).not.toContain(secret);
});
