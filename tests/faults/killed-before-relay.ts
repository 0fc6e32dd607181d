import { decodeGlobalId } from '@trivet/platform';
import { beforeAll, expect, it } from 'vitest';
import { headOf, pullEvents, takeUntil } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { colleagueIn } from '../support/members.ts';
import { ask, type Person, story } from '../support/person.ts';
import type { Stack } from '../support/stack.ts';
import { holdRelay } from './relay-lock.ts';
import { sharedAccount } from './told-people.ts';

type Subgraph = 'users' | 'core' | 'notifications';

/** A process dies between the commit of a change and the sending of its event: nothing is lost, nothing comes twice. */
export function killedBeforeRelay(stackOf: () => Stack, subgraphs: readonly Subgraph[]): void {
  let stack: Stack;
  /** Who is told of what the other does. */
  let ada: Person;
  let ben: Person;
  let accountId: string;
  let settled = 0;

  beforeAll(async () => {
    stack = stackOf();
    [ada, ben] = [await stack.person('Ada'), await stack.person('Ben')];
    accountId = await sharedAccount(stack, [ada, ben]);
  });

  const outbox = async (subgraph: Subgraph, type: string): Promise<number> => {
    const rows = await stack.sql`select 1 from ${stack.sql(subgraph)}.outbox where type = ${type}`;
    return rows.length;
  };
  /** A place in the log behind which nothing of what went before comes. */
  const settle = async (): Promise<string> => {
    const after = await headOf(ada, accountId);
    const type = `settled-${++settled}`;
    await ben.resource(accountId, type);
    const notifications = await ada.subscribe(story['NotificationReceived'] as string, { after });
    const told = await takeUntil(notifications, isAbout(`New ${type}`));
    await notifications.close();
    await eventually(async () => expect(await outbox('notifications', 'notification.created')).toBe(0));
    return told.at(-1)?.data.notificationReceived.cursor;
  };
  const killAndRestart = async (subgraph: Subgraph, relay: { release(): Promise<void> }): Promise<void> => {
    await stack.processes[subgraph].kill('SIGKILL');
    await relay.release();
    stack.processes[subgraph].restart();
    await stack.ready();
  };

  const announceResource = async () => {
    const after = await settle();
    const relay = await holdRelay(stack, 'core');
    const acknowledged = [await ben.resource(accountId), await ben.resource(accountId)];
    expect(await outbox('core', 'resource.created')).toBe(2);
    expect(await pullEvents(ada, accountId, after)).toEqual([]);
    // Some of these are committed and never acknowledged.
    const underWay = Array.from({ length: 16 }, () => ben.resource(accountId).catch(() => null));
    await Promise.race(underWay);
    await killAndRestart('core', relay);
    acknowledged.push(...(await Promise.all(underWay)).filter((id) => id !== null));

    const marker = await ben.resource(accountId, 'marker');
    const changes = await ada.subscribe(story['ResourceChanged'] as string, { accountId, after });
    const seen = await takeUntil(changes, ({ resourceChanged }) => resourceChanged.resourceId === marker);
    const announced = seen.map(({ data }) => data.resourceChanged.resourceId);
    const [committed] = await stack.sql`
      select count(*)::int from core.resources
      where account_id = ${decodeGlobalId(accountId)?.uuid ?? ''} and type not like 'settled-%'`;
    expect(new Set(announced).size).toBe(announced.length);
    expect(announced).toHaveLength(committed?.['count']);
    expect(announced).toEqual(expect.arrayContaining(acknowledged));
    const pulled = await pullEvents(ada, accountId, after);
    expect(pulled.map(({ cursor, subjectId }) => [cursor, subjectId])).toEqual(
      seen.map(({ data }) => [data.resourceChanged.cursor, data.resourceChanged.resourceId]),
    );

    const notifications = await ada.subscribe(story['NotificationReceived'] as string, { after });
    const told = await takeUntil(notifications, isAbout('New marker'));
    expect(told.map(titleOf)).toEqual([...announced.slice(1).map(() => 'New document'), 'New marker']);
    await Promise.all([changes.close(), notifications.close()]);
  };

  const welcomePerson = async () => {
    const after = await settle();
    const relay = await holdRelay(stack, 'users');
    const lin = await stack.person('Lin');
    const linsAccount = await lin.account('Lins');
    expect(await outbox('users', 'user.created')).toBe(1);
    expect(await outbox('users', 'account.created')).toBe(1);
    const underWay = ask(
      stack.url,
      'mutation { sessionRefresh(input: { refreshToken: "none" }) { userErrors { code } } }',
    );
    await Promise.all([underWay.catch(() => null), killAndRestart('users', relay)]);

    // No order is promised between subgraphs, and this is to come last.
    await eventually(async () => expect(await outbox('users', 'account.created')).toBe(0));
    await (await colleagueIn(stack, linsAccount)).resource(linsAccount, 'marker');
    const notifications = await lin.subscribe(story['NotificationReceived'] as string, { after });
    expect((await takeUntil(notifications, isAbout('New marker'))).map(titleOf)).toEqual(['Welcome', 'New marker']);
    expect((await pullEvents(lin, linsAccount)).map(({ type }) => type)).toEqual([
      'account.created',
      'resource.created',
    ]);
    await notifications.close();
  };

  const notifyLive = async () => {
    const after = await settle();
    const relay = await holdRelay(stack, 'notifications');
    await ben.resource(accountId);
    await eventually(async () => expect(await outbox('notifications', 'notification.created')).toBe(1));
    const underWay = ada.tell('Dashboard').catch(() => null);
    await Promise.all([underWay, killAndRestart('notifications', relay)]);

    await ben.resource(accountId, 'marker');
    const notifications = await ada.subscribe(story['NotificationReceived'] as string, { after });
    const told = await takeUntil(notifications, isAbout('New marker'));
    expect(told.map(titleOf)).toEqual(['New document', 'New marker']);
    await notifications.close();
  };

  const tests = {
    core: ['a resource is announced once, to whoever pulls, resumes, or is notified', announceResource],
    users: ['a person is welcomed once', welcomePerson],
    notifications: ['a notification that is in the inbox arrives live once', notifyLive],
  } as const;
  for (const subgraph of subgraphs) {
    const [name, test] = tests[subgraph];
    it(name, test);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: as the events of tests are, see LiveResult.
function titleOf({ data }: { readonly data?: any }): string | undefined {
  return data?.notificationReceived.notification?.title;
}

// biome-ignore lint/suspicious/noExplicitAny: the same.
function isAbout(title: string): (data: any) => boolean {
  return (data) => titleOf({ data }) === title;
}
