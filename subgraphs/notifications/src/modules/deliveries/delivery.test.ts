import { randomUUID } from 'node:crypto';
import { globalId, type UserViewer } from '@trivet/platform';
import { pagesRead } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type NotificationsStage,
  person,
  resourceCreated,
  startNotifications,
  userCreated,
} from '../../tests/notifications-fixture.ts';

const patience = { timeout: 15_000 };

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('deliveries');
});
afterAll(() => stage?.stop());

async function deliveriesOf(viewer: UserViewer, accountId: string, page: { first?: number; after?: string } = {}) {
  const document = `query ($account: _Any!, $first: Int, $after: Cursor) {
    _entities(representations: [$account]) {
      ... on Account {
        deliveries(first: $first, after: $after) {
          nodes { id kind category channel status recipient { id } attempts failure } pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`;
  const account = { __typename: 'Account', id: globalId('acc', accountId) };
  const { data, errors } = await stage.ask(viewer, document, { account, ...page });
  expect(errors).toBeUndefined();
  return data._entities[0]?.deliveries ?? null;
}

async function choose({ userId }: UserViewer, category: string, channel: string, enabled: boolean): Promise<void> {
  await stage.host.admin`
    insert into notifications.notification_preferences values (${userId}, ${category}, ${channel}, ${enabled}, now())`;
}

const mailsTo = (address: string) =>
  stage.host.admin<{ subject: string; text: string; unsubscribe_url: string | null; message_id: string }[]>`
    select subject, text, unsubscribe_url, message_id from notifications.mailbox where recipient = ${address} order by id`;

describe('what is told of an account', () => {
  it('is delivered by each channel that its members have chosen, and is shown to who may see that, without an address', async () => {
    const [ada, bea, vera] = [person(), person(), person()];
    const accountId = randomUUID();
    const members = [ada, bea].map(({ userId }) => ({ userId, permissions: ['resources:read'] }));
    stage.accounts.set(accountId, { name: 'Told', members });
    for (const { userId } of [ada, bea])
      stage.persons.set(userId, { email: `${userId}@example.com`, displayName: 'Somebody' });
    stage.access.grant(ada.userId, accountId, 'owner');
    stage.access.grant(vera.userId, accountId, 'viewer');
    await choose(bea, 'activity', 'email', true);
    await choose(bea, 'activity', 'in_app', false);
    await stage.happen(resourceCreated(accountId));
    await stage.caughtUp();
    const address = `${bea.userId}@example.com`;
    await expect.poll(() => mailsTo(address), patience).toHaveLength(1);
    const [mail] = await mailsTo(address);
    expect(mail).toMatchObject({
      subject: 'New document',
      text: expect.stringContaining('https://app.example.com/open/res_'),
      unsubscribe_url: expect.stringMatching(/^https:\/\/app\.example\.com\/unsubscribe\/[\w-]{67}$/),
    });
    expect([await stage.inbox(ada.userId), await stage.inbox(bea.userId)]).toMatchObject([
      [{ title: 'New document' }],
      [],
    ]);
    const shown = async () => (await deliveriesOf(ada, accountId)).nodes;
    await expect
      .poll(async () => (await shown()).map(({ status }: { status: string }) => status).sort(), patience)
      .toEqual(['DELIVERED', 'SENT']);
    const common = {
      id: expect.stringMatching(/^dlv_/),
      kind: 'resource.created',
      category: 'ACTIVITY',
      failure: null,
    };
    expect(await shown()).toEqual(
      expect.arrayContaining([
        {
          ...common,
          channel: 'IN_APP',
          status: 'DELIVERED',
          recipient: { id: globalId('usr', ada.userId) },
          attempts: 0,
        },
        { ...common, channel: 'EMAIL', status: 'SENT', recipient: { id: globalId('usr', bea.userId) }, attempts: 1 },
      ]),
    );
    expect(JSON.stringify(await shown())).not.toContain('@');
    expect([await deliveriesOf(vera, accountId), await deliveriesOf(person(), accountId)]).toEqual([null, null]);
    const first = await deliveriesOf(ada, accountId, { first: 1 });
    const rest = await deliveriesOf(ada, accountId, { after: first.pageInfo.endCursor });
    expect([...first.nodes, ...rest.nodes]).toEqual(await shown());
  });
});

describe('what is told to ten thousand', () => {
  const [ada, bea, accountId] = [person(), person(), randomUUID()];
  beforeAll(async () => {
    stage.access.grant(ada.userId, accountId, 'owner');
    // Of one occasion, and half of them of one account.
    await stage.host.admin`
      insert into notifications.deliveries (id, user_id, account_id, occasion_id, kind, category, channel, status, occurred_at, created_at, settled_at)
      select gen_random_uuid(), case n when 2 then ${bea.userId}::uuid else gen_random_uuid() end,
        case when n % 2 = 0 then ${accountId}::uuid else gen_random_uuid() end,
        ${randomUUID()}, 'test', 'activity', 'in_app', 'delivered', now(), now(), now() from generate_series(1, 10000) as n`;
    await stage.host.admin`analyze notifications.deliveries`;
  });

  it('is shown a page at a time, without looking at the rest', async () => {
    const pages = await pagesRead(stage.host, 'deliveries.listByAccounts', () =>
      deliveriesOf(ada, accountId, { first: 3 }),
    );
    expect(pages).toBeLessThan(20);
  });

  it('is explained to one of them, and to who looks after that, without looking at the others', async () => {
    const [row] = await stage.host.admin`select id from notifications.deliveries where user_id = ${bea.userId}`;
    const id = globalId('dlv', row?.['id']);
    const document = 'query ($id: ID!) { notificationExplain(id: $id) { deliveries { channel } } }';
    for (const viewer of [bea, ada]) {
      const pages = await pagesRead(stage.host, 'deliveries.listOfOccasion', async () => {
        const { data } = await stage.ask(viewer, document, { id });
        expect(data.notificationExplain).toEqual({ deliveries: [{ channel: 'IN_APP' }] });
      });
      expect(pages).toBeLessThan(20);
    }
  });
});

describe('what concerns security', () => {
  const passwordChanged = (userId: string) => ({ ...userCreated(userId), type: 'security.password_changed' });
  const notice = (address: string) => [
    {
      kind: 'password_changed' as const,
      recipient: { address, name: null, locale: 'en' },
      device: { agent: null, address: null },
    },
  ];

  it('goes to the inbox of who has it there, and not by mail when he has turned that off', async () => {
    const [ada, bea] = [person(), person()];
    await choose(ada, 'security', 'in_app', true);
    await choose(ada, 'security', 'email', false);
    stage.mails.find = async ({ payload }) => notice(`${payload['userId']}@example.com`);
    for (const { userId } of [ada, bea]) await stage.happen(passwordChanged(userId));
    await stage.caughtUp();
    await expect.poll(() => mailsTo(`${bea.userId}@example.com`), patience).toHaveLength(1);
    expect(await mailsTo(`${ada.userId}@example.com`)).toEqual([]);
    expect([await stage.inbox(ada.userId), await stage.inbox(bea.userId)]).toMatchObject([
      [{ title: 'Your password was changed' }],
      [],
    ]);
    const [mail] = await mailsTo(`${bea.userId}@example.com`);
    expect(mail?.unsubscribe_url).toBeNull();
  });

  it('is told by mail to who has turned everything off in the database, for he has to know', async () => {
    const ada = person();
    for (const channel of ['in_app', 'email']) await choose(ada, 'security', channel, false);
    stage.mails.find = async ({ payload }) => notice(`${payload['userId']}@example.com`);
    await stage.happen(passwordChanged(ada.userId));
    await expect.poll(() => mailsTo(`${ada.userId}@example.com`), patience).toHaveLength(1);
  });
});

it('goes with its person, queued or not', async () => {
  const { admin, clock } = stage.host;
  const ada = person();
  await stage.happen(userCreated(ada.userId));
  await stage.caughtUp();
  const count = async () => {
    const [row] = await admin<[{ deliveries: number; queue: number }]>`
      select (select count(*)::int from notifications.deliveries where user_id = ${ada.userId}) as deliveries,
        (select count(*)::int from notifications.delivery_queue where user_id = ${ada.userId}) as queue`;
    return row;
  };
  expect(await count()).toEqual({ deliveries: 1, queue: 1 });
  await stage.happen({ ...userCreated(ada.userId), type: 'user.erased', occurredAt: clock.now() });
  await expect.poll(() => admin`select from notifications.person_erasures`, patience).toHaveLength(1);
  clock.advance(90_000);
  await stage.restart();
  await expect.poll(count, patience).toEqual({ deliveries: 0, queue: 0 });
});
