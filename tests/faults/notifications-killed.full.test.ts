import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuidOf } from '../e2e/authorization-matrix/things.ts';
import { arrivalsOf } from '../e2e/channels/arrivals.ts';
import { type Channels, startChannels, wants } from '../e2e/channels/channels.ts';
import { confirmNumber, type Devices, registerDevices } from '../e2e/channels/reachable.ts';
import { eventually } from '../support/eventually.ts';
import { colleagueIn } from '../support/members.ts';
import type { Person } from '../support/person.ts';
import type { Stack } from '../support/stack.ts';
import { sharedAccount, toldPerson, withoutThrottles } from './told-people.ts';

/** How often the process is killed. */
const rounds = Number(process.env['ROUNDS'] ?? 3);
/** Of each round. */
const eventCount = 40;
/** By what each of them is told, besides his inbox. */
const waysOfArriving = { email: ['email'], sms: ['sms'], push: ['web', 'android', 'ios'] } as const;
const sentChannels = ['email', 'sms', 'push'] as const;

let channels: Channels;
let stack: Stack;
let people: [Person, ...Person[]];
/** Who does that of which they are told. */
let colleague: Person;
const devices: Devices[] = [];
let account: string;
beforeAll(async () => {
  channels = await startChannels('services', 'notifications killed');
  stack = channels.stack;
  await withoutThrottles(stack);
  people = [await reachablePerson('Ada')];
  for (const name of ['Ben', 'Cy', 'Dee']) people.push(await reachablePerson(name));
  account = await sharedAccount(stack, people);
  colleague = await colleagueIn(stack, account);
});
afterAll(() => channels?.stop());

async function reachablePerson(name: string): Promise<Person> {
  const person = await toldPerson(stack, name);
  await confirmNumber(channels, person);
  devices.push(await registerDevices(channels, person));
  await wants(person, 'SMS');
  await wants(person, 'PUSH');
  return person;
}

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
      const { errors } = await colleague.ask(document, { account });
      expect(errors).toBeUndefined();
    }),
  );
  const made = await owner.ask(
    `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret userErrors { code } } }`,
    { input: { name: `Round ${round}`, scopes: ['account:read'] } },
  );
  stack.keepSecret(made.data.apiKeyCreate.secret);
}

interface Progress {
  readonly told: number;
  readonly queued: number;
  /** Deliveries by each channel of which it was written down that they were begun, and not how they ended. */
  readonly open: Readonly<Record<(typeof sentChannels)[number], number>>;
}

/** How much is told, and how much of it is under way. */
async function progress(): Promise<Progress> {
  const [row] = await stack.sql<{ told: number; queued: number; email: number; sms: number; push: number }[]>`
    with open as (select channel from notifications.deliveries where status = 'queued' and attempted_at is not null)
    select (select count(*)::int from notifications.notifications where kind = 'resource.created') as told,
      (select count(*)::int from notifications.delivery_queue where action = 'send') as queued,
      (select count(*)::int from open where channel = 'email') as email,
      (select count(*)::int from open where channel = 'sms') as sms,
      (select count(*)::int from open where channel = 'push') as push`;
  if (!row) throw new Error('There is no answer.');
  const { told, queued, ...open } = row;
  return { told, queued, open };
}

it(`tells everybody of everything once, by every channel, whenever the process is killed: ${rounds} times`, async () => {
  const perRound = eventCount * people.length;
  let counted = 0;
  const open = { email: 0, sms: 0, push: 0 };
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
    for (const channel of sentChannels) open[channel] += left.open[channel];
    stack.processes.notifications.restart();
    await stack.ready();
  }

  // Whatever was put off is due within a minute.
  const told = await stack.sql<{ id: string }[]>`
    select event_id as id from bus.log where type = 'resource.created'`;
  await expect
    .poll(progress, { timeout: 60_000 + rounds * 10_000, interval: 250 })
    .toMatchObject({ queued: 0, told: told.length * people.length });

  const userIds = people.map(({ id }) => uuidOf(id)).toSorted();
  const inboxes = await stack.sql<{ id: string; users: string[] }[]>`
    select event_id as id, array_agg(user_id::text order by user_id) as users from notifications.notifications
    where kind = 'resource.created' group by event_id`;
  expect(inboxes.map(({ id }) => id).toSorted()).toEqual(told.map(({ id }) => id).toSorted());
  expect(inboxes.filter(({ users }) => users.join() !== userIds.join())).toEqual([]);

  const arrived = arrivalsOf(channels, devices);
  const deliveries = await stack.sql<
    { id: string; kind: string; category: string; channel: (typeof sentChannels)[number]; status: string }[]
  >`select id, kind, category, channel, status from notifications.deliveries`;
  const activity = deliveries.filter(({ kind }) => kind === 'resource.created');
  const unknown = { email: 0, sms: 0, push: 0 };
  for (const channel of sentChannels) {
    const all = activity.filter((each) => each.channel === channel);
    expect(all, channel).toHaveLength(told.length * people.length);
    const of = (status: string) => all.filter((each) => each.status === status);
    unknown[channel] = of('unknown').length;
    expect(of('sent').length + unknown[channel], channel).toBe(all.length);
    // No more is unknown than calls were open when the process was killed.
    expect(unknown[channel], channel).toBeLessThanOrEqual(open[channel]);
    for (const way of waysOfArriving[channel]) {
      const times = ({ id }: { id: string }) => arrived[way]?.get(id) ?? 0;
      expect(of('sent').filter((each) => times(each) !== 1)).toEqual([]);
      expect(of('unknown').filter((each) => times(each) > 1)).toEqual([]);
    }
  }
  const security = deliveries.filter(({ category, channel }) => category === 'security' && channel === 'email');
  expect(security.filter(({ id, status }) => status !== 'sent' || !arrived['email']?.get(id))).toEqual([]);
  expect(security.length).toBeGreaterThanOrEqual(rounds);
  const shown = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([channel, count]) => `${count} by ${channel}`);
  console.log(
    `${told.length} events, ${rounds} kills: ${activity.length} deliveries; under way when it was killed ` +
      `${shown(open).join(', ')}; unknown ${shown(unknown).join(', ')}.`,
  );
}, 1_200_000);
