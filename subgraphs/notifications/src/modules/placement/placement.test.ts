import { randomUUID } from 'node:crypto';
import type { RecordedEvent } from '@trivet/messaging';
import type { UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type NotificationsStage,
  person,
  resourceCreated,
  startNotifications,
  userCreated,
} from '../../tests/notifications-fixture.ts';

const patience = { timeout: 15_000, interval: 50 };
const hourMs = 3_600_000;

let stage: NotificationsStage;
/** The last Sunday of October, at midnight UTC: in Europe clocks are put back on it. */
let sunday: number;
beforeAll(async () => {
  stage = await startNotifications('placement');
});
afterAll(() => stage?.stop());
beforeEach(async () => {
  const year = stage.host.clock.now().getUTCFullYear() + 1;
  const last = new Date(Date.UTC(year, 9, 31));
  sunday = last.getTime() - last.getUTCDay() * 24 * hourMs;
  // On Saturday, at nine in the morning in Berlin.
  await be(sunday - 17 * hourMs);
});

/** What `read` tells by and by. Whose turn it is comes by the clock, so that goes on meanwhile. */
const inTime = <Value>(read: () => Promise<Value>) =>
  expect.poll(() => {
    stage.host.clock.advance(500);
    return read();
  }, patience);

/** From now on it is so late. Whoever sends is woken by what happens to somebody else, and need not look by himself. */
async function be(time: number): Promise<void> {
  const { clock } = stage.host;
  clock.advance(time - clock.now().getTime());
  await stage.happen(userCreated());
}
const iso = (time: number) => new Date(time).toISOString();

/** Somebody in Berlin who is told by mail of what happens in an account of his. */
async function member(locale = 'en'): Promise<{ readonly viewer: UserViewer; readonly accountId: string }> {
  const viewer = person();
  const { userId } = viewer;
  const accountId = randomUUID();
  stage.accounts.set(accountId, { name: 'Told', members: [{ userId, permissions: ['resources:read'] }] });
  moveTo(viewer, 'Europe/Berlin', locale);
  await stage.host.admin`
    insert into notifications.notification_preferences values (${userId}, 'activity', 'email', true, now())`;
  return { viewer, accountId };
}
function moveTo({ userId }: UserViewer, timeZone: string, locale = 'en'): void {
  stage.persons.set(userId, { email: `${userId}@example.com`, displayName: 'Bea', preferences: { locale, timeZone } });
}
const daily = ({ userId }: UserViewer) => stage.host.admin`
  insert into notifications.digest_preferences values (${userId}, 'activity', 'email', 'daily', ${8 * 60}, null, now())`;
/** He has it at six in the evening from now on. */
async function chooseSix(viewer: UserViewer): Promise<void> {
  const document = `mutation ($input: NotificationDigestUpdateInput!) {
    notificationDigestUpdate(input: $input) { userErrors { code } }
  }`;
  const input = { category: 'ACTIVITY', channel: 'EMAIL', digest: { frequency: 'DAILY', at: '18:00' } };
  await stage.ask(viewer, document, { input });
}
const night = ({ userId }: UserViewer) => stage.host.admin`
  insert into notifications.quiet_hours values (${userId}, ${22 * 60}, ${7 * 60}, now())`;

const occurredNow = (event: RecordedEvent) => ({ ...event, occurredAt: stage.host.clock.now() });
async function happen(accountId: string, count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) await stage.happen(occurredNow(resourceCreated(accountId)));
  await stage.caughtUp();
}

/** What has become of what a person was to be told by mail: how many of each status. */
async function mailed({ userId }: UserViewer): Promise<Record<string, number>> {
  const rows = await stage.host.admin<{ status: string; count: number }[]>`
    select case kind when 'notification.digest' then 'digest ' || status else status end as status, count(*)::int
    from notifications.deliveries where user_id = ${userId} and channel = 'email' group by 1 order by 1`;
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}
/** When what waits for him is due. */
async function waiting({ userId }: UserViewer): Promise<string[]> {
  const rows = await stage.host.admin<{ due_at: Date }[]>`
    select due_at from notifications.delivery_queue where user_id = ${userId} and action = 'send' order by 1`;
  return rows.map(({ due_at }) => due_at.toISOString());
}
const mailsTo = ({ userId }: UserViewer) => stage.host.admin<{ subject: string; text: string; html: string }[]>`
  select subject, text, html from notifications.mailbox where recipient = ${`${userId}@example.com`} order by id`;
const stepsOf = async ({ userId }: UserViewer) => {
  const rows = await stage.host.admin<{ code: string; until: Date | null }[]>`
    select code, until from notifications.delivery_decisions where user_id = ${userId} order by id`;
  return rows.map(({ code, until }) => (until === null ? code : `${code} ${until.toISOString()}`));
};

describe('what is gathered', () => {
  it('is one mail at eight in the morning of its person, on a day that has 25 hours too, and lists what there was', async () => {
    const { viewer, accountId } = await member();
    await daily(viewer);
    await happen(accountId, 20);
    await inTime(() => mailed(viewer)).toEqual({ 'digest queued': 1, digested: 20 });
    // At eight of winter time: 07:00 UTC, 23 hours after nine of summer time.
    expect(await waiting(viewer)).toEqual([iso(sunday + 7 * hourMs)]);
    expect(await stage.inbox(viewer.userId)).toHaveLength(20);
    await stage.restart();
    await be(sunday + 7 * hourMs);
    await inTime(() => mailsTo(viewer)).toHaveLength(1);
    const [mail] = await mailsTo(viewer);
    expect(mail?.subject).toBe('20 notifications');
    expect(mail?.text.match(/https:\/\/app\.example\.com\/open\/res_/g)).toHaveLength(20);
    expect(mail?.html.match(/href="https:\/\/app\.example\.com\/open\/res_/g)).toHaveLength(20);
    await inTime(() => mailed(viewer)).toEqual({ 'digest sent': 1, digested: 20 });
    const [left] = await stage.host.admin`
      select count(*)::int from notifications.deliveries where user_id = ${viewer.userId} and channel = 'email' and title is not null`;
    expect(left).toEqual({ count: 0 });
    // What comes later is of the next day.
    await happen(accountId, 1);
    await inTime(() => waiting(viewer)).toEqual([iso(sunday + 31 * hourMs)]);
  });

  it('is listed as far as one reads, in the language of its person', async () => {
    const { viewer, accountId } = await member('de-AT');
    await daily(viewer);
    await happen(accountId, 33);
    await inTime(() => mailed(viewer)).toEqual({ 'digest queued': 1, digested: 33 });
    await be(sunday + 7 * hourMs);
    await inTime(() => mailsTo(viewer)).toHaveLength(1);
    const [mail] = await mailsTo(viewer);
    expect(mail?.subject).toBe('33 Benachrichtigungen');
    expect(mail?.text).toMatch(/^Hallo Bea,\n/);
    expect(mail?.text.match(/open\/res_/g)).toHaveLength(30);
    expect(mail?.text).toContain('3 weitere in Ihrem Posteingang.');
    // And so is each, which stands in the inbox as it is told to all.
    expect(mail?.text).toContain('In Told wurde ein Eintrag vom Typ document angelegt.');
    expect(mail?.text).not.toContain('was created');
    expect(mail?.html).toMatch(/<html[^>]* lang="de"/);
  });

  it('goes by what an account has chosen where its person has not, and by what he has chosen since', async () => {
    const { viewer, accountId } = await member();
    await stage.host.admin`
      insert into notifications.digest_defaults values (${accountId}, 'activity', 'email', 'weekly', 480, 1, now())`;
    await happen(accountId, 2);
    // On Monday.
    await inTime(() => waiting(viewer)).toEqual([iso(sunday + 31 * hourMs)]);
    await chooseSix(viewer);
    await inTime(() => waiting(viewer)).toEqual([iso(sunday - 8 * hourMs)]);
  });

  it('goes by what its person chooses in the very moment in which it is gathered', async () => {
    const { viewer, accountId } = await member();
    await daily(viewer);
    const { graph } = stage.host;
    const { answer } = graph;
    // What he has chosen has been read by then, and nothing waits for him yet.
    graph.answer = async (asked) => {
      if (asked.principal.kind === 'user' && asked.principal.userId === viewer.userId) {
        graph.answer = answer;
        await chooseSix(viewer);
      }
      return answer(asked);
    };
    await happen(accountId, 1);
    await inTime(() => waiting(viewer)).toEqual([iso(sunday - 8 * hourMs)]);
  });

  it('comes by the clocks of where its person is by then', async () => {
    const [{ viewer: west, accountId }, { viewer: east, accountId: other }] = [await member(), await member()];
    for (const viewer of [west, east]) await daily(viewer);
    // At four in the afternoon: it is past eight in all three.
    await be(sunday - 10 * hourMs);
    await happen(accountId, 1);
    await happen(other, 1);
    for (const viewer of [west, east]) await inTime(() => mailed(viewer)).toEqual({ 'digest queued': 1, digested: 1 });
    // Nobody says so, and it is too early when it is due; or users says so, and it is due before.
    moveTo(west, 'America/New_York');
    moveTo(east, 'Asia/Tokyo');
    await stage.happen(occurredNow({ ...userCreated(east.userId), type: 'preferences.updated' }));
    await inTime(() => waiting(east)).toEqual([iso(sunday - hourMs)]);
    await be(sunday + 7 * hourMs);
    await inTime(() => waiting(west)).toEqual([iso(sunday + 12 * hourMs)]);
    expect(await mailsTo(west)).toEqual([]);
  });

  it('comes by UTC where nobody here knows the zone of its person', async () => {
    const { viewer, accountId } = await member();
    moveTo(viewer, 'Mars/Olympus');
    await daily(viewer);
    await happen(accountId, 1);
    await inTime(() => waiting(viewer)).toEqual([iso(sunday - 16 * hourMs)]);
  });

  it('is neither lost nor told twice, however it comes while the digest goes', async () => {
    const { viewer, accountId } = await member();
    await daily(viewer);
    await happen(accountId, 5);
    await inTime(() => mailed(viewer)).toEqual({ 'digest queued': 1, digested: 5 });
    await be(sunday + 7 * hourMs);
    await happen(accountId, 25);
    await stage.restart();
    await inTime(async () => (await mailed(viewer))['digested']).toBe(30);
    await be(sunday + 31 * hourMs);
    const told = async () => {
      const mails = await mailsTo(viewer);
      return mails.flatMap(({ text }) => text.match(/open\/res_\w+/g) ?? []);
    };
    await inTime(async () => (await told()).length).toBe(30);
    expect(new Set(await told()).size).toBe(30);
  });
});

describe('who is not to be disturbed', () => {
  it('is told in the morning, and of his security at once', async () => {
    const { viewer, accountId } = await member();
    await night(viewer);
    // At eleven in the evening of summer time; at seven it is winter.
    await be(sunday - 3 * hourMs);
    await happen(accountId, 1);
    await inTime(() => waiting(viewer)).toEqual([iso(sunday + 6 * hourMs)]);
    expect(await stage.inbox(viewer.userId)).toHaveLength(1);
    stage.mails.find = async () => [
      {
        kind: 'password_changed',
        recipient: { address: `${viewer.userId}@example.com`, name: null, locale: 'en' },
        device: { agent: null, address: null },
      },
    ];
    await stage.happen(occurredNow({ ...userCreated(viewer.userId), type: 'security.password_changed' }));
    await inTime(() => mailsTo(viewer)).toHaveLength(1);
    await be(sunday + 6 * hourMs);
    await inTime(() => mailsTo(viewer)).toHaveLength(2);
    expect((await mailsTo(viewer)).map(({ subject }) => subject)).toEqual([
      'Your password was changed',
      'New document',
    ]);
    expect(await stepsOf(viewer)).toContain(`quiet_hours ${iso(sunday + 6 * hourMs)}`);
  });

  it('gets what is gathered for the night when it is over, though that was due before', async () => {
    const { viewer, accountId } = await member();
    await night(viewer);
    await stage.host.admin`
      insert into notifications.digest_preferences values (${viewer.userId}, 'activity', 'email', 'daily', 60, null, now())`;
    await happen(accountId, 2);
    await inTime(() => mailed(viewer)).toEqual({ 'digest queued': 1, digested: 2 });
    await be(sunday - hourMs);
    await inTime(() => waiting(viewer)).toEqual([iso(sunday + 6 * hourMs)]);
    await be(sunday + 6 * hourMs);
    await inTime(() => mailsTo(viewer)).toHaveLength(1);
  });
});

it('is no more than so much in an hour, and the rest is one mail when the hour is over', async () => {
  const { viewer, accountId } = await member();
  await happen(accountId, 25);
  await inTime(() => mailed(viewer)).toEqual({ 'digest queued': 1, digested: 5, sent: 20 });
  expect((await stepsOf(viewer)).filter((step) => step === 'throttled')).toHaveLength(5);
  await be(sunday - 16 * hourMs);
  await inTime(() => mailsTo(viewer)).toHaveLength(21);
  expect((await mailsTo(viewer)).at(-1)?.subject).toBe('5 notifications');
});
