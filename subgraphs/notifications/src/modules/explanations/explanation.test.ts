import { randomUUID } from 'node:crypto';
import { globalId, type UserViewer, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type NotificationsStage,
  person,
  resourceCreated,
  startNotifications,
} from '../../tests/notifications-fixture.ts';

const patience = { timeout: 15_000, interval: 50 };

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('explanations');
});
afterAll(() => stage?.stop());

interface Shown {
  readonly kind: string;
  readonly unusedChannels: readonly { readonly channel: string; readonly reason: string }[];
  readonly deliveries: readonly {
    readonly channel: string;
    readonly status: string;
    readonly steps: readonly {
      readonly code: string;
      readonly chosenBy: string | null;
      readonly until: string | null;
      readonly attempt: number | null;
      readonly provider: string | null;
      readonly detail: string | null;
    }[];
  }[];
}

const document = `query ($id: ID!) {
  notificationExplain(id: $id) {
    kind category occurredAt unusedChannels { channel reason }
    deliveries { channel status steps { code at chosenBy until attempt provider detail } }
  }
}`;

async function explained(viewer: Viewer, id: string): Promise<Shown | null> {
  const { data, errors } = await stage.ask(viewer, document, { id });
  expect(errors).toBeUndefined();
  return data.notificationExplain;
}
const short = (shown: Shown | null) =>
  shown?.deliveries.map(({ channel, status, steps }) => ({
    [`${channel} ${status}`]: steps.map((step) =>
      [step.code, step.chosenBy, step.until && 'until', step.attempt, step.provider, step.detail]
        .filter((part) => part !== null)
        .join(' '),
    ),
  }));

it('says of each way by whose choice, when and how it was told, to its person and to who looks after that, and to nobody else', async () => {
  const [ada, bea, stranger] = [person(), person(), person()];
  const accountId = randomUUID();
  const members = [ada, bea].map(({ userId }) => ({ userId, permissions: ['resources:read'] }));
  stage.accounts.set(accountId, { name: 'Told', members });
  stage.persons.set('*', { email: 'somebody@example.com' });
  stage.access.grant(ada.userId, accountId, 'owner');
  const { admin, clock } = stage.host;
  // It is night for two hours, of which the first is over soon.
  const from = ((clock.now().getUTCHours() + 23) % 24) * 60;
  await admin`insert into notifications.notification_defaults values (${accountId}, 'activity', 'email', true, now())`;
  await admin`insert into notifications.notification_preferences values (${bea.userId}, 'activity', 'in_app', true, now())`;
  await admin`insert into notifications.quiet_hours values (${bea.userId}, ${from}, ${(from + 120) % 1440}, now())`;
  await stage.happen({ ...resourceCreated(accountId), occurredAt: clock.now() });
  await stage.caughtUp();
  const [notification] = await stage.inbox(bea.userId);
  const ntf = globalId('ntf', notification?.id ?? '');
  const held = [
    { 'IN_APP DELIVERED': ['QUEUED PERSON', 'DELIVERED'] },
    { 'EMAIL QUEUED': ['QUEUED ACCOUNT', 'QUIET_HOURS until'] },
  ];
  await expect.poll(async () => short(await explained(bea, ntf)), patience).toEqual(held);
  const [row] = await admin<[{ id: string }]>`
    select id from notifications.deliveries where user_id = ${bea.userId} and channel = 'email'`;
  const dlv = globalId('dlv', row.id);
  expect(short(await explained(bea, dlv))).toEqual(held);
  clock.advance(3_600_000);
  const sent = ['QUEUED ACCOUNT', 'QUIET_HOURS', 'ATTEMPTED 1 mailbox', 'SENT mailbox'];
  await expect
    .poll(async () => {
      clock.advance(500);
      return short(await explained(ada, dlv));
    }, patience)
    .toEqual([{ 'IN_APP DELIVERED': ['QUEUED PERSON', 'DELIVERED'] }, { 'EMAIL SENT': sent }]);
  // What is Bea's notification is nobody else's, and a delivery nobody's who does not look after its account.
  const others: readonly [UserViewer, string][] = [
    [ada, ntf],
    [stranger, ntf],
    [stranger, dlv],
    [bea, globalId('ntf', randomUUID())],
    [bea, globalId('dlv', randomUUID())],
  ];
  for (const [viewer, id] of others) expect([id, await explained(viewer, id)]).toEqual([id, null]);
});

it.each(['nothing', '', 'ntf_', globalId('acc', randomUUID()), 'x'.repeat(1_000)])(
  'refuses what is no id of a notification or a delivery: %s',
  async (id) => {
    const { data, errors } = await stage.ask(person(), document, { id });
    expect(data?.notificationExplain ?? null).toBeNull();
    const message = `"${id.slice(0, 64)}" is not the id of a notification or a delivery.`;
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
  },
);

it('goes on with the digest, where it was gathered', async () => {
  const bea = person();
  const accountId = randomUUID();
  stage.accounts.set(accountId, {
    name: 'Told',
    members: [{ userId: bea.userId, permissions: ['resources:read'] }],
  });
  stage.persons.set('*', { email: 'somebody@example.com' });
  const { admin, clock } = stage.host;
  await admin`insert into notifications.notification_preferences values (${bea.userId}, 'activity', 'email', true, now())`;
  await admin`insert into notifications.digest_preferences values (${bea.userId}, 'activity', 'email', 'hourly', null, null, now())`;
  for (const _ of [1, 2]) await stage.happen({ ...resourceCreated(accountId), occurredAt: clock.now() });
  await stage.caughtUp();
  const [notification] = await stage.inbox(bea.userId);
  const mail = async () => short(await explained(bea, globalId('ntf', notification?.id ?? '')))?.[1];
  await expect.poll(mail, patience).toEqual({ 'EMAIL DIGESTED': ['QUEUED PERSON', 'DIGESTED until'] });
  clock.advance(3_600_000);
  await expect
    .poll(() => {
      clock.advance(500);
      return mail();
    }, patience)
    .toEqual({ 'EMAIL DIGESTED': ['QUEUED PERSON', 'DIGESTED until', 'ATTEMPTED 1 mailbox', 'SENT mailbox'] });
});

it('says by which ways it was not told, and by whose choice then, whatever is chosen since', async () => {
  const [ada, bea] = [person(), person()];
  const accountId = randomUUID();
  stage.accounts.set(accountId, {
    name: 'Told',
    members: [{ userId: bea.userId, permissions: ['resources:read'] }],
  });
  stage.access.grant(ada.userId, accountId, 'owner');
  const { admin, clock } = stage.host;
  await admin`insert into notifications.notification_defaults values (${accountId}, 'activity', 'email', false, now())`;
  await admin`insert into notifications.notification_preferences values (${bea.userId}, 'activity', 'sms', false, now())`;
  await stage.happen({ ...resourceCreated(accountId), occurredAt: clock.now() });
  await stage.caughtUp();
  await admin`update notifications.notification_preferences set enabled = true where user_id = ${bea.userId}`;
  await admin`delete from notifications.notification_defaults where account_id = ${accountId}`;
  const [row] = await admin<[{ id: string }]>`select id from notifications.deliveries where user_id = ${bea.userId}`;
  for (const viewer of [bea, ada])
    expect((await explained(viewer, globalId('dlv', row.id)))?.unusedChannels).toEqual([
      { channel: 'EMAIL', reason: 'ACCOUNT' },
      { channel: 'SMS', reason: 'PERSON' },
      { channel: 'PUSH', reason: 'NOBODY' },
    ]);
});
