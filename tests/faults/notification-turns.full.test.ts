import { FakeSmtp } from '@trivet/notifications/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuidOf } from '../e2e/authorization-matrix/things.ts';
import type { Person } from '../support/person.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { mailEnvironment, sharedAccount, toldPerson, withoutThrottles } from './told-people.ts';

const waiting = 10_000;
const samples = 15;

let smtp: FakeSmtp;
let stack: Stack;
let busy: [Person, Person];
let quiet: [Person, Person];
beforeAll(async () => {
  smtp = await FakeSmtp.start();
  stack = await startStack('services', { name: 'notification turns', environment: mailEnvironment(smtp) });
  await withoutThrottles(stack);
  busy = [await toldPerson(stack, 'Ada'), await toldPerson(stack, 'Ben')];
  quiet = [await toldPerson(stack, 'Cy'), await toldPerson(stack, 'Dee')];
});
afterAll(async () => {
  await stack?.stop();
  await smtp?.stop();
});

/** How long after a resource was made its mail is with the server, in ms, one after the other; the 95th of a hundred. */
async function latency(account: string, [owner, reader]: readonly [Person, Person], round: string): Promise<number> {
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const type = `${round}-${sample}`;
    const startedAt = performance.now();
    await owner.resource(account, type);
    await expect
      .poll(() => smtp.received.some(({ to, content }) => to.includes(reader.email) && content.includes(type)), {
        timeout: 60_000,
        interval: 5,
      })
      .toBe(true);
    times.push(performance.now() - startedAt);
  }
  return times.toSorted((a, b) => a - b)[Math.ceil(samples * 0.95) - 1] as number;
}

it(`delays nobody by what another account has waiting: ${waiting} mails`, async () => {
  const quietAccount = await sharedAccount(stack, quiet);
  const busyAccount = await sharedAccount(stack, busy);
  const control = await latency(quietAccount, quiet, 'idle');

  const userId = uuidOf(busy[1].id);
  await stack.sql`
    with made as (
      insert into notifications.deliveries (id, user_id, account_id, occasion_id, kind, category, channel, status, title, body,
        occurred_at, created_at)
      select gen_random_uuid(), ${userId}, ${uuidOf(busyAccount)}, gen_random_uuid(), 'resource.created', 'activity', 'email',
        'queued', 'One of many', 'Many', now(), now() from generate_series(1, ${waiting})
      returning id, user_id, account_id, channel)
    insert into notifications.delivery_queue (delivery_id, user_id, account_id, channel, action, due_at)
      select id, user_id, account_id, channel, 'send', now() from made`;
  const loaded = await latency(quietAccount, quiet, 'busy');
  const [left] = await stack.sql<{ count: number }[]>`
    select count(*)::int as count from notifications.delivery_queue where action = 'send'`;
  // Else it has proven nothing.
  expect(left?.count).toBeGreaterThan(waiting / 10);
  console.log(
    `p95 ${Math.round(control)} ms idle, ${Math.round(loaded)} ms beside ${left?.count} of ${waiting} waiting.`,
  );
  expect(loaded - control).toBeLessThan(2_000);
}, 180_000);
