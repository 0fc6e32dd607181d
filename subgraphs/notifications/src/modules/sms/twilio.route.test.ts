import { randomInt, randomUUID } from 'node:crypto';
import { Database, nobody } from '@trivet/database';
import type { HttpRoute, HttpRouteResponse } from '@trivet/platform';
import { Limit } from '@trivet/subgraph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaPart } from '../../app.ts';
import { startTwilioServer, type TwilioServer } from '../../tests/fakes/twilio-server.ts';
import { type NotificationsStage, startNotifications } from '../../tests/notifications-fixture.ts';
import { DeliveryReportRepository } from '../deliveries/delivery-report.repository.ts';
import { DeliveryReportService } from '../deliveries/delivery-report.service.ts';
import { DecisionRepository } from '../explanations/decision.repository.ts';
import { DecisionService } from '../explanations/decision.service.ts';
import { PersonService } from '../persons/person.service.ts';
import { SuppressionRepository } from '../suppressions/suppression.repository.ts';
import { SuppressionService } from '../suppressions/suppression.service.ts';
import { twilioRoute } from './twilio.route.ts';

const url = 'https://app.example.com/webhooks/twilio';
let stage: NotificationsStage;
let db: Database;
let server: TwilioServer;
let route: HttpRoute;
let suppressions: SuppressionService;
beforeAll(async () => {
  stage = await startNotifications('callbacks of twilio', { sender: 'none' });
  const { database, clock, graph, counters, logger } = stage.host;
  db = new Database({ url: database.urlFor(schemaPart.role), applicationName: 'callbacks' });
  const decisions = new DecisionService({ decisions: new DecisionRepository(db), clock });
  suppressions = new SuppressionService({
    ...{ db, suppressions: new SuppressionRepository(db), persons: new PersonService({ graph, clock }), clock },
    key: Buffer.alloc(32, 3),
    limit: new Limit(counters, { name: 'lifting', rates: [{ max: 5, seconds: 60 }] }),
  });
  server = await startTwilioServer();
  const reports = new DeliveryReportService({
    ...{ db, reports: new DeliveryReportRepository(db), decisions, suppressions, clock },
  });
  route = twilioRoute({ authToken: server.authToken, url, reports, suppressions, logger });
});
afterAll(async () => {
  await server?.stop();
  await db?.close();
  await stage?.stop();
});

const newNumber = () => `+43660${randomInt(1_000_000, 9_999_999)}`;

/** A message that has left now. */
async function sent(): Promise<string> {
  const [id, userId] = [randomUUID(), randomUUID()];
  const now = stage.host.clock.now();
  await stage.host.admin`
    insert into notifications.deliveries
      (id, user_id, occasion_id, kind, category, channel, status, provider, attempts, occurred_at, created_at, settled_at)
    values (${id}, ${userId}, ${randomUUID()}, 'resource.created', 'activity', 'sms', 'sent', 'twilio', 1, ${now}, ${now}, ${now})`;
  await stage.host.admin`
    insert into notifications.delivery_queue (delivery_id, user_id, action, channel, due_at)
    values (${id}, ${userId}, 'forget', 'sms', now() + interval '90 days')`;
  return id;
}
async function statusOf(id: string): Promise<unknown> {
  const [row] = await stage.host.admin`select status, failure from notifications.deliveries where id = ${id}`;
  return row;
}
const isSuppressed = (address: string) =>
  db.transaction(nobody, (tx) => suppressions.isSuppressed(tx, { channel: 'sms', address }, 'security'));

interface Call {
  readonly body: string;
  readonly signature: string | undefined;
  readonly delivery?: string | undefined;
}
function call({ body, signature, delivery }: Call): Promise<HttpRouteResponse> {
  return route.handle({
    ...{ method: 'POST', path: '/webhooks/twilio', params: {}, client: undefined, body: Buffer.from(body) },
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    query: delivery === undefined ? {} : { delivery },
  });
}
const common = { MessageSid: 'SM1', AccountSid: 'AC1', From: '+12025550123', To: newNumber() };
function tell(delivery: string, fields: Readonly<Record<string, string>>): Promise<HttpRouteResponse> {
  const signed = server.callback(`${url}?delivery=${delivery}`, { ...common, ...fields });
  return call({ ...signed, delivery });
}
function answered(From: string, Body: string, more: Readonly<Record<string, string>> = {}): Call {
  return server.callback(url, {
    ...common,
    MessageSid: `SM${randomUUID()}`,
    From,
    Body,
    SmsStatus: 'received',
    ...more,
  });
}
function answer(...said: Parameters<typeof answered>): Promise<HttpRouteResponse> {
  return call(answered(...said));
}

it('keeps nobody waiting who has signed nothing, however long it is', async () => {
  const started = performance.now();
  for (const count of [5_000, 150_000]) {
    const body = Array.from({ length: count }, (_, index) => `${index.toString(36)}=`).join('&');
    expect((await call({ body, signature: 'none' })).status).toBe(401);
  }
  // It was minutes: each name was looked for among all others.
  expect(performance.now() - started).toBeLessThan(2_000);
});

describe('what Twilio tells of a message', () => {
  it('is written down, in whatever order and however often it comes', async () => {
    const [arrived, lost] = [await sent(), await sent()];
    for (const MessageStatus of ['queued', 'sent', 'delivered', 'sent', 'delivered'])
      expect((await tell(arrived, { MessageStatus })).status).toBe(200);
    expect(await statusOf(arrived)).toEqual({ status: 'delivered', failure: null });
    await tell(lost, { MessageStatus: 'undelivered', ErrorCode: '30003' });
    await tell(lost, { MessageStatus: 'sent' });
    expect(await statusOf(lost)).toEqual({ status: 'failed', failure: 'TWILIO_30003' });
    expect((await tell(randomUUID(), { MessageStatus: 'delivered' })).status).toBe(200);
  });

  it('says of a number that takes none that nothing is sent there any more', async () => {
    const [landline, away] = [newNumber(), newNumber()];
    const id = await sent();
    await tell(id, { To: landline, MessageStatus: 'undelivered', ErrorCode: '30006' });
    expect(await statusOf(id)).toEqual({ status: 'bounced', failure: 'TWILIO_30006' });
    await tell(await sent(), { To: away, MessageStatus: 'undelivered', ErrorCode: '30003' });
    expect([await isSuppressed(landline), await isSuppressed(away)]).toEqual([true, false]);
  });

  it('is refused where Twilio has not signed it, or something else', async () => {
    const [id, other] = [await sent(), await sent()];
    const fields = { ...common, MessageStatus: 'delivered' };
    const good = { ...server.callback(`${url}?delivery=${id}`, fields), delivery: id };
    const forged: readonly Call[] = [
      { ...good, signature: undefined },
      { ...good, signature: 'none' },
      { ...good, signature: good.signature.replace(/.=$/, (end) => (end === 'A=' ? 'Q=' : 'A=')) },
      { ...good, body: good.body.replace('delivered', 'failed') },
      { ...good, body: `${good.body}&MessageStatus=failed` },
      { ...good, delivery: other },
      { ...good, delivery: undefined },
      { ...good, delivery: 'none' },
      { ...server.callback(`https://elsewhere.example.com/webhooks/twilio?delivery=${id}`, fields), delivery: id },
    ];
    for (const each of forged) expect((await call(each)).status).toBe(401);
    expect(await statusOf(id)).toMatchObject({ status: 'sent' });
    expect((await call(good)).status).toBe(200);
    expect(await statusOf(id)).toMatchObject({ status: 'delivered' });
  });
});

it('sends nothing to who has answered STOP, until he answers START', async () => {
  const [ada, eve] = [newNumber(), newNumber()];
  const { status, body, headers } = await answer(ada, ' stop ');
  expect([status, body, headers]).toEqual([200, '<Response/>', { 'content-type': 'text/xml; charset=utf-8' }]);
  await answer(eve, 'Arret', { OptOutType: 'STOP' });
  expect([await isSuppressed(ada), await isSuppressed(eve)]).toEqual([true, true]);
  await answer(ada, 'Please stop calling me names');
  await answer(eve, 'START of the week');
  expect([await isSuppressed(ada), await isSuppressed(eve)]).toEqual([true, true]);
  stage.host.clock.advance(1_000);
  await answer(ada, 'Start');
  expect([await isSuppressed(ada), await isSuppressed(eve)]).toEqual([false, true]);
  stage.host.clock.advance(1_000);
  await answer(ada, 'STOP');
  expect(await isSuppressed(ada)).toBe(true);
  expect(JSON.stringify(stage.host.lines)).not.toMatch(/\+43660/);
});

it('hears each answer once: who repeats a call of Twilio’s changes nothing', async () => {
  const number = newNumber();
  const [stop, start, stopAgain] = [answered(number, 'STOP'), answered(number, 'START'), answered(number, 'STOP')];
  for (const each of [stop, start]) {
    stage.host.clock.advance(1_000);
    await call(each);
  }
  stage.host.clock.advance(1_000);
  expect([(await call(stop)).status, await isSuppressed(number)]).toEqual([200, false]);
  await call(stopAgain);
  await call(start);
  expect(await isSuppressed(number)).toBe(true);
});

it('believes of what was sent before START, or is not there any more, nothing of later', async () => {
  const number = newNumber();
  const before = await sent();
  const stopped = { To: number, MessageStatus: 'failed', ErrorCode: '21610' };
  stage.host.clock.advance(1_000);
  await answer(number, 'STOP');
  stage.host.clock.advance(1_000);
  await answer(number, 'START');
  stage.host.clock.advance(1_000);
  for (const id of [before, randomUUID()]) await tell(id, stopped);
  expect([await statusOf(before), await isSuppressed(number)]).toEqual([
    { status: 'failed', failure: 'TWILIO_21610' },
    false,
  ]);
  await tell(await sent(), stopped);
  expect(await isSuppressed(number)).toBe(true);
});
