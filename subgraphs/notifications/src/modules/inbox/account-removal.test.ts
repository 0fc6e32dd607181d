import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  type NotificationsStage,
  resourceCreated,
  startNotifications,
  userCreated,
} from '../../tests/notifications-fixture.ts';

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
  await stage.happen({
    ...resourceCreated(gone),
    type: 'account.deleted',
    subject: { type: 'account', id: gone, version: 2 },
    occurredAt: host.clock.now(),
  });
  await stage.caughtUp();
  await vi.waitFor(async () => expect(await host.admin`select from notifications.account_removals`).toHaveLength(1));
  host.clock.advance(90_000);
  await stage.restart();
  await vi.waitFor(async () => expect(await host.admin`select from notifications.account_removals`).toHaveLength(0));
  const rows = await host.admin<{ account_id: string | null; count: number }[]>`
    select account_id, count(*)::int from notifications.notifications
    where user_id = any(${userIds}) group by account_id order by account_id nulls last`;
  expect(rows).toEqual([
    { account_id: other, count: 3 },
    { account_id: null, count: 3 },
  ]);
});
