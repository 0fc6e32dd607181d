import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TestClock } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApnsServer, startApnsServer } from '../../tests/fakes/apns-server.ts';
import { type ApnsOptions, ApnsStrategy } from './apns.strategy.ts';
import type { PushMessage, PushTarget } from './push-provider.ts';

const clock = new TestClock();
let server: ApnsServer;
let strategy: ApnsStrategy;
beforeAll(async () => {
  server = await startApnsServer(() => clock.now());
  strategy = strategyWith({});
});
afterAll(async () => {
  await strategy?.close();
  await server?.stop();
});

function strategyWith(options: Partial<ApnsOptions>): ApnsStrategy {
  const { key, topic, origin, ca } = server;
  return new ApnsStrategy({ key, topic, origin, ca, clock, ...options });
}
function device(): PushTarget {
  const token = randomUUID().replaceAll('-', '').repeat(2);
  server.devices.add(token);
  return { id: randomUUID(), name: 'Device', platform: 'ios', token, registeredAt: clock.now() };
}
const message = (more: Partial<PushMessage> = {}): PushMessage => ({
  ...{ id: randomUUID(), title: 'News', body: 'There is some.', url: 'https://app.example.com/1', isUrgent: false },
  ...more,
});

it('pushes over one connection, under the id of what it tells, for a day', async () => {
  const target = device();
  const sent = message({ isUrgent: true });
  const verdicts = await Promise.all([sent, message(), message()].map((each) => strategy.push(target, each)));
  expect(verdicts[0]).toEqual({ outcome: 'sent', messageId: sent.id });
  expect(verdicts.map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'sent']);
  expect([server.connectionCount(), server.providerTokens.size]).toEqual([1, 1]);
  const { id, title, body, url } = sent;
  const received = server.received.find(({ headers }) => headers['apns-id'] === id);
  expect(received?.payload).toEqual({ aps: { alert: { title, body }, sound: 'default' }, id, url });
  expect(received?.headers).toMatchObject({
    'apns-priority': '10',
    'apns-push-type': 'alert',
    'apns-collapse-id': id,
    'apns-expiration': String(Math.floor(clock.now().getTime() / 1000) + 86_400),
  });
});

it('shows who it is by another token each forty minutes, which is neither too old nor too soon', async () => {
  const target = device();
  await strategy.push(target, message());
  for (let times = 0; times < 3; times += 1) {
    const since = server.providerTokens.size;
    clock.advance(40 * 60_000);
    for (const each of [message(), message()])
      expect(await strategy.push(target, each)).toMatchObject({ outcome: 'sent' });
    expect(server.providerTokens.size).toBe(since + 1);
  }
});

it('shows the same token whenever it is started anew: Apple would refuse another one so soon', async () => {
  const target = device();
  await strategy.push(target, message());
  const since = server.providerTokens.size;
  for (let times = 0; times < 3; times += 1) {
    const another = strategyWith({});
    expect(await another.push(target, message())).toMatchObject({ outcome: 'sent' });
    await another.close();
  }
  expect(server.providerTokens.size).toBe(since);
});

it('begins another connection when Apple ends the one that there is', async () => {
  const target = device();
  await strategy.push(target, message());
  const before = server.connectionCount();
  server.goAway();
  await expect.poll(() => strategy.push(target, message()), { timeout: 5_000 }).toMatchObject({ outcome: 'sent' });
  await expect
    .poll(async () => {
      await strategy.push(target, message());
      return server.connectionCount();
    })
    .toBe(before + 1);
});

it('knows a device that is no more, unless it was registered since', async () => {
  const target = device();
  server.unregistered.set(target.token, target.registeredAt.getTime() + 1_000);
  expect(await strategy.push(target, message())).toEqual({ outcome: 'gone' });
  const again = { ...target, registeredAt: new Date(target.registeredAt.getTime() + 2_000) };
  expect(await strategy.push(again, message())).toMatchObject({ outcome: 'refused', refusal: 'later' });
  const unknown = { ...target, token: 'ab'.repeat(32) };
  expect(await strategy.push(unknown, message())).toEqual({ outcome: 'gone' });
});

it('knows what is not to be taken for now from what never will, and both from silence', async () => {
  const target = device();
  server.next.push(
    { status: 429, reason: 'TooManyRequests' },
    { status: 503, reason: 'ServiceUnavailable' },
    { status: 400, reason: 'BadTopic' },
  );
  const verdicts = [];
  for (const _ of [1, 2, 3]) verdicts.push(await strategy.push(target, message()));
  expect(verdicts).toEqual([
    { outcome: 'refused', refusal: 'later', code: 'TooManyRequests' },
    { outcome: 'refused', refusal: 'unavailable', code: 'ServiceUnavailable' },
    { outcome: 'refused', refusal: 'permanent', code: 'BadTopic' },
  ]);
  clock.advance(30 * 60_000);
  const impatient = strategyWith({ timeoutMs: 200 });
  server.next.push('silence');
  await expect(impatient.push(target, message())).rejects.toThrow('broken off');
  // A connection that has fallen silent may be gone without anybody having heard of it.
  const before = server.connectionCount();
  expect(await impatient.push(target, message())).toMatchObject({ outcome: 'sent' });
  expect(server.connectionCount()).toBe(before + 1);
  await impatient.close();
  const nowhere = strategyWith({ origin: 'https://localhost:1' });
  expect(await nowhere.push(target, message())).toEqual({
    outcome: 'refused',
    refusal: 'unavailable',
    code: 'ECONNREFUSED',
  });
});

it('is certain that nothing was pushed where there never was a connection', async () => {
  const held: Socket[] = [];
  const mute = createServer((socket) => void held.push(socket)).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const origin = `https://localhost:${(mute.address() as AddressInfo).port}`;
  const impatient = strategyWith({ origin, timeoutMs: 100 });
  expect(await impatient.push(device(), message())).toEqual({
    ...{ outcome: 'refused', refusal: 'unavailable', code: 'UND_ERR_CONNECT_TIMEOUT' },
  });
  await impatient.close();
  for (const socket of held) socket.destroy();
  mute.close();
});

it('shortens what there is no room for', async () => {
  const target = device();
  expect(await strategy.push(target, message({ body: '💡'.repeat(4_000) }))).toMatchObject({ outcome: 'sent' });
  expect(server.received.at(-1)?.payload.aps.alert.body).toMatch(/…$/);
});

it('is refused as by Apple: for another key, an application that is not ours', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const refusals: [Partial<ApnsOptions>, object][] = [
    [{ key: { ...server.key, privateKey: pem } }, { refusal: 'unavailable', code: 'InvalidProviderToken' }],
    [{ key: { ...server.key, keyId: 'OTHER67890' } }, { refusal: 'unavailable', code: 'InvalidProviderToken' }],
    [{ topic: 'com.example.other' }, { refusal: 'permanent', code: 'DeviceTokenNotForTopic' }],
  ];
  clock.advance(30 * 60_000);
  for (const [options, refusal] of refusals) {
    const stranger = strategyWith(options);
    expect(await stranger.push(device(), message())).toEqual({ outcome: 'refused', ...refusal });
    await stranger.close();
  }
});
