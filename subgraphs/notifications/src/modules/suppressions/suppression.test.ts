import { randomUUID } from 'node:crypto';
import type { HttpRouteResponse } from '@trivet/platform';
import { globalId, type UserViewer } from '@trivet/platform';
import type { Mail } from '@trivet/subgraph';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeSendGrid, type SignedCallback } from '../../tests/fakes/sendgrid-server.ts';
import { type NotificationsStage, person, startNotifications, userCreated } from '../../tests/notifications-fixture.ts';

const patience = { timeout: 15_000, interval: 20 };
const from = { name: 'Trivet', address: 'no-reply@example.com' };

let sendGrid: FakeSendGrid;
let stage: NotificationsStage;
beforeAll(async () => {
  sendGrid = await new FakeSendGrid().start();
  const { apiKey, url, webhookKey } = sendGrid;
  stage = await startNotifications('suppressions', {
    sender: 'none',
    email: [
      // Where nobody is.
      { name: 'smtp', from, host: '127.0.0.1', port: 1, isTls: false },
      { name: 'sendgrid', from, apiKey, url, webhookKey },
    ],
  });
});
afterAll(async () => {
  await stage?.stop();
  await sendGrid?.stop();
});
beforeEach(() => {
  sendGrid.sent.length = 0;
  stage.mails.find = async ({ payload }) => [notice(addressOf(String(payload['userId'])))];
});

const addressOf = (userId: string) => `Ada-${userId}@example.com`;
const notice = (address: string): Mail => ({
  kind: 'password_changed',
  recipient: { address, name: 'Ada', locale: 'en' },
  device: { agent: null, address: null },
});
/** Somebody, and how the graph says that he is reached. */
function somebody(): UserViewer {
  const viewer = person();
  stage.persons.set(viewer.userId, { email: addressOf(viewer.userId) });
  return viewer;
}

interface Row {
  readonly id: string;
  readonly status: string;
  readonly failure: string | null;
  readonly provider: string | null;
  readonly provider_message_id: string | null;
}
/** A mail to him that concerns his security, or not; as it is when it is settled. */
async function mailed({ userId }: UserViewer, type = 'security.password_changed'): Promise<Row> {
  const event = { ...userCreated(userId), type, occurredAt: now() };
  const { admin } = stage.host;
  if (type === 'user.created') {
    await admin`
      insert into notifications.notification_preferences values (${userId}, 'activity', 'email', true, now())
      on conflict do nothing`;
  }
  await stage.happen(event);
  const settled = async () => {
    const [row] = await admin<Row[]>`
      select id, status, failure, provider, provider_message_id from notifications.deliveries
      where occasion_id = ${event.id} and channel = 'email' and status <> 'queued'`;
    return row;
  };
  return (await expect.poll(settled, patience).toBeDefined().then(settled)) as Row;
}

function post({ headers, body }: SignedCallback): Promise<HttpRouteResponse> {
  const route = stage.subgraph.routes.find(({ path }) => path === '/webhooks/sendgrid');
  if (!route) throw new Error('Nobody is listening.');
  return route.handle({ method: 'POST', path: route.path, params: {}, query: {}, client: undefined, headers, body });
}
const now = () => stage.host.clock.now();
const happened = (event: string, { id }: Pick<Row, 'id'>, { userId }: UserViewer, more: object = {}) => ({
  ...{ event, delivery_id: id, email: addressOf(userId).toLowerCase(), timestamp: Math.floor(now().getTime() / 1000) },
  ...{ sg_event_id: randomUUID(), sg_message_id: 'sg-1.recvd', ...more },
});
/** Tells what has happened, as SendGrid does. */
async function tell(...events: readonly object[]): Promise<SignedCallback> {
  const callback = sendGrid.callback(events, now());
  expect((await post(callback)).status).toBe(204);
  return callback;
}
async function statusOf({ id }: Pick<Row, 'id'>): Promise<string> {
  const [row] = await stage.host.admin<Row[]>`
    select status, failure from notifications.deliveries where id = ${id}`;
  return [row?.status, ...(row?.failure ? [row.failure] : [])].join(' ');
}

async function suppressionsOf(viewer: UserViewer): Promise<unknown> {
  const user = { __typename: 'User', id: globalId('usr', viewer.userId) };
  const document = `query ($user: _Any!) {
    _entities(representations: [$user]) { ... on User { notificationSuppressions { channel reason } } }
  }`;
  return (await stage.ask(viewer, document, { user })).data._entities[0].notificationSuppressions;
}
async function lift(viewer: UserViewer, channel = 'EMAIL') {
  const document = `mutation ($input: NotificationSuppressionRemoveInput!) {
    notificationSuppressionRemove(input: $input) { suppressions { channel } userErrors { code } }
  }`;
  const { data, errors } = await stage.ask(viewer, document, { input: { channel } });
  return errors?.[0]?.extensions['code'] ?? data.notificationSuppressionRemove;
}

describe('what SendGrid tells of a mail', () => {
  it('is what has become of it, which it took when nobody else was there', async () => {
    const ada = somebody();
    const mail = await mailed(ada);
    expect(mail).toMatchObject({ status: 'sent', provider: 'sendgrid', provider_message_id: 'sg-1' });
    await tell(happened('processed', mail, ada), happened('open', mail, ada));
    expect(await statusOf(mail)).toBe('sent');
    await tell(happened('delivered', mail, ada));
    expect(await statusOf(mail)).toBe('delivered');
  });

  it.each([
    ['a bounce', [['bounce', { type: 'bounce' }]], 'bounced BOUNCED', 'BOUNCE'],
    ['a block', [['bounce', { type: 'blocked' }]], 'bounced BLOCKED', null],
    [
      'a bounce before what was earlier',
      [
        ['bounce', {}],
        ['delivered', {}],
      ],
      'bounced BOUNCED',
      'BOUNCE',
    ],
    [
      'a bounce of what had arrived',
      [
        ['delivered', {}],
        ['bounce', {}],
      ],
      'bounced BOUNCED',
      'BOUNCE',
    ],
    ['that it did not try', [['dropped', { reason: 'Bounced Address' }]], 'failed DROPPED', 'BOUNCE'],
    ['that it did not try for a reason of its own', [['dropped', { reason: 'Spam Content' }]], 'failed DROPPED', null],
    [
      'a complaint',
      [
        ['delivered', {}],
        ['spamreport', {}],
      ],
      'delivered',
      'COMPLAINT',
    ],
  ] as const)('%s counts, in one callback or in several', async (_what, told, status, reason) => {
    for (const isOne of [true, false]) {
      const ada = somebody();
      const mail = await mailed(ada);
      const events = told.map(([event, more]) => happened(event, mail, ada, more));
      if (isOne) await tell(...events);
      else for (const event of events) await tell(event);
      expect([await statusOf(mail), await suppressionsOf(ada)]).toEqual([
        status,
        reason === null ? [] : [{ channel: 'EMAIL', reason }],
      ]);
    }
  });

  it('is believed for a mail of which nobody knew whether it had left, and for one that is told of before it is written down', async () => {
    const ada = somebody();
    const mail = await mailed(ada);
    for (const status of ['unknown', 'queued']) {
      await stage.host.admin`
        update notifications.deliveries set status = ${status},
          settled_at = case when ${status} = 'queued' then null else now() end where id = ${mail.id}`;
      await tell(happened('delivered', mail, ada));
      expect(await statusOf(mail)).toBe('delivered');
    }
  });

  it('says nothing of a mail that another has taken since, but of its address', async () => {
    const ada = somebody();
    const mail = await mailed(ada);
    await stage.host.admin`update notifications.deliveries set provider = 'smtp' where id = ${mail.id}`;
    await tell(happened('dropped', mail, ada, { reason: 'Bounced Address' }));
    expect([await statusOf(mail), await suppressionsOf(ada)]).toEqual([
      'sent',
      [{ channel: 'EMAIL', reason: 'BOUNCE' }],
    ]);
  });

  it('of what is not ours, or is not there any more, changes nothing', async () => {
    const ada = somebody();
    const { delivery_id: _, ...foreign } = happened('bounce', { id: randomUUID() }, ada);
    await tell(foreign, happened('delivered', { id: randomUUID() }, ada), { event: 'bounce' }, { delivery_id: 'x' });
    expect(await suppressionsOf(ada)).toEqual([]);
  });

  it('is refused where SendGrid has not signed it, not this, or long ago', async () => {
    const ada = somebody();
    const mail = await mailed(ada);
    const good = sendGrid.callback([happened('bounce', mail, ada)], now());
    const signature = 'x-twilio-email-event-webhook-signature';
    const timestamp = 'x-twilio-email-event-webhook-timestamp';
    const other = new FakeSendGrid().callback([happened('bounce', mail, ada)], now());
    const old = sendGrid.callback([happened('bounce', mail, ada)], new Date(now().getTime() - 25 * 3_600_000 - 1000));
    const refused: readonly SignedCallback[] = [
      ...[other, old],
      { ...good, body: Buffer.from(String(good.body).replace('bounce', 'BOUNCE')) },
      { ...good, body: JSON.parse(String(good.body)) },
      { ...good, headers: { ...good.headers, [timestamp]: String(Number(good.headers[timestamp]) + 1) } },
      ...['', 'x', 'AAAA', 'MAYCAQACAQA='].map((faulty) => ({
        ...good,
        headers: { ...good.headers, [signature]: faulty },
      })),
      // Nobody looks at what is longer than a signature.
      { ...good, headers: { ...good.headers, [signature]: `${good.headers[signature]}${' '.repeat(100)}` } },
      { ...good, headers: {} },
    ];
    for (const callback of refused) expect((await post(callback)).status).toBe(401);
    expect([await statusOf(mail), await suppressionsOf(ada)]).toEqual(['sent', []]);
    expect((await post(sendGrid.callback({} as [], now()))).status).toBe(400);
    expect((await post(good)).status).toBe(204);
    expect(await statusOf(mail)).toBe('bounced BOUNCED');
  });

  it('may be a thousand events at once', async () => {
    const ada = somebody();
    const mail = await mailed(ada);
    const events = Array.from({ length: 1000 }, () => happened('bounce', { id: randomUUID() }, person()));
    await tell(...events, happened('delivered', mail, ada));
    expect(await statusOf(mail)).toBe('delivered');
  });
});

describe('an address from which mails came back', () => {
  it('gets none any more, not even of its person’s security, until he wants to try again', async () => {
    const ada = somebody();
    const bounced = await tell(happened('bounce', await mailed(ada), ada));
    sendGrid.sent.length = 0;
    for (const type of ['security.password_changed', 'user.created']) {
      const { id, ...mail } = await mailed(ada, type);
      expect(mail).toMatchObject({ status: 'cancelled', failure: 'SUPPRESSED' });
      const decided = await stage.host.admin`
        select code from notifications.delivery_decisions where delivery_id = ${id}`;
      expect(decided).toEqual([{ code: 'suppressed' }]);
    }
    expect(sendGrid.sent).toEqual([]);

    expect(await lift({ ...ada, act: { userId: randomUUID() } })).toBe('FORBIDDEN');
    expect(await lift(somebody())).toEqual({ suppressions: [], userErrors: [] });
    expect(await lift(ada, 'SMS')).toMatchObject({ suppressions: [{ channel: 'EMAIL' }] });
    stage.host.clock.advance(1000);
    expect(await lift(ada)).toEqual({ suppressions: [], userErrors: [] });
    // What is told once more is of before.
    expect((await post(bounced)).status).toBe(204);
    const again = await mailed(ada);
    expect(again.status).toBe('sent');
    stage.host.clock.advance(1000);
    await tell(happened('bounce', again, ada));
    expect(await suppressionsOf(ada)).toEqual([{ channel: 'EMAIL', reason: 'BOUNCE' }]);
  });

  it('can be tried again five times a day', async () => {
    const ada = somebody();
    for (let times = 0; times < 5; times += 1) {
      stage.host.clock.advance(1000);
      await tell(happened('bounce', { id: randomUUID() }, ada));
      expect(await suppressionsOf(ada)).toHaveLength(1);
      stage.host.clock.advance(1000);
      expect(await lift(ada)).toEqual({ suppressions: [], userErrors: [] });
    }
    stage.host.clock.advance(1000);
    await tell(happened('bounce', { id: randomUUID() }, ada));
    expect(await lift(ada)).toBe('RATE_LIMITED');
  });

  it('whose reader complained gets what concerns his security, and nothing else', async () => {
    const ada = somebody();
    await tell(happened('spamreport', await mailed(ada), ada));
    expect((await mailed(ada, 'user.created')).failure).toBe('SUPPRESSED');
    expect((await mailed(ada)).status).toBe('sent');
    await tell(happened('bounce', { id: randomUUID() }, ada));
    expect((await mailed(ada)).failure).toBe('SUPPRESSED');
  });

  it('is nobody else’s business', async () => {
    const [ada, bea] = [somebody(), somebody()];
    await tell(happened('bounce', await mailed(ada), ada));
    const user = { __typename: 'User', id: globalId('usr', ada.userId) };
    const document =
      'query ($user: _Any!) { _entities(representations: [$user]) { ... on User { notificationSuppressions { reason } } } }';
    expect((await stage.ask(bea, document, { user })).data._entities).toEqual([{ notificationSuppressions: null }]);
    expect((await mailed(bea)).status).toBe('sent');
  });

  it('is kept as a hash, for a year, or until its person is erased', async () => {
    const { admin, clock } = stage.host;
    const [ada, bea] = [somebody(), somebody()];
    for (const each of [ada, bea]) await tell(happened('bounce', await mailed(each), each));
    const rows = () =>
      admin`select user_id from notifications.suppressions where user_id in (${ada.userId}, ${bea.userId})`;
    const [{ dump }] =
      (await admin`select string_agg(s::text, ' ') as dump from notifications.suppressions s`) as unknown as [
        { dump: string },
      ];
    expect(dump).not.toMatch(/example/i);
    await stage.happen({ ...userCreated(ada.userId), type: 'user.erased', occurredAt: clock.now() });
    await expect.poll(() => admin`select from notifications.person_erasures`, patience).toHaveLength(1);
    clock.advance(90_000);
    await stage.restart();
    await expect.poll(rows, patience).toEqual([{ user_id: bea.userId }]);
    clock.advance(365 * 24 * 3_600_000);
    await stage.restart();
    await expect.poll(rows, patience).toEqual([]);
  });
});

it('leaves no address, text or key in the log of the process', async () => {
  const ada = somebody();
  const mail = await mailed(ada);
  sendGrid.instead = 400;
  await mailed(ada);
  sendGrid.instead = undefined;
  await tell(happened('bounce', mail, ada, { reason: `550 no ${addressOf(ada.userId)}` }));
  const lines = JSON.stringify(stage.host.lines);
  expect(lines).toContain('A provider takes nothing at the moment.');
  expect(lines).not.toMatch(new RegExp(`ada-${ada.userId}|${sendGrid.apiKey}|Hello Ada`, 'i'));
});
