import { afterAll, beforeAll, expect, it } from 'vitest';
import { withoutThrottles } from '../../faults/told-people.ts';
import { eventually } from '../../support/eventually.ts';
import { join } from '../../support/members.ts';
import type { Person } from '../../support/person.ts';
import { uuidOf } from '../authorization-matrix/things.ts';
import { type Channels, startChannels, verifiedPerson, wants } from './channels.ts';

/** Of what happens at once. At five failures, one after the other, a provider rests; as many mails are under way as he has places. */
const many = 20;
const places = 8;

let channels: Channels;
let ada: Person;
/** Who does that of which Ada is told. */
let colleague: Person;
let account: string;
let time: Date;
beforeAll(async () => {
  channels = await startChannels('standalone', 'outage');
  await withoutThrottles(channels.stack);
  ada = await verifiedPerson(channels, 'Ada');
  await wants(ada, 'EMAIL');
  // Her own mail has come: it is none of those that are counted.
  colleague = await verifiedPerson(channels, 'Colleague');
  account = await ada.account('Engines');
  await join(channels.stack, account, colleague, 'member');
  // What rests does so by this clock, however long mails take.
  time = new Date();
  await pass(0);
});
afterAll(() => channels?.stop());

async function pass(ms: number): Promise<void> {
  time = new Date(time.getTime() + ms);
  await channels.stack.processes.notifications.holdTime(time);
}

const known = new Set<string>();

/** Many things happen at once. Gives for each mail of them who took it, and how many were asked. */
async function mailsOfMany(): Promise<readonly { readonly provider: string; readonly attempts: number }[]> {
  const resources = Array.from(
    { length: many },
    (_, index) =>
      `r${index}: resourceCreate(input: { accountId: $account, type: "note", data: {} }) { userErrors { code } }`,
  );
  const { errors } = await colleague.ask(`mutation ($account: ID!) { ${resources.join(' ')} }`, { account });
  expect(errors).toBeUndefined();
  const mails = await eventually(async () => {
    const rows = await channels.stack.sql<{ id: string; provider: string; attempts: number; status: string }[]>`
      select id, provider, attempts, status from notifications.deliveries
      where user_id = ${uuidOf(ada.id)} and channel = 'email' and kind = 'resource.created'`;
    const fresh = rows.filter(({ id }) => !known.has(id));
    expect(fresh.filter(({ status }) => status === 'sent')).toHaveLength(many);
    return fresh;
  });
  for (const { id } of mails) known.add(id);
  return mails.map(({ provider, attempts }) => ({ provider, attempts }));
}

const atOnce = (provider: string) => Array.from({ length: many }, () => ({ provider, attempts: 1 }));
const triedBefore = (mails: Awaited<ReturnType<typeof mailsOfMany>>) => mails.filter(({ attempts }) => attempts > 1);

it('leaves a provider alone that fails, tries him with one mail after a pause, and uses him again when that works', async () => {
  const { smtp } = channels;
  expect(await mailsOfMany()).toEqual(atOnce('smtp'));

  await smtp.goDown();
  const failing = await mailsOfMany();
  expect(failing.map(({ provider }) => provider)).toEqual(atOnce('sendgrid').map(({ provider }) => provider));
  expect(triedBefore(failing).length).toBeGreaterThanOrEqual(5);
  expect(triedBefore(failing).length).toBeLessThan(5 + places);

  // He would work again: while he rests he is not asked, and nobody waits for him.
  await smtp.comeUp();
  const before = smtp.connections;
  expect(await mailsOfMany()).toEqual(atOnce('sendgrid'));
  await pass(9_999);
  expect(await mailsOfMany()).toEqual(atOnce('sendgrid'));
  expect(smtp.connections).toBe(before);

  // One mail tries. It fails: he rests again, for twice as long.
  await smtp.goDown();
  await pass(1);
  const probed = await mailsOfMany();
  expect(triedBefore(probed)).toEqual([{ provider: 'sendgrid', attempts: 2 }]);
  await smtp.comeUp();
  await pass(19_999);
  expect(await mailsOfMany()).toEqual(atOnce('sendgrid'));
  expect(smtp.connections).toBe(before);

  // One mail tries, and he takes it; then all others go by him.
  await pass(1);
  const back = await mailsOfMany();
  expect(back.filter(({ provider }) => provider === 'smtp').length).toBeGreaterThanOrEqual(1);
  expect(triedBefore(back)).toEqual([]);
  expect(await mailsOfMany()).toEqual(atOnce('smtp'));
});
