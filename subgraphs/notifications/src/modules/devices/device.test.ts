import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import { Database, openPostgres } from '@trivet/database';
import type { RecordedEvent } from '@trivet/messaging';
import { globalId, type UserViewer, type Viewer } from '@trivet/platform';
import { asUser } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { schemaPart } from '../../app.ts';
import {
  deviceKey,
  type NotificationsStage,
  person,
  startNotifications,
  userCreated,
} from '../../tests/notifications-fixture.ts';
import { DeviceRepository } from './device.repository.ts';
import { DeviceService } from './device.service.ts';
import { DeviceCipher } from './device-cipher.ts';

let stage: NotificationsStage;
let db: Database;
/** As the jobs have it. */
let service: DeviceService;
beforeAll(async () => {
  stage = await startNotifications('devices');
  const { database, clock } = stage.host;
  db = new Database({ url: database.urlFor(schemaPart.role), applicationName: 'devices' });
  const cipher = new DeviceCipher(deviceKey);
  service = new DeviceService({ db, devices: new DeviceRepository(db), cipher, clock, webPushServices: [] });
});
afterAll(async () => {
  await db?.close();
  await stage?.stop();
});

interface ShownDevice {
  readonly id: string;
  readonly platform: string;
  readonly name: string;
}
interface Registered {
  readonly device: ShownDevice | null;
  readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] }[];
}

async function register(viewer: Viewer, input: object): Promise<Registered & { readonly code?: string | undefined }> {
  const document = `mutation ($input: DeviceRegisterInput!) {
    probe: deviceRegister(input: $input) { device { id platform name } userErrors { code path } }
  }`;
  const { data, errors } = await stage.ask(viewer, document, { input: { name: 'Phone', ...input } });
  return { ...data?.probe, code: errors?.[0]?.extensions['code'] };
}
async function devicesOf(viewer: UserViewer): Promise<ShownDevice[]> {
  const user = `{ __typename: "User", id: "${globalId('usr', viewer.userId)}" }`;
  const { data } = await stage.ask(
    viewer,
    `{ _entities(representations: [${user}]) { ... on User { devices { id platform name } } } }`,
  );
  return data._entities[0].devices;
}
async function remove(viewer: Viewer, deviceId: string): Promise<unknown> {
  const document =
    'mutation ($id: ID!) { deviceRemove(input: { deviceId: $id }) { removedDeviceId userErrors { code } } }';
  const { data, errors } = await stage.ask(viewer, document, { id: deviceId });
  return errors?.[0]?.extensions['code'] ?? data.deviceRemove;
}

const android = () => ({ platform: 'ANDROID', token: `${randomUUID()}:${randomUUID()}` });
const base64url = (bytes: Buffer) => bytes.toString('base64url');
const keys = () => ({
  p256dh: base64url(createECDH('prime256v1').generateKeys()),
  auth: base64url(randomBytes(16)),
});
const browser = (endpoint = `https://fcm.googleapis.com/fcm/send/${randomUUID()}`) => ({
  platform: 'WEB',
  subscription: { endpoint, keys: keys() },
});

describe('a device', () => {
  it('is registered once, however often its application starts, and is shown to its person alone', async () => {
    const ada = person();
    const [phone, tablet] = [android(), { platform: 'IOS', token: 'AB'.repeat(32) }];
    const { device } = await register(ada, phone);
    expect(device).toMatchObject({ platform: 'ANDROID', name: 'Phone' });
    expect(await register(ada, { ...phone, name: 'My phone' })).toMatchObject({
      device: { id: device?.id, name: 'My phone' },
      userErrors: [],
    });
    await register(ada, { ...tablet, name: 'Tablet' });
    await register(ada, { ...browser(), name: 'Browser' });
    expect((await devicesOf(ada)).map(({ name, platform }) => `${platform} ${name}`)).toEqual([
      'ANDROID My phone',
      'IOS Tablet',
      'WEB Browser',
    ]);
    const node = 'query ($ids: [ID!]!) { _notificationsNodes(ids: $ids) { ... on Device { name } } }';
    const ids = [device?.id];
    expect((await stage.ask(ada, node, { ids })).data._notificationsNodes).toEqual([{ name: 'My phone' }]);
    expect((await stage.ask(person(), node, { ids })).data._notificationsNodes).toEqual([null]);
  });

  it('is who was last signed in there’s, also of many at once', async () => {
    const phone = android();
    const persons = Array.from({ length: 6 }, () => person());
    const registered = await Promise.all(persons.map((viewer) => register(viewer, phone)));
    expect(registered.map(({ userErrors }) => userErrors)).toEqual(persons.map(() => []));
    const owners = [];
    for (const viewer of persons) if ((await devicesOf(viewer)).length > 0) owners.push(viewer.userId);
    expect(owners).toHaveLength(1);
    const [first] = persons as [UserViewer];
    await register(first, phone);
    expect(await devicesOf(first)).toHaveLength(1);
    const left = await stage.host.admin`
      select user_id from notifications.devices where user_id = any(${persons.map(({ userId }) => userId)})`;
    expect(left).toEqual([{ user_id: first.userId }]);
  });

  it('is removed by its person, and by nobody else', async () => {
    const ada = person();
    const { device } = await register(ada, android());
    const id = device?.id ?? '';
    const missing = { removedDeviceId: null, userErrors: [{ code: 'NOT_FOUND' }] };
    expect(await remove(person(), id)).toEqual(missing);
    expect(await remove(person(), globalId('dev', randomUUID()))).toEqual(missing);
    expect(await remove(ada, id)).toEqual({ removedDeviceId: id, userErrors: [] });
    expect(await remove(ada, id)).toEqual(missing);
    expect(await devicesOf(ada)).toEqual([]);
  });

  it('is neither registered nor removed in the place of another', async () => {
    const ada = person();
    const { device } = await register(ada, android());
    const acting: UserViewer = { ...ada, act: { userId: randomUUID() } };
    expect(await register(acting, android())).toMatchObject({ code: 'FORBIDDEN' });
    expect(await remove(acting, device?.id ?? '')).toBe('FORBIDDEN');
    expect(await devicesOf(ada)).toHaveLength(1);
  });

  it('goes where its person has more than twenty: the one that was not registered for longest', async () => {
    const ada = person();
    const all = Array.from({ length: 20 }, android);
    for (const [index, each] of all.entries()) {
      await register(ada, { ...each, name: `Device ${index}` });
      stage.host.clock.advance(1_000);
    }
    await register(ada, { ...all[0], name: 'Used again' });
    stage.host.clock.advance(1_000);
    await register(ada, { ...android(), name: 'The newest' });
    const names = (await devicesOf(ada)).map(({ name }) => name);
    expect(names).toHaveLength(20);
    expect(names).toEqual(expect.arrayContaining(['Used again', 'The newest', 'Device 2']));
    expect(names).not.toContain('Device 1');
  });
});

describe('what can be no device', () => {
  const [{ keys: good }] = [browser().subscription];
  const point = Buffer.from(good.p256dh, 'base64url');
  const cases: readonly [what: string, input: object, path: string][] = [
    ['has no token', { platform: 'ANDROID' }, 'token'],
    ['has no token of its platform', { platform: 'IOS', token: 'none' }, 'token'],
    ['has a token that is no word', { platform: 'ANDROID', token: `${'a'.repeat(40)}\n` }, 'token'],
    ['has both', { ...browser(), token: randomUUID() }, 'subscription'],
    ['has no name', { ...android(), name: ' ' }, 'name'],
    ['is called without TLS', browser('http://fcm.googleapis.com/1'), 'endpoint'],
    ['is this machine', browser('https://localhost/1'), 'endpoint'],
    ['is an address', browser('https://169.254.169.254/latest'), 'endpoint'],
    ['is an address in another form', browser('https://2852039166/latest'), 'endpoint'],
    ['is an address of IPv6', browser('https://[::1]/1'), 'endpoint'],
    ['is no push service', browser('https://push.example.com/1'), 'endpoint'],
    ['is called almost as one', browser('https://evilfcm.googleapis.com/1'), 'endpoint'],
    ['has a password', browser('https://a:b@fcm.googleapis.com/1'), 'endpoint'],
    [
      'has no key',
      { ...browser(), subscription: { ...browser().subscription, keys: { ...good, p256dh: 'x' } } },
      'p256dh',
    ],
    [
      'has a key that is not on the curve',
      {
        platform: 'WEB',
        subscription: {
          ...browser().subscription,
          keys: { ...good, p256dh: base64url(Buffer.concat([point.subarray(0, 64), Buffer.of((point[64] ?? 0) ^ 1)])) },
        },
      },
      'p256dh',
    ],
    [
      'has no secret',
      { ...browser(), subscription: { ...browser().subscription, keys: { ...good, auth: 'x' } } },
      'auth',
    ],
  ];
  it.each(cases)('%s', async (_what, input, path) => {
    const { device, userErrors } = await register(person(), input);
    expect([device, userErrors[0]?.code, userErrors[0]?.path.at(-1)]).toEqual([null, 'INVALID_INPUT', path]);
  });
});

it('is kept so that nobody reads its token', async () => {
  const ada = person();
  const phone = android();
  await register(ada, phone);
  const rows = await stage.host.admin<{ kept: string; token: Buffer }[]>`
    select to_jsonb(d)::text || to_jsonb(t) as kept, d.token from notifications.devices d
    join notifications.device_tokens t on t.device_id = d.id where d.user_id = ${ada.userId}`;
  expect(rows).toHaveLength(1);
  for (const { kept, token } of rows) expect(kept.includes(phone.token) || token.includes(phone.token)).toBe(false);
  expect(JSON.stringify(stage.host.lines)).not.toContain(phone.token);
});

it('goes with the session that registered it, and 30 days after it was registered last', async () => {
  const [ada, elsewhere] = [person(), randomUUID()];
  const again = asUser(ada.userId, elsewhere);
  await register(ada, { ...android(), name: 'Signed out' });
  const kept = android();
  await register(again, { ...kept, name: 'Stays' });
  await stage.happen({
    ...userCreated(ada.userId),
    type: 'session.revoked',
    subject: { type: 'session', id: ada.sessionId, version: 2 },
    payload: { userId: ada.userId, sessionId: ada.sessionId, reason: 'signed_out' },
  });
  await expect.poll(async () => (await devicesOf(ada)).map(({ name }) => name), { timeout: 15_000 }).toEqual(['Stays']);
  stage.host.clock.advance(29 * 86_400_000);
  await service.sweep();
  expect(await devicesOf(ada)).toHaveLength(1);
  expect(await service.listReachable(ada.userId)).toMatchObject([{ platform: 'android', token: kept.token }]);
  stage.host.clock.advance(2 * 86_400_000);
  expect(await service.listReachable(ada.userId)).toEqual([]);
  await service.sweep();
  expect(await devicesOf(ada)).toEqual([]);
});

describe('a session that ends while a device is registered by it', () => {
  const revoked = ({ userId, sessionId }: UserViewer): RecordedEvent => ({
    ...userCreated(userId),
    type: 'session.revoked',
    subject: { type: 'session', id: sessionId, version: 2 },
    payload: { userId, sessionId, reason: 'signed_out' },
  });

  it('leaves none, whoever of both comes first', async () => {
    const [ada, grace] = [person(), person()];
    const lock = openPostgres({ url: stage.host.database.urlFor(schemaPart.role), applicationName: 'test' });
    onTestFinished(() => lock.end({ timeout: 1 }));
    const waiting = () => stage.host.admin`
      select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`;
    // In the line behind this lock stand first who registers, then who ends the session.
    const registering = await lock.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtextextended(${`devices of session ${ada.sessionId}`}, 0))`;
      const registered = register(ada, android());
      await expect.poll(waiting, { timeout: 15_000, interval: 20 }).toHaveLength(1);
      await stage.happen(revoked(ada));
      await expect.poll(waiting, { timeout: 15_000, interval: 20 }).toHaveLength(2);
      return { registered };
    });
    expect(await registering.registered).toMatchObject({ userErrors: [] });
    await expect.poll(() => devicesOf(ada), { timeout: 15_000, interval: 20 }).toEqual([]);

    const phone = android();
    await register(grace, phone);
    await stage.happen(revoked(grace));
    await expect.poll(() => devicesOf(grace), { timeout: 15_000, interval: 20 }).toEqual([]);
    expect(await register(grace, phone)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await devicesOf(grace)).toEqual([]);
    expect(await register(asUser(grace.userId, randomUUID()), phone)).toMatchObject({ userErrors: [] });
    expect(await devicesOf(grace)).toHaveLength(1);
  });

  it('is known for a day to have ended', async () => {
    const ada = person();
    await stage.happen(revoked(ada));
    const known = () => stage.host.admin`
      select 1 from notifications.ended_sessions where session_id = ${ada.sessionId}`;
    await expect.poll(known, { timeout: 15_000, interval: 20 }).toHaveLength(1);
    stage.host.clock.advance(86_400_000);
    await service.sweep();
    expect(await known()).toHaveLength(1);
    stage.host.clock.advance(1);
    await service.sweep();
    expect(await known()).toEqual([]);
  });
});

it('is forgotten when its push service knows it no more, but not if it was registered again meanwhile', async () => {
  const ada = person();
  const phone = android();
  await register(ada, phone);
  const [before] = await service.listReachable(ada.userId);
  if (!before) throw new Error('There is no device.');
  stage.host.clock.advance(1_000);
  await register(ada, phone);
  await service.forget(before);
  const [present] = await service.listReachable(ada.userId);
  expect(present?.id).toBe(before.id);
  if (present) await service.forget(present);
  expect(await devicesOf(ada)).toEqual([]);
});
