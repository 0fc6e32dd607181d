import { FakeSmtp } from '@trivet/notifications/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuidOf } from '../e2e/authorization-matrix/things.ts';
import { eventually } from '../support/eventually.ts';
import type { Person } from '../support/person.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { mailEnvironment, sharedAccount, toldPerson, withoutThrottles } from './told-people.ts';

/** How often the process is killed. */
const rounds = Number(process.env['ROUNDS'] ?? 3);
/** Of each round. */
const eventCount = 40;

let smtp: FakeSmtp;
let stack: Stack;
let people: [Person, ...Person[]];
let account: string;
beforeAll(async () => {
  smtp = await FakeSmtp.start();
  stack = await startStack('services', { name: 'notifications killed', environment: mailEnvironment(smtp) });
  await withoutThrottles(stack);
  people = [await toldPerson(stack, 'Ada')];
  for (const name of ['Ben', 'Cy', 'Dee']) people.push(await toldPerson(stack, name));
  account = await sharedAccount(stack, people);
});
afterAll(async () => {
  await stack?.stop();
  await smtp?.stop();
});

/** Many things in one request, and one of which security has to be told. */
async function makeNoise(round: number): Promise<void> {
  const [owner] = people;
  const resources = Array.from(
    { length: eventCount / 4 },
    (_, index) =>
      `r${index}: resourceCreate(input: { accountId: $account, type: "r${round}", data: {} }) { userErrors { code } }`,
  ).join(' ');
  const document = `mutation ($account: ID!) { ${resources} }`;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      const { errors } = await owner.ask(document, { account });
      expect(errors).toBeUndefined();
    }),
  );
  const made = await owner.ask(
    `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret userErrors { code } } }`,
    { input: { name: `Round ${round}`, scopes: ['account:read'] } },
  );
  stack.keepSecret(made.data.apiKeyCreate.secret);
}

/** How much is told, and how much of it is under way. */
async function progress(): Promise<{ readonly told: number; readonly queued: number; readonly open: number }> {
  const [row] = await stack.sql<{ told: number; queued: number; open: number }[]>`
    select (select count(*)::int from notifications.notifications where kind = 'resource.created') as told,
      (select count(*)::int from notifications.delivery_queue where action = 'send') as queued,
      (select count(*)::int from notifications.deliveries where status = 'queued' and attempted_at is not null) as open`;
  if (!row) throw new Error('There is no answer.');
  return row;
}

it(`tells everybody of everything once, whenever the process is killed: ${rounds} times`, async () => {
  const perRound = eventCount * people.length;
  let counted = 0;
  let open = 0;
  for (let round = 1; counted < rounds; round += 1) {
    expect(round, 'rounds with nothing in flight').toBeLessThan(rounds * 3 + 3);
    const before = (await progress()).told;
    // At another point of the way each time, from the first to the last.
    const until = before + 1 + Math.floor(((round * 0.618) % 1) * (perRound - 2));
    const noise = makeNoise(round);
    await eventually(async () => expect((await progress()).told).toBeGreaterThanOrEqual(until));
    await stack.processes.notifications.kill('SIGKILL');
    await noise;
    const left = await progress();
    if (left.queued > 0 || left.told < before + perRound) counted += 1;
    open += left.open;
    stack.processes.notifications.restart();
    await stack.ready();
  }

  // Whatever was put off is due within a minute.
  const told = await stack.sql<{ id: string }[]>`
    select event_id as id from bus.log where type = 'resource.created'`;
  await expect
    .poll(progress, { timeout: 110_000, interval: 250 })
    .toMatchObject({ queued: 0, told: told.length * people.length });

  const userIds = people.map(({ id }) => uuidOf(id)).toSorted();
  const inboxes = await stack.sql<{ id: string; users: string[] }[]>`
    select event_id as id, array_agg(user_id::text order by user_id) as users from notifications.notifications
    where kind = 'resource.created' group by event_id`;
  expect(inboxes.map(({ id }) => id).toSorted()).toEqual(told.map(({ id }) => id).toSorted());
  expect(inboxes.filter(({ users }) => users.join() !== userIds.join())).toEqual([]);

  const arrived = new Map<string, number>();
  for (const { content } of smtp.received) {
    const id = /^Message-ID: <([0-9a-f-]{36})@/im.exec(content)?.[1] ?? '';
    arrived.set(id, (arrived.get(id) ?? 0) + 1);
  }
  const mails = await stack.sql<{ id: string; kind: string; category: string; status: string }[]>`
    select id, kind, category, status from notifications.deliveries where channel = 'email'`;
  const activity = mails.filter(({ kind }) => kind === 'resource.created');
  expect(activity).toHaveLength(told.length * people.length);
  const of = (status: string) => activity.filter((mail) => mail.status === status);
  expect(of('sent').filter(({ id }) => arrived.get(id) !== 1)).toEqual([]);
  expect(of('unknown').filter(({ id }) => (arrived.get(id) ?? 0) > 1)).toEqual([]);
  expect(of('sent').length + of('unknown').length).toBe(activity.length);
  // No more is unknown than calls were open when the process was killed.
  expect(of('unknown').length).toBeLessThanOrEqual(open);
  const security = mails.filter(({ category }) => category === 'security');
  expect(security.filter(({ id, status }) => status !== 'sent' || !arrived.get(id))).toEqual([]);
  expect(security.length).toBeGreaterThanOrEqual(rounds);
  console.log(
    `${told.length} events, ${rounds} kills: ${activity.length} mails, ${open} under way when it was killed, ` +
      `${of('unknown').length} unknown; ${smtp.received.length} arrived.`,
  );
}, 600_000);
