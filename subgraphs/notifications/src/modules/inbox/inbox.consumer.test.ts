import { randomUUID } from 'node:crypto';
import { globalId } from '@trivet/platform';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  type NotificationsStage,
  resourceCreated,
  startNotifications,
  userCreated,
} from '../../tests/notifications-fixture.ts';

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('inbox consumer');
});
afterAll(() => stage?.stop());

/** `notification.created` of these persons, once the outbox is empty. */
async function announced(userIds: readonly string[]): Promise<number> {
  await vi.waitFor(async () => {
    const [row] = await stage.host.admin<[{ count: number }]>`select count(*)::int from notifications.outbox`;
    expect(row.count).toBe(0);
  });
  const events = await stage.host.logged();
  return events.filter(({ type, stream }) => type === 'notification.created' && userIds.includes(stream.person ?? ''))
    .length;
}

it('welcomes a new person, and announces it to nobody but him', async () => {
  const userId = randomUUID();
  const event = userCreated(userId);
  await stage.happen(event);
  await stage.caughtUp();
  const [notification, ...others] = await stage.inbox(userId);
  expect(others).toEqual([]);
  expect(notification).toMatchObject({ title: 'Welcome' });
  expect(await announced([userId])).toBe(1);
  const [created] = (await stage.host.logged()).filter(({ subject }) => subject.id === notification?.id);
  expect(created).toMatchObject({
    type: 'notification.created',
    stream: { person: userId },
    requestId: event.requestId,
    payload: { notificationId: notification?.id, userId },
  });
});

it('tells all of a large account who hold the permission, and nobody else', async () => {
  const accountId = randomUUID();
  const members = Array.from({ length: 230 }, (_, index) => ({
    userId: randomUUID(),
    permissions: index % 3 === 0 ? ['account:read'] : ['account:read', 'resources:read'],
  }));
  stage.accounts.set(accountId, { name: 'Crowded', members });
  stage.host.graph.requests.length = 0;
  await stage.happen(resourceCreated(accountId));
  await stage.caughtUp();

  expect(stage.host.graph.requests).toHaveLength(3);
  for (const { principal } of stage.host.graph.requests) {
    expect(principal).toEqual({ kind: 'service', service: 'notifications' });
  }
  const rows = await stage.host.admin<{ user_id: string; title: string; body: string }[]>`
    select user_id, title, body from notifications.notifications where account_id = ${accountId}`;
  const expected = members.filter(({ permissions }) => permissions.includes('resources:read'));
  expect(rows.map(({ user_id }) => user_id).sort()).toEqual(expected.map(({ userId }) => userId).sort());
  expect(new Set(rows.map(({ title, body }) => `${title}: ${body}`))).toEqual(
    new Set(['New document: An entry of the type document was created in Crowded.']),
  );
  expect(await announced(members.map(({ userId }) => userId))).toBe(expected.length);
});

/** An account of so many who may read, and what each of them has been told of it. */
function accountOf(count: number) {
  const accountId = randomUUID();
  const userIds = Array.from({ length: count }, () => randomUUID());
  stage.accounts.set(accountId, {
    name: 'Told',
    members: userIds.map((userId) => ({ userId, permissions: ['resources:read'] })),
  });
  const told = async () =>
    (await Promise.all(userIds.map((userId) => stage.inbox(userId)))).map((inbox) => inbox.length);
  return { accountId, author: userIds[0] as string, told };
}

it('tells nobody of what he did himself, be it by a key of his, and all others of it', async () => {
  const { accountId, author, told } = accountOf(3);
  await stage.happen({ ...resourceCreated(accountId), actor: author, credential: randomUUID() });
  await stage.caughtUp();
  expect(await told()).toEqual([0, 1, 1]);
  const deliveries = await stage.host.admin`select from notifications.deliveries where user_id = ${author}`;
  expect(deliveries).toEqual([]);
});

it('tells nobody where there is nobody but the author', async () => {
  const { accountId, author, told } = accountOf(1);
  await stage.happen({ ...resourceCreated(accountId), actor: author, credential: randomUUID() });
  await stage.caughtUp();
  expect(await told()).toEqual([0]);
  expect(await announced([author])).toBe(0);
  expect(await stage.host.admin`select event_id from notifications.dead_letters`).toEqual([]);
});

it('tells everybody of what a program of the account did', async () => {
  const { accountId, told } = accountOf(2);
  for (const credential of [randomUUID(), globalId('svc', randomUUID())])
    await stage.happen({ ...resourceCreated(accountId), actor: null, credential });
  await stage.caughtUp();
  expect(await told()).toEqual([2, 2]);
});

it('tells who has begun a bulk job of it as all others, once, and not of what he did besides', async () => {
  const { accountId, author, told } = accountOf(2);
  const requestId = `bulk-${randomUUID()}`;
  const ofJob = { actor: author, requestId, bulk: true };
  for (let line = 0; line < 3; line += 1) await stage.happen({ ...resourceCreated(accountId), ...ofJob });
  await stage.happen({ ...resourceCreated(accountId), actor: author });
  await stage.caughtUp();
  expect(await told()).toEqual([1, 2]);
  expect(await stage.inbox(author)).toMatchObject([{ title: 'New: document' }]);
});

it('tells each once of an event that is delivered twice', async () => {
  const accountId = randomUUID();
  const userIds = [randomUUID(), randomUUID()];
  const members = userIds.map((userId) => ({ userId, permissions: ['resources:read'] }));
  stage.accounts.set(accountId, { name: 'Twice', members });
  await stage.happen(resourceCreated(accountId));
  await stage.caughtUp();
  const before = await Promise.all(userIds.map((userId) => stage.inbox(userId)));
  expect(before).toMatchObject([[{ title: 'New document' }], [{ title: 'New document' }]]);

  stage.host.graph.requests.length = 0;
  await stage.restart({ forgetful: true });
  await stage.caughtUp();
  // It was delivered again: the graph was asked who is to be told.
  expect(stage.host.graph.requests.map(({ variables }) => variables?.['after'])).toContain(null);
  expect(await Promise.all(userIds.map((userId) => stage.inbox(userId)))).toEqual(before);
  expect(await announced(userIds)).toBe(2);
});

it('waits for a graph that cannot tell, and loses nothing of it', async () => {
  const { graph, lines } = stage.host;
  const accountId = randomUUID();
  const [userId, later] = [randomUUID(), randomUUID()];
  stage.accounts.set(accountId, { name: 'Patient', members: [{ userId, permissions: ['resources:read'] }] });
  const answer = graph.answer;
  const failures = [
    () => Promise.reject(new Error('nobody listens')),
    async () => ({ data: null, errors: [{ message: 'no', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] }),
  ];
  graph.answer = (request) => failures.shift()?.() ?? answer(request);
  const event = resourceCreated(accountId);
  await stage.happen(event);
  await stage.happen(userCreated(later));
  await stage.caughtUp();
  graph.answer = answer;

  expect(await stage.inbox(userId)).toHaveLength(1);
  expect(await stage.inbox(later)).toHaveLength(1);
  expect(await stage.host.admin`select event_id from notifications.dead_letters`).toEqual([]);
  const retries = lines.filter(({ level, context }) => level === 'WARN' && context['event_id'] === event.id);
  expect(retries).toHaveLength(2);
  expect(JSON.stringify(retries)).toContain('RetryLater');
});

it('tells nobody of an account that is no more', async () => {
  const before = await stage.host.admin`select count(*) from notifications.notifications where account_id is not null`;
  await stage.happen(resourceCreated(randomUUID()));
  await stage.caughtUp();
  expect(await stage.host.admin`select count(*) from notifications.notifications where account_id is not null`).toEqual(
    before,
  );
  expect(await stage.host.admin`select event_id from notifications.dead_letters`).toEqual([]);
});
