import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  type NotificationsStage,
  resourceCreated,
  startNotifications,
  userCreated,
} from '../../tests/notifications-fixture.ts';

const patience = { timeout: 15_000, interval: 20 };

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('account removal');
});
afterAll(() => stage?.stop());

it('takes away what persons were told of a deleted account, and nothing else', async () => {
  const { host } = stage;
  const [gone, other] = [randomUUID(), randomUUID()];
  const userIds = Array.from({ length: 3 }, () => randomUUID());
  const members = userIds.map((userId) => ({ userId, permissions: ['resources:read'] }));
  for (const id of [gone, other]) stage.accounts.set(id, { name: 'Told', members });
  for (const userId of userIds) await stage.happen(userCreated(userId));
  for (const id of [gone, other]) await stage.happen(resourceCreated(id));
  for (const id of [gone, other]) await writeTemplates(id);
  await stage.happen({
    ...resourceCreated(gone),
    type: 'account.deleted',
    subject: { type: 'account', id: gone, version: 2 },
    occurredAt: host.clock.now(),
  });
  await stage.caughtUp();
  await vi.waitFor(
    async () => expect(await host.admin`select from notifications.account_removals`).toHaveLength(1),
    patience,
  );
  host.clock.advance(90_000);
  await stage.restart();
  await vi.waitFor(
    async () => expect(await host.admin`select from notifications.account_removals`).toHaveLength(0),
    patience,
  );
  const rows = await host.admin<{ account_id: string | null; count: number }[]>`
    select account_id, count(*)::int from notifications.notifications
    where user_id = any(${userIds}) group by account_id order by account_id nulls last`;
  expect(rows).toEqual([
    { account_id: other, count: 3 },
    { account_id: null, count: 3 },
  ]);
  for (const table of ['account_brandings', 'notification_templates', 'notification_template_versions'])
    expect(await host.admin`select account_id from notifications.${host.admin(table)}`, table).toEqual([
      { account_id: other },
    ]);
});

async function writeTemplates(accountId: string): Promise<void> {
  const { admin } = stage.host;
  const id = randomUUID();
  await admin`insert into notifications.account_brandings (account_id, version, updated_at) values (${accountId}, 1, now())`;
  await admin`
    insert into notifications.notification_templates (id, account_id, kind, locale, subject, body, version, updated_at)
    values (${id}, ${accountId}, 'invitation', 'en', 'Subject', 'Body', 2, now())`;
  await admin`
    insert into notifications.notification_template_versions (template_id, account_id, version, subject, body, updated_at)
    values (${id}, ${accountId}, 1, 'Subject', 'Body', now())`;
}

it('takes away what an erased person was told, as much as it is, and says that it has', async () => {
  const { host } = stage;
  const [gone, other] = [randomUUID(), randomUUID()];
  await host.admin`
    insert into notifications.notifications (id, user_id, event_id, kind, title, body, created_at)
    select gen_random_uuid(), ${gone}, gen_random_uuid(), 'kind', 'title', 'body', now() from generate_series(1, 1001)`;
  for (const userId of [gone, other]) await stage.happen(userCreated(userId));
  await stage.happen({ ...userCreated(gone), type: 'user.erased', occurredAt: host.clock.now() });
  await stage.caughtUp();
  await vi.waitFor(
    async () => expect(await host.admin`select from notifications.person_erasures`).toHaveLength(1),
    patience,
  );
  host.clock.advance(90_000);
  await stage.restart();
  await vi.waitFor(async () => {
    const told = (await host.logged()).filter(({ type }) => type === 'user.erasure_confirmed');
    expect(told.map(({ payload }) => payload)).toEqual([{ userId: gone, subgraph: 'notifications' }]);
  }, patience);
  expect([await stage.inbox(gone), (await stage.inbox(other)).length]).toEqual([[], 1]);
});
