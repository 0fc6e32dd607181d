import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import webPush from 'web-push';
import { type FakeBrowser, startWebPushServer, type WebPushServer } from '../../tests/fakes/web-push-server.ts';
import type { PushMessage, PushTarget } from './push-provider.ts';
import { type WebPushOptions, WebPushStrategy } from './web-push.strategy.ts';

const keys = webPush.generateVAPIDKeys();
const vapid = { subject: 'mailto:push@example.com', ...keys };
/** Of who waits as long as it takes. */
const { signal } = new AbortController();
let server: WebPushServer;
let strategy: WebPushStrategy;
beforeAll(async () => {
  server = await startWebPushServer();
  strategy = strategyWith({});
});
afterAll(async () => {
  await strategy?.close();
  await server?.stop();
});

function strategyWith(options: Partial<WebPushOptions>): WebPushStrategy {
  const own = { vapid, services: ['localhost'], privateNetworks: ['127.0.0.0/8', '::1'], ca: server.ca };
  return new WebPushStrategy({ ...own, ...options });
}
const targetOf = ({ subscription }: FakeBrowser, endpoint = subscription.endpoint): PushTarget => ({
  token: JSON.stringify({ ...subscription, endpoint }),
  ...{ id: randomUUID(), name: 'Device', platform: 'web', registeredAt: new Date() },
});
const message = (more: Partial<PushMessage> = {}): PushMessage => ({
  ...{ id: randomUUID(), title: 'News', body: 'There is some.', url: 'https://app.example.com/1', isUrgent: false },
  ...more,
});

it('pushes what only the browser can read, which the push service may forget after a day', async () => {
  const browser = server.subscribe(keys.publicKey);
  const sent = message({ isUrgent: true });
  expect(await strategy.push(targetOf(browser), sent, signal)).toEqual({ outcome: 'sent', messageId: null });
  const { isUrgent: _, ...shown } = sent;
  expect(browser.received).toEqual([shown]);
  expect(browser.headers[0]).toMatchObject({ ttl: '86400', urgency: 'high', topic: sent.id.replaceAll('-', '') });
});

it('shortens what there is no room for', async () => {
  const browser = server.subscribe(keys.publicKey);
  const body = '💡'.repeat(4_000);
  expect(await strategy.push(targetOf(browser), message({ body }), signal)).toMatchObject({ outcome: 'sent' });
  expect(body.startsWith(browser.received[0].body.slice(0, -1))).toBe(true);
  expect(browser.received[0].body.length).toBeGreaterThan(1_800);
});

it('knows a browser that is no more from one that is not to be reached for now', async () => {
  const browser = server.subscribe(keys.publicKey);
  const target = targetOf(browser);
  const answers = [{ status: 429 }, { status: 503 }, { status: 413 }, { status: 400 }];
  server.next.push(...answers);
  const verdicts = [];
  for (const _ of answers) verdicts.push(await strategy.push(target, message(), signal));
  expect(verdicts).toEqual([
    { outcome: 'refused', refusal: 'later', code: 'HTTP_429' },
    { outcome: 'refused', refusal: 'later', code: 'HTTP_503' },
    { outcome: 'refused', refusal: 'permanent', code: 'HTTP_413' },
    { outcome: 'refused', refusal: 'permanent', code: 'HTTP_400' },
  ]);
  browser.unsubscribe();
  expect(await strategy.push(target, message(), signal)).toEqual({ outcome: 'gone' });
  const unknown = targetOf(browser, `${server.origin}/push/${randomUUID()}`);
  expect(await strategy.push(unknown, message(), signal)).toEqual({ outcome: 'gone' });
  server.next.push(null);
  await expect(strategy.push(target, message(), signal)).rejects.toThrow();
});

it('calls nobody but push services that are known, at public addresses', async () => {
  const browser = server.subscribe(keys.publicKey);
  const guarded = strategyWith({ privateNetworks: [] });
  const refused = (code: string) => ({
    outcome: 'refused',
    refusal: code === 'PRIVATE_ADDRESS' ? 'later' : 'permanent',
    code,
  });
  expect(await guarded.push(targetOf(browser), message(), signal)).toEqual(refused('PRIVATE_ADDRESS'));
  await guarded.close();
  const elsewhere = targetOf(browser, browser.subscription.endpoint.replace('localhost', '127.0.0.1'));
  expect(await strategy.push(elsewhere, message(), signal)).toEqual(refused('UNKNOWN_PUSH_SERVICE'));
  server.next.push({ status: 307, headers: { location: `${server.origin}/push/elsewhere` } });
  expect(await strategy.push(targetOf(browser), message(), signal)).toEqual(refused('HTTP_307'));
  expect(browser.received).toEqual([]);
});

it('says nothing to who shows no certificate of an authority that is known', async () => {
  const browser = server.subscribe(keys.publicKey);
  const wary = strategyWith({ ca: undefined });
  expect(await wary.push(targetOf(browser), message(), signal)).toMatchObject({ outcome: 'refused', refusal: 'later' });
  await wary.close();
});

it('is refused by a push service as by a real one: for another key, a forged token, none at all', async () => {
  const other = webPush.generateVAPIDKeys();
  const browser = server.subscribe(keys.publicKey);
  const stranger = strategyWith({ vapid: { ...vapid, ...other } });
  const forger = strategyWith({ vapid: { ...vapid, privateKey: other.privateKey } });
  expect(await stranger.push(targetOf(browser), message(), signal)).toMatchObject({ code: 'HTTP_403' });
  expect(await forger.push(targetOf(browser), message(), signal)).toMatchObject({ code: 'HTTP_401' });
  await Promise.all([stranger.close(), forger.close()]);
  expect(browser.received).toEqual([]);
});
