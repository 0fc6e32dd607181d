import { randomUUID } from 'node:crypto';
import { newId, openPostgres } from '@trivet/database';
import { anonymous, type GlobalId, globalId, type SubscriptionStream, type UserViewer } from '@trivet/platform';
import { pagesRead } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { schemaPart } from '../../app.ts';
import { type NotificationsStage, person, startNotifications, userCreated } from '../../tests/notifications-fixture.ts';

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('inbox');
});
afterAll(() => stage?.stop());

/** Puts notifications into an inbox, the oldest first. */
async function told({ userId }: UserViewer, count: number): Promise<GlobalId[]> {
  const ids = Array.from({ length: count }, () => newId());
  await stage.host.admin`
    insert into notifications.notifications (id, user_id, event_id, kind, title, body, created_at)
    select id, ${userId}, gen_random_uuid(), 'test', 'Title', 'Body', now() from unnest(${ids}::uuid[]) as id`;
  return ids.map((id) => globalId('ntf', id));
}

const inboxDocument = /* GraphQL */ `
  query ($user: _Any!, $first: Int, $after: Cursor) {
    _entities(representations: [$user]) {
      ... on User {
        unreadCount
        inbox(first: $first, after: $after) { nodes { id title readAt account { id } } pageInfo { hasNextPage endCursor } }
      }
    }
  }
`;
async function inbox(
  of: UserViewer,
  { by = of, ...page }: { by?: UserViewer | typeof anonymous; first?: number; after?: string } = {},
) {
  const user = { __typename: 'User', id: globalId('usr', of.userId) };
  const { data, errors } = await stage.ask(by, inboxDocument, { user, ...page });
  expect(errors).toBeUndefined();
  return data._entities[0];
}

async function markRead(viewer: UserViewer | typeof anonymous, ids: readonly string[]) {
  const document = `mutation ($ids: [ID!]!) {
    notificationMarkRead(input: { ids: $ids }) { notifications { id readAt } userErrors { code path } }
  }`;
  const { data, errors } = await stage.ask(viewer, document, { ids });
  return { ...data?.notificationMarkRead, errors };
}

it('shows an inbox page by page, the newest first, to its person only', async () => {
  const [ada, grace] = [person(), person()];
  const ids = await told(ada, 30);
  const first = await inbox(ada, { first: 20 });
  await told(ada, 1);
  const second = await inbox(ada, { first: 20, after: first.inbox.pageInfo.endCursor });
  const shown = [...first.inbox.nodes, ...second.inbox.nodes].map(({ id }: { id: string }) => id);
  expect(shown).toEqual(ids.toReversed());
  expect(second.inbox.pageInfo.hasNextPage).toBe(false);
  for (const by of [grace, anonymous]) expect(await inbox(ada, { by })).toEqual({ unreadCount: null, inbox: null });
  expect(await inbox(grace)).toMatchObject({ unreadCount: 0, inbox: { nodes: [] } });
});

it('counts what is not read, a hundred at most', async () => {
  const ada = person();
  const ids = await told(ada, 99);
  expect((await inbox(ada)).unreadCount).toBe(99);
  await told(ada, 30);
  expect((await inbox(ada)).unreadCount).toBe(100);
  await markRead(ada, ids);
  expect((await inbox(ada)).unreadCount).toBe(30);
});

it('marks as read in the order that was asked for, and keeps the first time', async () => {
  const ada = person();
  const ids = await told(ada, 3);
  const { notifications, userErrors } = await markRead(ada, [ids[2], ids[0]] as string[]);
  const readAt = stage.host.clock.now().toISOString();
  expect(userErrors).toEqual([]);
  expect(notifications).toEqual([
    { id: ids[2], readAt },
    { id: ids[0], readAt },
  ]);
  stage.host.clock.advance(60_000);
  const again = await markRead(ada, ids);
  const later = stage.host.clock.now().toISOString();
  expect(again.notifications.map((notification: { readAt: string }) => notification.readAt)).toEqual([
    readAt,
    later,
    readAt,
  ]);
  expect(await markRead(ada, [])).toMatchObject({ notifications: [], userErrors: [] });
  expect((await markRead(ada, [ids[0], ids[0]] as string[])).userErrors).toEqual([]);
});

it('marks nothing where one of them is another’s, and says so as of one that is not there', async () => {
  const [ada, grace] = [person(), person()];
  const [mine = '', others = ''] = [...(await told(ada, 1)), ...(await told(grace, 1))];
  const refused = {
    notifications: null,
    userErrors: [{ code: 'NOT_FOUND', path: ['input', 'ids'] }],
    errors: undefined,
  };
  for (const unknown of [others, globalId('ntf', randomUUID())]) {
    expect(await markRead(ada, [mine, unknown])).toEqual(refused);
    expect(await markRead(ada, [unknown])).toEqual(refused);
  }
  const rows = await stage.host.admin`
    select id from notifications.notifications where user_id in (${ada.userId}, ${grace.userId}) and read_at is not null`;
  expect(rows).toEqual([]);
});

it('refuses what are no ids, too many, and who is not signed in', async () => {
  const ada = person();
  const [id = ''] = await told(ada, 1);
  for (const wrong of ['', 'ntf_', randomUUID(), globalId('usr', randomUUID())]) {
    expect((await markRead(ada, [id, wrong])).errors, wrong).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  }
  expect(
    await markRead(
      ada,
      Array.from({ length: 101 }, () => id),
    ),
  ).toMatchObject({
    notifications: null,
    userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'ids'] }],
  });
  expect((await markRead(anonymous, [id])).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  expect((await inbox(ada)).unreadCount).toBe(1);
});

it('tells a person live what he is told, each time with its cursor, and after a cursor again', async () => {
  const [ada, grace] = [person(), person()];
  const query = 'subscription { notificationReceived { cursor notificationId notification { title } } }';
  const open = async (viewer: UserViewer, after?: string) => {
    const controller = new AbortController();
    onTestFinished(() => controller.abort());
    const request = { query, viewer, requestId: 'request', after, signal: controller.signal };
    return (await stage.subgraph.subscribe(request)) as SubscriptionStream;
  };
  const live = await open(ada);
  expect((await live.next()).value).toMatchObject({ extensions: { started: true, cursor: expect.any(String) } });
  await stage.happen(userCreated(grace.userId));
  await stage.happen(userCreated(ada.userId));
  const { value: received } = await live.next();
  expect(received).toMatchObject({ data: { notificationReceived: { notification: { title: 'Welcome' } } } });
  const { cursor, notificationId } = (received as { data: { notificationReceived: Record<string, string> } }).data
    .notificationReceived;
  expect(received).toMatchObject({ extensions: { cursor } });
  expect((await stage.inbox(ada.userId)).map(({ id }) => globalId('ntf', id))).toEqual([notificationId]);

  const past = (await stage.host.logged()).at(0);
  const replayed = await open(ada, stage.host.tail.cursorOf(past?.position ?? 0));
  await replayed.next();
  expect((await replayed.next()).value).toEqual(received);
  // Nobody sees another's, whatever the cursor.
  const hers = await open(grace, stage.host.tail.cursorOf(past?.position ?? 0));
  await hers.next();
  expect(JSON.stringify((await hers.next()).value)).not.toContain(notificationId);
});

it('begins nothing live for who is not signed in', async () => {
  const query = 'subscription { notificationReceived { cursor } }';
  for (const viewer of [anonymous, { kind: 'service', service: 'core' } as const]) {
    const answer = await stage.subgraph.subscribe({ query, viewer, requestId: 'request' });
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  }
});

it('is held to the rows of its person by the database itself', async () => {
  const [ada, grace] = [person(), person()];
  await told(ada, 2);
  const sql = openPostgres({
    url: stage.host.database.urlFor(schemaPart.role),
    applicationName: 'test',
    maxConnections: 1,
  });
  onTestFinished(() => sql.end({ timeout: 1 }));
  expect(await sql`select id from notifications.notifications`).toEqual([]);
  for (const [persons, count] of [
    ['', 0],
    [`{${grace.userId}}`, 0],
    [`{${ada.userId}}`, 2],
  ] as const) {
    await sql.begin(async (tx) => {
      await tx`select set_config('trivet.persons', ${persons}, true), set_config('trivet.accounts', ${`{${ada.userId}}`}, true)`;
      expect(await tx`select id from notifications.notifications`).toHaveLength(count);
      expect(await tx`update notifications.notifications set read_at = now() returning id`).toHaveLength(count);
    });
  }
});

it('finds a notification, and a page of them, without looking at the rest of the inbox', async () => {
  const ada = person();
  await stage.host.admin`
    insert into notifications.notifications (id, user_id, event_id, kind, title, body, created_at)
    select gen_random_uuid(), case when n <= 5000 then ${ada.userId}::uuid else gen_random_uuid() end, gen_random_uuid(), 'test', 'Title', 'Body', now()
    from generate_series(1, 10000) as n`;
  await stage.host.admin`analyze notifications.notifications`;
  let ids: string[] = [];
  const pagesOfList = await pagesRead(stage.host, 'notifications.list', async () => {
    const { nodes } = (await inbox(ada, { first: 3 })).inbox;
    ids = nodes.map(({ id }: { id: string }) => id);
  });
  const pagesOfLookUp = await pagesRead(stage.host, 'notifications.findByIds', async () => {
    const { data } = await stage.ask(ada, 'query ($ids: [ID!]!) { _notificationsNodes(ids: $ids) { id } }', { ids });
    expect(data._notificationsNodes).toEqual(ids.map((id) => ({ id })));
  });
  expect([pagesOfList < 20, pagesOfLookUp < 20], `${pagesOfList}, ${pagesOfLookUp}`).toEqual([true, true]);
});
