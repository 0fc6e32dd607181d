import { randomUUID } from 'node:crypto';
import { newId } from '@trivet/database';
import { anonymous, type GlobalId, globalId, type SubscriptionStream, type UserViewer } from '@trivet/platform';
import { pagesRead } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type NotificationsStage,
  person,
  resourceCreated,
  startNotifications,
  userCreated,
} from '../../tests/notifications-fixture.ts';

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('inbox states');
});
afterAll(() => stage?.stop());

/** Puts notifications into an inbox, the oldest first. */
async function told({ userId }: UserViewer, count: number, category = 'activity'): Promise<GlobalId[]> {
  const ids = Array.from({ length: count }, () => newId());
  await stage.host.admin`
    insert into notifications.notifications (id, user_id, event_id, kind, category, title, body, created_at)
    select id, ${userId}, gen_random_uuid(), 'test', ${category}, 'Title', 'Body', now() from unnest(${ids}::uuid[]) as id`;
  return ids.map((id) => globalId('ntf', id));
}

async function inbox(viewer: UserViewer, filter: object = {}) {
  const document = `query ($user: _Any!, $filter: InboxFilter) {
    _entities(representations: [$user]) {
      ... on User { unreadCount unseenCount inbox(first: 100, filter: $filter) { nodes { id } } }
    }
  }`;
  const user = { __typename: 'User', id: globalId('usr', viewer.userId) };
  const { data, errors } = await stage.ask(viewer, document, { user, filter });
  expect(errors).toBeUndefined();
  const { unreadCount: unread, unseenCount: unseen, inbox: page } = data._entities[0];
  return { unread, unseen, ids: page.nodes.map(({ id }: { id: string }) => id) };
}
const counts = async (viewer: UserViewer) => {
  const { unread, unseen } = await inbox(viewer);
  return { unread, unseen };
};

async function mark(viewer: UserViewer | typeof anonymous, verb: string, ids: readonly string[]) {
  const document = `mutation ($ids: [ID!]!) {
    probe: notification${verb}(input: { ids: $ids }) {
      notifications { id seenAt readAt archivedAt } userErrors { code path }
    }
  }`;
  const { data, errors } = await stage.ask(viewer, document, { ids });
  return errors ? { errors } : data.probe;
}
async function markAll(viewer: UserViewer, what: 'Read' | 'Seen'): Promise<number> {
  const document = `mutation { probe: notificationMarkAll${what} { markedCount userErrors { code } } }`;
  const { data } = await stage.ask(viewer, document);
  return data.probe.markedCount;
}

describe('an inbox', () => {
  it('shows what is archived apart, and takes it back', async () => {
    const ada = person();
    const [old = '', middle = '', young = ''] = await told(ada, 3);
    const { notifications } = await mark(ada, 'Archive', [middle]);
    const now = stage.host.clock.now().toISOString();
    expect(notifications).toEqual([{ id: middle, seenAt: now, readAt: now, archivedAt: now }]);
    expect(await inbox(ada)).toEqual({ unread: 2, unseen: 2, ids: [young, old] });
    expect((await inbox(ada, { state: 'ARCHIVED' })).ids).toEqual([middle]);
    await mark(ada, 'Unarchive', [middle]);
    expect(await inbox(ada)).toEqual({ unread: 2, unseen: 2, ids: [young, middle, old] });
  });

  it('shows what is not read, and of a category, and both', async () => {
    const ada = person();
    const [, second = ''] = await told(ada, 2);
    const [alarm = '', alert = ''] = await told(ada, 2, 'security');
    await mark(ada, 'MarkRead', [alarm]);
    expect((await inbox(ada, { state: 'UNREAD' })).ids).toEqual([alert, second, expect.any(String)]);
    expect((await inbox(ada, { category: 'SECURITY' })).ids).toEqual([alert, alarm]);
    expect((await inbox(ada, { category: 'SECURITY', state: 'UNREAD' })).ids).toEqual([alert]);
    expect((await inbox(ada, { category: 'BILLING' })).ids).toEqual([]);
  });

  it('takes back that something was read, which stays seen, and brings it out of the archive', async () => {
    const ada = person();
    const [id = ''] = await told(ada, 1);
    await mark(ada, 'Archive', [id]);
    const { notifications } = await mark(ada, 'MarkUnread', [id]);
    const seenAt = stage.host.clock.now().toISOString();
    expect(notifications).toEqual([{ id, seenAt, readAt: null, archivedAt: null }]);
    expect(await counts(ada)).toEqual({ unread: 1, unseen: 0 });
  });

  it('counts as seen what was there when its person looked, and not as read', async () => {
    const ada = person();
    await told(ada, 3);
    expect([await markAll(ada, 'Seen'), await counts(ada)]).toEqual([3, { unread: 3, unseen: 0 }]);
    await told(ada, 1);
    expect([await counts(ada), await markAll(ada, 'Seen'), await markAll(ada, 'Seen')]).toEqual([
      { unread: 4, unseen: 1 },
      1,
      0,
    ]);
  });

  it('is read all at once, however much is in it, and nobody else’s with it', async () => {
    const [ada, grace] = [person(), person()];
    await told(ada, 4_001);
    await told(grace, 1);
    expect(await markAll(ada, 'Read')).toBe(4_001);
    expect([await counts(ada), await counts(grace)]).toEqual([
      { unread: 0, unseen: 0 },
      { unread: 1, unseen: 1 },
    ]);
  });

  it('is changed by its person alone, and is to others as if there were nothing', async () => {
    const [ada, grace] = [person(), person()];
    const [hers = ''] = await told(grace, 1);
    for (const verb of ['MarkRead', 'MarkUnread', 'Archive', 'Unarchive']) {
      const refused = { notifications: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'ids'] }] };
      for (const id of [hers, globalId('ntf', randomUUID())])
        expect(await mark(ada, verb, [id]), verb).toEqual(refused);
      expect(await mark(anonymous, verb, [hers]), verb).toMatchObject({
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
    expect(await counts(grace)).toEqual({ unread: 1, unseen: 1 });
  });

  it('is changed by nobody in its person’s place, who could take out of his sight that he was there', async () => {
    const ada = person();
    const ids = await told(ada, 1, 'security');
    const acting = { ...ada, act: { userId: randomUUID() } };
    const forbidden = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };
    for (const verb of ['MarkRead', 'MarkUnread', 'Archive', 'Unarchive'])
      expect(await mark(acting, verb, ids), verb).toMatchObject(forbidden);
    for (const what of ['Read', 'Seen']) {
      const { errors } = await stage.ask(acting, `mutation { notificationMarkAll${what} { markedCount } }`);
      expect({ errors }, what).toMatchObject(forbidden);
    }
    expect(await inbox(ada)).toEqual({ unread: 1, unseen: 1, ids });
  });

  it('leads to what it tells of', async () => {
    const accountId = randomUUID();
    const ada = person();
    stage.accounts.set(accountId, { name: 'Leading', members: [{ ...ada, permissions: ['resources:read'] }] });
    const event = resourceCreated(accountId);
    await stage.happen(event);
    await stage.caughtUp();
    const [notification] = await stage.inbox(ada.userId);
    const document =
      'query ($ids: [ID!]!) { _notificationsNodes(ids: $ids) { ... on Notification { link category } } }';
    const { data } = await stage.ask(ada, document, { ids: [globalId('ntf', notification?.id ?? '')] });
    const link = `https://app.example.com/open/${globalId('res', event.subject.id)}`;
    expect(data._notificationsNodes).toEqual([{ link, category: 'ACTIVITY' }]);
  });
});

describe('a person’s devices', () => {
  const live = async (viewer: UserViewer) => {
    const query = 'subscription { inboxChanged { unreadCount unseenCount } }';
    const stream = (await stage.subgraph.subscribe({ query, viewer, requestId: 'request' })) as SubscriptionStream;
    await stream.next();
    return async () => (await stream.next()).value?.data?.['inboxChanged'];
  };

  it('are told of the counts when something comes and when one of them has read it, and not when nothing changes', async () => {
    const ada = person();
    const next = await live(ada);
    await stage.happen(userCreated(ada.userId));
    expect(await next()).toEqual({ unreadCount: 1, unseenCount: 1 });
    await markAll(ada, 'Seen');
    expect(await next()).toEqual({ unreadCount: 1, unseenCount: 0 });
    await markAll(ada, 'Seen');
    const { ids } = await inbox(ada);
    await mark(ada, 'MarkRead', ids);
    expect(await next()).toEqual({ unreadCount: 0, unseenCount: 0 });
  });

  it('are not told of another’s', async () => {
    const [ada, grace] = [person(), person()];
    const next = await live(ada);
    await stage.happen(userCreated(grace.userId));
    await stage.caughtUp();
    await markAll(grace, 'Read');
    await stage.happen(userCreated(ada.userId));
    expect(await next()).toEqual({ unreadCount: 1, unseenCount: 1 });
  });
});

describe('a bulk job', () => {
  const bulk = (accountId: string, resourceType: string, requestId: string) => {
    const event = resourceCreated(accountId);
    return { ...event, bulk: true, requestId, payload: { ...event.payload, resourceType } };
  };

  it('is told once of each type that it made, whatever order and however often its events come, and the graph is asked once', async () => {
    const [accountId, userId] = [randomUUID(), randomUUID()];
    stage.accounts.set(accountId, { name: 'Imported', members: [{ userId, permissions: ['resources:read'] }] });
    stage.host.graph.requests.length = 0;
    const events = Array.from({ length: 20 }, (_, n) => bulk(accountId, n % 2 ? 'invoice' : 'order', 'job 1'));
    for (const event of [...events, ...events]) await stage.happen(event);
    await stage.happen(bulk(accountId, 'order', 'job 2'));
    await stage.caughtUp();
    const inbox = await stage.inbox(userId);
    expect(inbox.map(({ title }) => title)).toEqual(['New: order', 'New: invoice', 'New: order']);
    expect(stage.host.graph.requests).toHaveLength(3);
    await stage.restart({ forgetful: true });
    await stage.caughtUp();
    expect(await stage.inbox(userId)).toEqual(inbox);
  });

  it('lets nobody wait for a transaction of each of its events', async () => {
    const { admin, log } = stage.host;
    await admin.unsafe(`
      create sequence notifications.moves;
      create function notifications.count_move() returns trigger language plpgsql security definer as
        $$ begin perform nextval('notifications.moves'); return new; end $$;
      create trigger count_moves before update on notifications.consumer_offsets
        for each row when (new.consumer = 'inbox') execute function notifications.count_move()`);
    await stage.happen(userCreated());
    const event = bulk(randomUUID(), 'document', 'job 3');
    await log.append(Array.from({ length: 300 }, () => ({ ...event, id: randomUUID() })));
    await stage.caughtUp();
    const [moves] = await admin`select last_value::int as count from notifications.moves`;
    expect(moves?.['count']).toBeLessThan(10);
  });
});

it('finds each page, and counts, without looking at the rest of the inbox', async () => {
  const ada = person();
  // Ten archived for one that is not, and all of them read but three.
  await stage.host.admin`
    insert into notifications.notifications (id, user_id, event_id, kind, category, title, body, created_at, read_at, archived_at)
    select gen_random_uuid(), case when n % 2 = 0 then ${ada.userId}::uuid else gen_random_uuid() end, gen_random_uuid(), 'test',
      case when n % 1000 = 0 then 'billing' else 'activity' end, 'Title', 'Body', now(),
      case when n > 6 then now() end, case when n > 6 and n % 20 > 0 then now() end
    from generate_series(1, 20000) as n`;
  // What other tests have read is still in the indexes until somebody cleans up.
  await stage.host.admin`vacuum analyze notifications.notifications`;
  const pages: Record<string, number> = {};
  const read = async (name: string, filter: object) => {
    pages[name] = await pagesRead(stage.host, `notifications.${name}`, async () => void (await inbox(ada, filter)));
  };
  await read('list', {});
  await read('listUnread', { state: 'UNREAD' });
  await read('listArchived', { state: 'ARCHIVED' });
  await read('listOfCategory', { category: 'BILLING' });
  await read('countUnread', {});
  await read('countUnseen', {});
  const many = Object.entries(pages).filter(([name, count]) => count > (name.startsWith('count') ? 20 : 320));
  expect(many, JSON.stringify(pages)).toEqual([]);
});
