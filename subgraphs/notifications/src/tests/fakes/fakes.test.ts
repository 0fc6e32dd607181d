import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { FcmStrategy } from '../../modules/push/fcm.strategy.ts';
import { startFcmServer } from './fcm-server.ts';
import type { FakeServer } from './tls-server.ts';
import { startTwilioServer } from './twilio-server.ts';
import { startWebPushServer } from './web-push-server.ts';

interface Said {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: vendors say what they like.
  readonly body: any;
}

/** Asks a vendor without its library, and so in ways in which that would not. */
function asker({ origin, ca, stop }: FakeServer) {
  const dispatcher = new Agent({ connect: { ca } });
  onTestFinished(async () => {
    await dispatcher.destroy();
    await stop();
  });
  return async (path: string, headers: Readonly<Record<string, string>>, body: string | Buffer): Promise<Said> => {
    const response = await request(`${origin}${path}`, { dispatcher, method: 'POST', headers, body });
    const text = await response.body.text();
    return { status: response.statusCode, body: text === '' ? null : JSON.parse(text) };
  };
}

it('Google takes no field that it does not know, no other type, and nobody without its token', async () => {
  const server = await startFcmServer();
  const ask = asker(server);
  const clock = { now: () => new Date() };
  const strategy = new FcmStrategy({ account: server.account, origin: server.origin, ca: server.ca, clock });
  const token = `${randomUUID()}:${randomUUID()}`;
  server.devices.add(token);
  const message = { id: randomUUID(), title: 'News', body: '', url: null, isUrgent: false };
  const target = { id: randomUUID(), name: 'Phone', platform: 'android', token, registeredAt: new Date() } as const;
  expect(await strategy.push(target, message, new AbortController().signal)).toMatchObject({ outcome: 'sent' });
  await strategy.close();
  const path = `/v1/projects/${server.account.projectId}/messages:send`;
  const authorization = `Bearer ${server.lastToken()}`;
  const send = (sent: object, headers = { authorization }) => ask(path, headers, JSON.stringify({ message: sent }));
  const notification = { title: 'News', body: 'There is some.' };
  expect((await send({ token, notification })).status).toBe(200);
  for (const wrong of [
    { token, notification, colour: 'red' },
    { token, notification: { ...notification, colour: 'red' } },
    { token, data: { count: 1 } },
    { token, android: { priority: 'SOON' } },
    { token, android: { ttl: '86400' } },
    { notification },
  ])
    expect(await send(wrong)).toMatchObject({ status: 400, body: { error: { status: 'INVALID_ARGUMENT' } } });
  const large = { title: 'News', body: 'x'.repeat(5_000) };
  expect(await send({ token, notification: large })).toMatchObject({ status: 400 });
  const stranger = await send({ token, notification }, { authorization: 'Bearer ya29.none' });
  expect(stranger).toMatchObject({ status: 401, body: { error: { status: 'UNAUTHENTICATED' } } });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await ask('/token', form, 'grant_type=password')).body.error).toBe('unsupported_grant_type');
});

it('a push service takes nothing without a time to live, without a signature, or that is too long', async () => {
  const server = await startWebPushServer();
  const ask = asker(server);
  const { subscription } = server.subscribe('none');
  const { pathname } = new URL(subscription.endpoint);
  const said = async (headers: Readonly<Record<string, string>>, body = Buffer.alloc(200)) =>
    (await ask(pathname, headers, body)).status;
  expect(await said({})).toBe(400);
  expect(await said({ ttl: 'soon' })).toBe(400);
  expect(await said({ ttl: '60', urgency: 'now' })).toBe(400);
  expect(await said({ ttl: '60', topic: 'a'.repeat(33) })).toBe(400);
  expect(await said({ ttl: '60' }, Buffer.alloc(4_097))).toBe(413);
  expect(await said({ ttl: '60' })).toBe(401);
  expect(await said({ ttl: '60', authorization: 'vapid t=a.b.c, k=AAAA' })).toBe(401);
});

it('Twilio says which field is missing or wrong, and nothing to who does not know the password', async () => {
  const server = await startTwilioServer();
  const ask = asker(server);
  const { accountSid, authToken, messagingServiceSid: MessagingServiceSid } = server;
  const basic = (password: string) => `Basic ${Buffer.from(`${accountSid}:${password}`).toString('base64')}`;
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const send = async (fields: Readonly<Record<string, string>>, authorization = basic(authToken)) => {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const { status, body } = await ask(path, headers, new URLSearchParams(fields).toString());
    return [status, body.code];
  };
  const good = { To: '+436601234567', Body: 'News', MessagingServiceSid };
  expect((await send(good))[0]).toBe(201);
  expect(await send(good, basic('wrong'))).toEqual([401, 20003]);
  expect(await send({ ...good, To: '' })).toEqual([400, 21604]);
  expect(await send({ ...good, To: '0660' })).toEqual([400, 21211]);
  expect(await send({ ...good, Body: '' })).toEqual([400, 21602]);
  expect(await send({ To: good.To, Body: 'News' })).toEqual([400, 21603]);
  expect(await send({ ...good, StatusCallback: 'none' })).toEqual([400, 21609]);
  expect(await send({ ...good, MessagingServiceSid: `MG${'0'.repeat(32)}` })).toEqual([404, 20404]);
});
