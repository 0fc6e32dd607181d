import { randomUUID } from 'node:crypto';
import { globalId, type SubgraphRequest, type UserViewer, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, type NotificationsStage, person, startNotifications } from '../../tests/notifications-fixture.ts';

const patience = { timeout: 20_000 };

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('announcements');
});
afterAll(() => stage?.stop());

interface Sent {
  readonly announcement: { readonly id: string; readonly recipientCount: number; readonly completedAt: string | null };
  readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] }[];
}

async function send(
  viewer: Viewer,
  input: object,
  more?: Partial<SubgraphRequest>,
): Promise<Sent & { code?: string | undefined }> {
  const document = `mutation ($input: NotificationSendInput!) {
    probe: notificationSend(input: $input) {
      announcement { id title body link recipientCount completedAt } userErrors { code path }
    }
  }`;
  const { data, errors } = await stage.ask(
    viewer,
    document,
    { input: { title: 'News', body: 'There is some.', ...input } },
    more,
  );
  return { ...data?.probe, code: errors?.[0]?.extensions['code'] };
}

/** An account of an owner and so many others. */
function accountWith(owner: UserViewer, others: readonly Omit<Member, 'permissions'>[]): string {
  const id = randomUUID();
  const members = [{ userId: owner.userId, role: 'OWNER' }, ...others].map((member) => ({
    permissions: [],
    ...member,
  }));
  stage.accounts.set(id, { name: 'Loud', members });
  stage.access.grant(owner.userId, id, 'owner');
  return id;
}
const somebody = (more: Partial<Member> = {}) => ({ userId: randomUUID(), ...more });

async function told(accountId: string): Promise<string[]> {
  const rows = await stage.host.admin<{ user_id: string }[]>`
    select user_id from notifications.notifications where account_id = ${accountId} order by 1`;
  return rows.map(({ user_id }) => user_id);
}
const sorted = (members: readonly { readonly userId: string }[]) => members.map(({ userId }) => userId).sort();

async function completed(viewer: UserViewer, id: string): Promise<number> {
  const document =
    'query ($ids: [ID!]!) { _notificationsNodes(ids: $ids) { ... on Announcement { recipientCount completedAt } } }';
  let count = 0;
  await expect
    .poll(async () => {
      const { data } = await stage.ask(viewer, document, { ids: [id] });
      count = data._notificationsNodes[0].recipientCount;
      return data._notificationsNodes[0].completedAt;
    }, patience)
    .not.toBeNull();
  return count;
}

describe('an announcement', () => {
  it('reaches all members, or those of one role, or one of them, and nobody who is none', async () => {
    const owner = person();
    const [custom, viewers] = [randomUUID(), [somebody({ role: 'VIEWER' }), somebody({ role: 'VIEWER' })]];
    const auditors = [somebody({ role: 'CUSTOM', roleId: custom })];
    const id = accountWith(owner, [...viewers, ...auditors]);
    const accountId = globalId('acc', id);
    const all = await send(owner, { accountId });
    expect(await completed(owner, all.announcement.id)).toBe(4);
    const everybody = [owner, ...viewers, ...auditors];
    expect(await told(id)).toEqual(sorted(everybody));
    for (const [audience, members] of [
      [{ role: 'VIEWER' }, viewers],
      [{ roleId: globalId('rol', custom) }, auditors],
      [{ userId: globalId('usr', owner.userId) }, [owner]],
      [{ userId: globalId('usr', randomUUID()) }, []],
    ] as const) {
      await stage.host.admin`delete from notifications.notifications where account_id = ${id}`;
      const { announcement } = await send(owner, { accountId, ...audience });
      expect(await completed(owner, announcement.id)).toBe(members.length);
      expect(await told(id), JSON.stringify(audience)).toEqual(sorted(members));
    }
  });

  it('stands in the inbox as it was written, and in a mail of its own with the way out', async () => {
    const [owner, bea] = [person(), somebody()];
    stage.persons.set(bea.userId, { email: 'bea@example.com', displayName: 'Bea' });
    const id = accountWith(owner, [bea]);
    const body = 'One <b>paragraph</b>.\n\nAnother.';
    const link = 'https://news.example.com/';
    await send(owner, { accountId: globalId('acc', id), userId: globalId('usr', bea.userId), body, link });
    const mails = () => stage.host.admin`select * from notifications.mailbox where recipient = 'bea@example.com'`;
    await expect.poll(mails, patience).toHaveLength(1);
    expect(await mails()).toMatchObject([
      {
        subject: 'Announcement: News',
        text: expect.stringContaining(`\n\nOne <b>paragraph</b>.\n\nAnother.\n\nHave a look:\n${link}`),
        html: expect.stringContaining('One &#60;b&#62;paragraph'),
        unsubscribe_url: expect.stringContaining('/unsubscribe/'),
      },
    ]);
    expect(await stage.inbox(bea.userId)).toMatchObject([{ title: 'News', body }]);
  });

  it('goes on where it was when the graph is away or its process ends, and tells each once', async () => {
    const owner = person();
    const others = Array.from({ length: 250 }, () => somebody());
    const id = accountWith(owner, others);
    const { graph } = stage.host;
    const { answer } = graph;
    let pages = 0;
    graph.answer = async (request) => {
      if (!request.document.includes('MembersToTell')) return answer(request);
      pages += 1;
      if (pages === 2) throw new Error('away');
      return answer(request);
    };
    const { announcement } = await send(owner, { accountId: globalId('acc', id) });
    await expect.poll(() => told(id), patience).toHaveLength(100);
    await expect.poll(() => pages, patience).toBe(2);
    await stage.restart();
    stage.host.clock.advance(20_000);
    expect(await completed(owner, announcement.id)).toBe(251);
    graph.answer = answer;
    expect(await told(id)).toEqual(sorted([owner, ...others]));
    expect(pages).toBe(4);
  });

  it('is made once of a request that is repeated, and not of another with its key', async () => {
    const owner = person();
    const accountId = globalId('acc', accountWith(owner, []));
    const repeated = { idempotencyKey: randomUUID() };
    const [first, second] = [await send(owner, { accountId }, repeated), await send(owner, { accountId }, repeated)];
    expect(second.announcement.id).toBe(first.announcement.id);
    const other = await send(owner, { accountId, title: 'Other' }, repeated);
    expect(other.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
  });
});

describe('what is announced for later', () => {
  const inTwoHours = () => new Date(stage.host.clock.now().getTime() + 2 * 3_600_000);
  async function cancel(viewer: Viewer, id: string): Promise<string | null> {
    const document = `mutation ($id: ID!) {
      probe: notificationCancel(input: { id: $id }) { announcement { cancelledAt } userErrors { code } }
    }`;
    const { data, errors } = await stage.ask(viewer, document, { id });
    return errors?.[0]?.extensions['code'] ?? data.probe.userErrors[0]?.code ?? data.probe.announcement.cancelledAt;
  }

  it('is told when its time has come, to who is a member by then', async () => {
    const [owner, late] = [person(), somebody()];
    const id = accountWith(owner, []);
    const scheduledAt = inTwoHours();
    const { announcement } = await send(owner, { accountId: globalId('acc', id), scheduledAt });
    const [queued] = await stage.host.admin`
      select due_at from notifications.announcement_queue where account_id = ${id}`;
    expect(queued).toEqual({ due_at: scheduledAt });
    stage.accounts.get(id)?.members.push({ ...late, permissions: [] });
    stage.host.clock.advance(2 * 3_600_000);
    expect(await completed(owner, announcement.id)).toBe(2);
    const [told] = await stage.host.admin`
      select occurred_at from notifications.deliveries where account_id = ${id} limit 1`;
    expect(told).toEqual({ occurred_at: scheduledAt });
  });

  it('is taken back or told, of many who do both at once one, and says which', async () => {
    const owner = person();
    const outcomes = new Set<string>();
    for (let round = 0; round < 6; round += 1) {
      const id = accountWith(owner, [somebody()]);
      const { announcement } = await send(owner, { accountId: globalId('acc', id), scheduledAt: inTwoHours() });
      stage.host.clock.advance(2 * 3_600_000);
      // In some rounds the job is first, which looks each second.
      if (round % 2 === 0) await completed(owner, announcement.id);
      const [first, second] = await Promise.all([cancel(owner, announcement.id), cancel(owner, announcement.id)]);
      expect(first === 'ANNOUNCEMENT_BEGUN').toBe(second === 'ANNOUNCEMENT_BEGUN');
      if (first === 'ANNOUNCEMENT_BEGUN') expect(await completed(owner, announcement.id)).toBe(2);
      else expect(await told(id)).toEqual([]);
      outcomes.add(first === 'ANNOUNCEMENT_BEGUN' ? 'told' : 'taken back');
      const types = async () =>
        (await stage.host.logged()).flatMap(({ stream, type }) => (stream.account === id ? type : []));
      await expect
        .poll(types, patience)
        .toEqual(['announcement.sent', ...(first === 'ANNOUNCEMENT_BEGUN' ? [] : ['announcement.cancelled'])]);
    }
    expect(outcomes).toContain('told');
  });

  it('is later, within a year, and taken back by who may announce, himself', async () => {
    const [owner, member, stranger] = [person(), person(), person()];
    const id = accountWith(owner, []);
    stage.access.grant(member.userId, id, 'member');
    const accountId = globalId('acc', id);
    const now = stage.host.clock.now();
    for (const scheduledAt of [now, new Date(now.getTime() + 367 * 24 * 3_600_000)])
      expect((await send(owner, { accountId, scheduledAt })).userErrors).toEqual([
        { code: 'INVALID_INPUT', path: ['input', 'scheduledAt'] },
      ]);
    const { announcement } = await send(owner, { accountId, scheduledAt: inTwoHours() });
    for (const viewer of [member, stranger]) expect(await cancel(viewer, announcement.id)).toBe('NOT_FOUND');
    expect(await cancel({ ...owner, act: { userId: randomUUID() } }, announcement.id)).toBe('FORBIDDEN');
    const cancelledAt = await cancel(owner, announcement.id);
    expect(cancelledAt).toMatch(/^20/);
    stage.host.clock.advance(1000);
    expect(await cancel(owner, announcement.id)).toBe(cancelledAt);
    expect(await stage.host.admin`select from notifications.announcement_queue where account_id = ${id}`).toEqual([]);
  });

  it('is the same of a request that is repeated when its time has come', async () => {
    const owner = person();
    const accountId = globalId('acc', accountWith(owner, []));
    const input = { accountId, scheduledAt: inTwoHours() };
    const repeated = { idempotencyKey: randomUUID() };
    const { announcement } = await send(owner, input, repeated);
    stage.host.clock.advance(2 * 3_600_000);
    expect(await send(owner, input, repeated)).toMatchObject({ announcement: { id: announcement.id }, userErrors: [] });
  });
});

describe('who announces', () => {
  it('has the permission, acts himself, and does not do it all day', async () => {
    const [owner, member, stranger] = [person(), person(), person()];
    const id = accountWith(owner, []);
    stage.access.grant(member.userId, id, 'member');
    const accountId = globalId('acc', id);
    expect((await send(member, { accountId })).code).toBe('FORBIDDEN');
    expect((await send(stranger, { accountId })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await send({ ...owner, act: { userId: randomUUID() } }, { accountId })).code).toBe('FORBIDDEN');
    for (let times = 0; times < 20; times += 1) expect((await send(owner, { accountId })).userErrors).toEqual([]);
    expect((await send(owner, { accountId })).code).toBe('RATE_LIMITED');
  });

  it('names one audience, and writes plain text that leads to a web page at most', async () => {
    const owner = person();
    const id = accountWith(owner, []);
    const accountId = globalId('acc', id);
    const refused: Record<string, object> = {
      userId: { userId: globalId('usr', owner.userId), role: 'VIEWER' },
      title: { title: 'Two\nlines' },
      body: { body: `a${'b'.repeat(4_000)}` },
    };
    for (const [field, input] of Object.entries(refused)) {
      expect((await send(owner, { accountId, ...input })).userErrors, field).toEqual([
        { code: 'INVALID_INPUT', path: ['input', field] },
      ]);
    }
    for (const body of ['', ' \n ', 'a\u0000b', 'a\u001b[31m', '\ud800'])
      expect((await send(owner, { accountId, body })).userErrors, JSON.stringify(body)).toMatchObject([
        { code: 'INVALID_INPUT' },
      ]);
    for (const link of [
      'javascript:alert(1)',
      'http://a.example',
      'https://',
      'https://user:pw@a.example',
      `https://a.example/${'b'.repeat(2_000)}`,
    ])
      expect((await send(owner, { accountId, link })).userErrors, link.slice(0, 40)).toMatchObject([
        { code: 'INVALID_INPUT' },
      ]);
    expect(await stage.host.admin`select from notifications.announcements where account_id = ${id}`).toEqual([]);
  });
});
