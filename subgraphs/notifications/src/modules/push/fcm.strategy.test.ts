import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createLogger } from '@trivet/platform';
import { TestClock } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FcmServer, fcmError, fcmFailure, startFcmServer } from '../../tests/fakes/fcm-server.ts';
import { ProviderChain } from '../channels/provider-chain.ts';
import { type FcmOptions, FcmStrategy } from './fcm.strategy.ts';
import { carrierOf, type Push } from './push-channel.ts';
import type { PushMessage, PushTarget } from './push-provider.ts';

const clock = new TestClock();
/** Of who waits as long as it takes. */
const { signal } = new AbortController();
let server: FcmServer;
let strategy: FcmStrategy;
beforeAll(async () => {
  server = await startFcmServer(() => clock.now());
  strategy = strategyWith({});
});
afterAll(async () => {
  await strategy?.close();
  await server?.stop();
});

function strategyWith(options: Partial<FcmOptions>): FcmStrategy {
  return new FcmStrategy({ account: server.account, origin: server.origin, ca: server.ca, clock, ...options });
}
function device(): PushTarget {
  const token = `${randomUUID()}:${randomUUID()}`;
  server.devices.add(token);
  return { id: randomUUID(), name: 'Device', platform: 'android', token, registeredAt: clock.now() };
}
const message = (more: Partial<PushMessage> = {}): PushMessage => ({
  ...{ id: randomUUID(), title: 'News', body: 'There is some.', url: 'https://app.example.com/1', isUrgent: false },
  ...more,
});

it('pushes by an access token that it asks for once an hour, also for many at once', async () => {
  const target = device();
  const sent = message({ isUrgent: true });
  const verdicts = await Promise.all([sent, message(), message()].map((each) => strategy.push(target, each, signal)));
  expect(verdicts.map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'sent']);
  expect(server.tokensGiven()).toBe(1);
  const { id, title, body, url } = sent;
  expect(server.received.find(({ data }) => data?.['id'] === id)).toEqual({
    token: target.token,
    notification: { title, body },
    data: { id, url },
    android: { priority: 'HIGH', ttl: '86400s', collapse_key: id, notification: { tag: id } },
  });
  clock.advance(3_540_000);
  expect(await strategy.push(target, message(), signal)).toMatchObject({ outcome: 'sent' });
  expect(server.tokensGiven()).toBe(2);
});

it('asks for another token when the one it has is not good any more', async () => {
  const target = device();
  await strategy.push(target, message(), signal);
  server.endTokens();
  expect(await strategy.push(target, message(), signal)).toEqual({
    outcome: 'refused',
    refusal: 'unavailable',
    code: 'UNAUTHENTICATED',
  });
  expect(await strategy.push(target, message(), signal)).toMatchObject({ outcome: 'sent' });
});

it('knows a device that is no more from what is not to be taken for now, and from what never will', async () => {
  const target = device();
  const unknown = { ...target, token: `${randomUUID()}:${randomUUID()}` };
  expect(await strategy.push(unknown, message(), signal)).toEqual({ outcome: 'gone' });
  expect(await strategy.push({ ...target, token: 'none' }, message(), signal)).toEqual({ outcome: 'gone' });
  server.next.push(
    fcmFailure(429, 'RESOURCE_EXHAUSTED', fcmError('QUOTA_EXCEEDED')),
    fcmFailure(503, 'UNAVAILABLE', fcmError('UNAVAILABLE')),
    fcmFailure(403, 'PERMISSION_DENIED', fcmError('SENDER_ID_MISMATCH')),
    fcmFailure(400, 'INVALID_ARGUMENT', fcmError('INVALID_ARGUMENT')),
  );
  const verdicts = [];
  for (const _ of [1, 2, 3, 4]) verdicts.push(await strategy.push(target, message(), signal));
  expect(verdicts).toEqual([
    { outcome: 'refused', refusal: 'unavailable', code: 'QUOTA_EXCEEDED' },
    { outcome: 'refused', refusal: 'unavailable', code: 'UNAVAILABLE' },
    { outcome: 'refused', refusal: 'permanent', code: 'SENDER_ID_MISMATCH' },
    { outcome: 'refused', refusal: 'permanent', code: 'INVALID_ARGUMENT' },
  ]);
});

describe('who hangs at Google', () => {
  const logger = createLogger({ service: 'test', level: 'silent' });

  it('while an access token is asked for has sent nothing: another is asked before it is given up, and its place is free', async () => {
    const release = server.hold('token');
    const hanging = strategyWith({ timeoutMs: 300 });
    const other = { name: 'other', send: async () => 'id' };
    const providers = [carrierOf(hanging), other];
    const chain = new ProviderChain<Push>({ providers, clock, logger, places: 1, timeoutMs: 1_000 });
    const push: Push = { device: { ...device(), userId: randomUUID() }, message: message() };
    expect(await chain.send(push, async () => true)).toEqual({ provider: 'other', messageId: 'id' });
    release();
    const asked: string[] = [];
    await chain.send(push, async (name) => asked.push(name) < 1);
    expect(asked).toEqual(['fcm']);
    await hanging.close();
  });

  it('while something is pushed may have it, and keeps nobody longer than both may take, or than anybody waits', async () => {
    const hanging = strategyWith({ timeoutMs: 600 });
    const outcome = async () => (await hanging.push(device(), message(), signal)).outcome;
    await expect.poll(outcome, { timeout: 15_000 }).toBe('sent');
    const release = server.hold('send');
    await expect(hanging.push(device(), message(), signal)).rejects.toHaveProperty('name', 'TimeoutError');
    const patience = new AbortController();
    const breaking = hanging.push(device(), message(), patience.signal);
    patience.abort();
    await expect(breaking).rejects.toHaveProperty('name', 'AbortError');
    release();
    await hanging.close();
  });
});

it('shortens what there is no room for', async () => {
  const target = device();
  expect(await strategy.push(target, message({ body: '"💡'.repeat(2_000) }), signal)).toMatchObject({
    outcome: 'sent',
  });
  expect(server.received.at(-1)?.notification?.body).toMatch(/…$/);
});

it('is refused as by Google: for another key, another account, another scope of what is sent', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  for (const account of [
    { ...server.account, privateKey: pem },
    { ...server.account, clientEmail: 'somebody@else.example.com' },
  ]) {
    const stranger = strategyWith({ account });
    const verdict = await stranger.push(device(), message(), signal);
    expect(verdict).toEqual({ outcome: 'refused', refusal: 'unavailable', code: 'NO_ACCESS_TOKEN' });
    await stranger.close();
  }
  const other = strategyWith({ account: { ...server.account, projectId: 'another-project' } });
  expect(await other.push(device(), message(), signal)).toMatchObject({ outcome: 'refused', code: 'NOT_FOUND' });
  await other.close();
});
