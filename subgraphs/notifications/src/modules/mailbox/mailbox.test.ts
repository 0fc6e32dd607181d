import { randomUUID } from 'node:crypto';
import { Database } from '@trivet/database';
import { anonymous, type HttpRouteResponse } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { schemaPart } from '../../app.ts';
import { type NotificationsStage, startNotifications } from '../../tests/notifications-fixture.ts';
import { MailboxRepository } from './mailbox.repository.ts';
import { MailboxService } from './mailbox.service.ts';

let stage: NotificationsStage;
let db: Database;
let mailbox: MailboxService;
beforeAll(async () => {
  stage = await startNotifications('mailbox');
  db = new Database({ url: stage.host.database.urlFor(schemaPart.role), applicationName: 'test' });
  mailbox = new MailboxService({ db, mailbox: new MailboxRepository(db), clock: stage.host.clock });
});
afterAll(async () => {
  await db?.close();
  await stage?.stop();
});
beforeEach(() => stage.host.admin`truncate notifications.mailbox`);

const mail = (subject: string, more: object = {}) => ({
  key: randomUUID(),
  messageId: '<id@example.com>',
  unsubscribeUrl: null,
  to: 'ada@example.com',
  subject,
  text: `Hello,\n\nhttps://app.example.com/link/verify-email#token\n`,
  html: '<!doctype html><p>Hello',
  ...more,
});

async function get(path: string, host: string | undefined = 'localhost:4000'): Promise<HttpRouteResponse> {
  const route = stage.subgraph.routes.find((each) => each.path === (path === '/mailbox' ? path : '/mailbox/*'));
  if (!route) throw new Error('There is no mailbox.');
  return route.handle({
    path,
    headers: { host },
    query: {},
    params: {},
    method: 'GET',
    client: undefined,
    body: undefined,
  });
}

it('shows the mails, the newest first, and each of them', async () => {
  expect((await get('/mailbox')).body).toContain('There is no mail yet.');
  await mailbox.send(mail('The first'));
  await mailbox.send(mail('The second'));
  const { status, headers, body } = await get('/mailbox');
  expect([status, headers?.['content-type'], headers?.['cache-control']]).toEqual([
    200,
    'text/html; charset=utf-8',
    'no-store',
  ]);
  expect(String(body)).toMatch(/The second.*The first/s);
  const id = /href="\/mailbox\/([0-9a-f-]{36})">The first/.exec(String(body))?.[1];
  const one = await get(`/mailbox/${id}`);
  expect(String(one.body)).toContain('<a href="https://app.example.com/link/verify-email#token">');
  const asHtml = await get(`/mailbox/${id}.html`);
  expect([asHtml.status, asHtml.body]).toEqual([200, '<!doctype html><p>Hello']);
  expect(JSON.parse(String((await get('/mailbox/mails.json')).body)).mails).toMatchObject([
    { to: 'ada@example.com', subject: 'The second' },
    { to: 'ada@example.com', subject: 'The first', text: expect.stringContaining('Hello') },
  ]);
});

it('runs no script, loads nothing, and takes nothing of a mail for markup', async () => {
  await mailbox.send(
    mail('<script>alert(1)</script>', { to: '"><script>@example.com', text: '<script>\nhttps://a/"><script>' }),
  );
  const [{ id }] = (await stage.host.admin`select id from notifications.mailbox`) as unknown as [{ id: string }];
  for (const path of ['/mailbox', `/mailbox/${id}`]) {
    const { headers, body } = await get(path);
    expect(headers?.['content-security-policy']).toMatch(/^default-src 'none'; style-src 'unsafe-inline'/);
    expect(String(body)).not.toMatch(/<script|src=|javascript:/);
  }
  expect((await get(`/mailbox/${id}.html`)).headers?.['content-security-policy']).toMatch(
    /^sandbox; default-src 'none'/,
  );
});

it('says of a mail that there is none, whatever is asked for', async () => {
  for (const path of [
    `/mailbox/${randomUUID()}`,
    '/mailbox/',
    '/mailbox/none',
    `/mailbox/${randomUUID()}.txt`,
    '/mailbox/../x',
  ]) {
    expect((await get(path)).status, path).toBe(404);
  }
});

it('answers only who calls this machine by its own name: no web page under another one reads secrets', async () => {
  await mailbox.send(mail('Secret'));
  for (const host of ['evil.example', 'evil.example:4000', '192.0.2.1', '', undefined as unknown as string]) {
    for (const path of ['/mailbox', '/mailbox/mails.json'])
      expect(await get(path, host === undefined ? '' : host), `${host}${path}`).toEqual({ status: 404, body: '' });
  }
  for (const host of ['localhost', '127.0.0.1:4000', '[::1]:4000'])
    expect((await get('/mailbox', host)).status).toBe(200);
});

it('keeps a mail once per key, the newest two hundred, and none for longer than a week', async () => {
  const twice = mail('Twice');
  await mailbox.send(twice);
  await mailbox.send({ ...twice, subject: 'Again' });
  expect((await mailbox.list()).map(({ subject }) => subject)).toEqual(['Twice']);

  for (let number = 0; number < 205; number += 1) await mailbox.send(mail(`Number ${number}`));
  const kept = await stage.host.admin`select subject from notifications.mailbox order by id`;
  expect(kept).toHaveLength(200);
  expect(kept[0]?.['subject']).toBe('Number 5');

  stage.host.clock.advance(7 * 24 * 3_600_000 + 1);
  await mailbox.send(mail('Of next week'));
  expect((await mailbox.list()).map(({ subject }) => subject)).toEqual(['Of next week']);
});

describe('developmentMailbox', () => {
  const ask = async (given: object = {}) => {
    const query = `query ($first: Int, $after: Cursor, $filter: DevelopmentMailboxFilter) {
      developmentMailbox(first: $first, after: $after, filter: $filter) {
        nodes { id channel recipient subject text html unsubscribeUrl createdAt } pageInfo { hasNextPage endCursor }
      }
    }`;
    const { data, errors } = await stage.ask(anonymous, query, { first: 25, ...given });
    expect(errors).toBeUndefined();
    return data.developmentMailbox;
  };
  const subjectsOf = async (given: object) =>
    (await ask(given)).nodes.map(({ subject }: { subject: string }) => subject);

  it('shows all of it, to whoever asks, as the page does', async () => {
    await mailbox.send(mail('A mail', { unsubscribeUrl: 'https://app.example.com/unsubscribe/token' }));
    await mailbox.send(mail('A text message', { channel: 'sms', to: '+436641234567', messageId: null, html: '' }));
    await mailbox.send(mail('A push', { channel: 'push', to: 'Telephone (android)', messageId: null, html: '' }));
    const createdAt = stage.host.clock.now().toISOString();
    const shown = { id: expect.stringMatching(/^dvm_/), text: expect.stringContaining('#token'), createdAt };
    expect((await ask()).nodes).toEqual([
      {
        ...shown,
        channel: 'PUSH',
        recipient: 'Telephone (android)',
        subject: 'A push',
        html: null,
        unsubscribeUrl: null,
      },
      {
        ...shown,
        channel: 'SMS',
        recipient: '+436641234567',
        subject: 'A text message',
        html: null,
        unsubscribeUrl: null,
      },
      {
        ...{ ...shown, channel: 'EMAIL', recipient: 'ada@example.com', subject: 'A mail' },
        ...{ html: '<!doctype html><p>Hello', unsubscribeUrl: 'https://app.example.com/unsubscribe/token' },
      },
    ]);
  });

  it('goes page by page, of a channel and to somebody alone, whatever arrives meanwhile', async () => {
    for (const number of [1, 2, 3]) {
      await mailbox.send(mail(`To Ada ${number}`, { to: 'Ada@example.com' }));
      await mailbox.send(mail(`To Bea ${number}`, { to: 'bea@example.com' }));
      await mailbox.send(mail(`Text ${number}`, { channel: 'sms', to: '+436641234567' }));
    }
    const filter = { channel: 'EMAIL', recipient: 'ada@EXAMPLE.com' };
    const { nodes, pageInfo } = await ask({ first: 2, filter });
    expect([nodes.map(({ subject }: { subject: string }) => subject), pageInfo.hasNextPage]).toEqual([
      ['To Ada 3', 'To Ada 2'],
      true,
    ]);
    await mailbox.send(mail('To Ada 4'));
    expect(await subjectsOf({ first: 2, filter, after: pageInfo.endCursor })).toEqual(['To Ada 1']);
    expect(await subjectsOf({ filter: { recipient: 'bea@example.com' } })).toHaveLength(3);
    expect(await subjectsOf({ filter: { channel: 'SMS' } })).toEqual(['Text 3', 'Text 2', 'Text 1']);
    expect(await subjectsOf({ filter: { channel: 'IN_APP' } })).toEqual([]);
    expect(await subjectsOf({ filter: { recipient: '%' } })).toEqual([]);
  });
});
