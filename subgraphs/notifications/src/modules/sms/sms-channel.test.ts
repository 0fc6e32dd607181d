import { randomInt, randomUUID } from 'node:crypto';
import type { Mail } from '@trivet/subgraph';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTwilioServer, type TwilioServer } from '../../tests/fakes/twilio-server.ts';
import { type NotificationsStage, person, startNotifications, userCreated } from '../../tests/notifications-fixture.ts';
import { ProviderChain } from '../channels/provider-chain.ts';
import type { RefusedError } from '../channels/refused-error.ts';
import type { Delivery } from '../deliveries/delivery.model.ts';
import { ShortTexts } from '../mails/short-texts.ts';
import { PersonService } from '../persons/person.service.ts';
import { LetterRenderer } from '../templates/rendering/letter-renderer.ts';
import { SmsChannel, senderOf } from './sms-channel.ts';
import { notificationText } from './sms-text.ts';
import { TwilioStrategy } from './twilio.strategy.ts';

const patience = { timeout: 15_000 };
let stage: NotificationsStage;
let server: TwilioServer;
let channel: SmsChannel;
let mails: readonly Mail[] = [];
beforeAll(async () => {
  stage = await startNotifications('text messages');
  server = await startTwilioServer();
  const { clock, logger, graph } = stage.host;
  const { accountSid, authToken, messagingServiceSid, origin: apiUrl, ca } = server;
  const callbackUrl = 'https://app.example.com/webhooks/twilio';
  const strategy = new TwilioStrategy({
    accountSid,
    authToken,
    sender: { messagingServiceSid },
    callbackUrl,
    apiUrl,
    ca,
  });
  const persons = new PersonService({ graph, clock });
  const renderer = new LetterRenderer({ productName: 'Trivet', logger });
  channel = new SmsChannel({
    source: { find: async () => mails },
    ...{ persons, texts: new ShortTexts({ persons, renderer }) },
    providers: new ProviderChain({ providers: [senderOf(strategy)], clock, logger }),
    linkTo: (target) => target && `https://app.example.com/open/${target}`,
  });
});
afterAll(async () => {
  await server?.stop();
  await stage?.stop();
});
beforeEach(() => {
  mails = [];
  server.next.splice(0);
});

const newNumber = () => `+43660${randomInt(1_000_000, 9_999_999)}`;
const told = (more: Partial<Delivery> = {}) =>
  ({
    ...{ id: randomUUID(), userId: randomUUID(), category: 'activity', kind: 'resource.created', mail: null },
    ...{
      title: 'News',
      body: 'There is some.',
      target: 'res_1',
      payload: null,
      provider: 'twilio',
      attemptedAt: new Date(),
    },
    ...more,
  }) as Delivery;
const send = async (delivery: Delivery) => (await channel.compose(delivery))?.send(async () => true);
function owner(phoneNumber: string | null, emailVerified = true): string {
  const userId = randomUUID();
  stage.persons.set(userId, { email: 'ada@example.com', emailVerified, phoneNumber });
  return userId;
}

it('tells who has a number, and says whose word an announcement is', async () => {
  const number = newNumber();
  const userId = owner(number);
  const delivery = told({ userId });
  const receipt = await send(delivery);
  const [sms] = server.received.slice(-1);
  expect(receipt).toEqual({ provider: 'twilio', messageId: sms?.sid });
  expect(sms).toMatchObject({ to: number, body: 'News\nThere is some.\nhttps://app.example.com/open/res_1' });
  await send(told({ userId, category: 'announcement', target: null }));
  expect(server.received.at(-1)?.body).toBe('Announcement: News\nThere is some.');
  expect(await channel.compose(told({ userId: owner(null) }))).toBeNull();
});

it('sends the code by which a number is shown to be somebody’s to that number', async () => {
  const number = newNumber();
  mails = [{ kind: 'phone_number_code', recipient: { address: number, name: 'Ada', locale: 'en' }, code: '012345' }];
  await send(told({ kind: 'phone_number_change.requested', mail: 'phone_number_code', title: null, body: null }));
  expect(server.received.at(-1)).toMatchObject({ to: number, body: expect.stringMatching(/^012345 is your code\./) });
  mails = [];
  expect(await channel.compose(told({ mail: 'phone_number_code' }))).toBeNull();
});

it('says it in the language of whose number it is', async () => {
  const [number, userId] = [newNumber(), randomUUID()];
  const preferences = { locale: 'de-CH', timeZone: 'UTC' };
  stage.persons.set(userId, { email: 'ada@example.com', phoneNumber: number, preferences });
  await send(told({ userId, category: 'security', kind: 'security.totp_removed', target: null }));
  expect(server.received.at(-1)?.body).toMatch(
    /^Ihr Authenticator wurde entfernt\nDie Anmeldung verlangt keinen Code mehr\./,
  );
  mails = [{ kind: 'phone_number_code', recipient: { address: number, name: null, locale: 'de' }, code: '012345' }];
  await send(told({ kind: 'phone_number_change.requested', mail: 'phone_number_code', title: null, body: null }));
  expect(server.received.at(-1)?.body).toMatch(/^012345 ist Ihr Code\./);
});

it('knows what was refused for good, and asks for what nobody has answered', async () => {
  const number = newNumber();
  const userId = owner(number);
  server.stopped.add(number);
  const refusal = await send(told({ userId })).catch((error: RefusedError) => error);
  expect(refusal).toMatchObject({ refusal: 'permanent', message: 'TWILIO_21610' });
  server.stopped.delete(number);
  const delivery = told({ userId, title: `News ${randomUUID()}` });
  server.next.push(null);
  await expect(send(delivery)).rejects.toThrow('Twilio');
  expect(await channel.find(delivery)).toBe('sent');
  expect(await channel.find(told({ userId, title: 'Another' }))).toBe('unknown');
  expect(await channel.find({ ...delivery, provider: 'somebody else' })).toBe('unknown');
});

it('says no more than fits, and never half a character', () => {
  const text = notificationText({
    title: 'News',
    body: '💡'.repeat(1_000),
    url: 'https://x.example/1',
  });
  expect([...text].length).toBe(300 + '\nhttps://x.example/1'.length);
  expect(text).toMatch(/💡…\nhttps:\/\/x\.example\/1$/u);
});

it('goes to the development mailbox where nobody sends it, a code at once and whatever is chosen', async () => {
  const [ada, number] = [person(), newNumber()];
  stage.mails.find = async () => [
    { kind: 'phone_number_code', recipient: { address: number, name: 'Ada', locale: 'en' }, code: '012345' },
  ];
  const changeId = randomUUID();
  await stage.happen({
    ...userCreated(ada.userId),
    type: 'phone_number_change.requested',
    subject: { type: 'phone_number_change', id: changeId, version: 1 },
    occurredAt: stage.host.clock.now(),
    payload: { userId: ada.userId, phoneNumberChangeId: changeId },
  });
  const texts = () => stage.host.admin`select channel, text from notifications.mailbox where recipient = ${number}`;
  await expect
    .poll(texts, patience)
    .toEqual([{ channel: 'sms', text: expect.stringContaining('012345 is your code') }]);
  expect(JSON.stringify(stage.host.lines)).not.toContain(number);
});
