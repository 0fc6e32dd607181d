import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headOf, pullEvents, takeUntil } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { ask, type GraphQLAnswer, type Person, story } from '../support/person.ts';
import { type PartName, type Stack, startStack } from '../support/stack.ts';
import { sharedAccount } from './told-people.ts';

const unavailable = (...path: (string | number)[]) =>
  expect.objectContaining({ path, extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' }) });

/** Each of four processes is killed in turn while clients watch, read and write. */
describe('kill -9 of one process of four', () => {
  let stack: Stack;
  /** Who is told of what the other does. */
  let ada: Person;
  let ben: Person;
  let accountId: string;
  let resourceId: string;
  let rounds = 0;

  beforeAll(async () => {
    // However slow the machine is: what comes after that silence is seen below.
    const environment = { SESSION_SILENCE_MS: '120000' };
    stack = await startStack('services', { name: 'subgraph killed', environment });
    [ada, ben] = [await stack.person('Ada'), await stack.person('Ben')];
    accountId = await sharedAccount(stack, [ada, ben]);
    resourceId = await ada.resource(accountId);
  });
  afterAll(() => stack?.stop());

  /** A resource of a type of its own, so that it is told apart in notifications too. */
  const mark = async (): Promise<{ id: string; title: string }> => {
    const type = `marker-${++rounds}`;
    return { id: await ben.resource(accountId, type), title: `New ${type}` };
  };

  /** Subscribed to everything behind what happened so far. */
  const watch = async () => {
    const before = await headOf(ada, accountId);
    const marker = await mark();
    const notifications = await ada.subscribe(story['NotificationReceived'] as string, { after: before });
    await takeUntil(
      notifications,
      ({ notificationReceived }) => notificationReceived.notification?.title === marker.title,
    );
    const after = await headOf(ada, accountId);
    const changes = await ada.subscribe(story['ResourceChanged'] as string, { accountId, after });
    return { after, changes, notifications };
  };
  /** Nobody reconnected, and all got everything, once and in order. */
  const expectCompleteAfter = async (
    { after, changes, notifications }: Awaited<ReturnType<typeof watch>>,
    acknowledged: readonly string[],
  ) => {
    const marker = await mark();
    const seen = await takeUntil(changes, ({ resourceChanged }) => resourceChanged.resourceId === marker.id);
    const pulled = await pullEvents(ada, accountId, after);
    expect(seen.map(({ data }) => data.resourceChanged.cursor)).toEqual(pulled.map(({ cursor }) => cursor));
    const ids = pulled.map(({ subjectId }) => subjectId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([...acknowledged]));
    const told = await takeUntil(
      notifications,
      ({ notificationReceived }) => notificationReceived.notification?.title === marker.title,
    );
    const titles = pulled.map(({ payload }) => `New ${payload['resourceType']}`);
    expect(told.map(({ data }) => data.notificationReceived.notification.title)).toEqual(titles);
    await Promise.all([changes.close(), notifications.close()]);
  };

  const health = async () => {
    const response = await fetch(`${stack.url}/readyz`);
    const { status, checks } = (await response.json()) as { status: string; checks: { name: string; ok: boolean }[] };
    return { http: response.status, status, down: checks.filter(({ ok }) => !ok).map(({ name }) => name) };
  };

  /** Reads and writes without a pause until it is stopped. */
  const traffic = () => {
    const answers: GraphQLAnswer[] = [];
    const acknowledged: string[] = [];
    let stopped = false;
    const run = async () => {
      while (!stopped) {
        answers.push(await ada.tell('Dashboard'));
        const { data } = await ben.tell('CreateResource', { accountId, type: 'document', data: {} });
        if (data?.resourceCreate) acknowledged.push(data.resourceCreate.resource.id);
      }
    };
    const running = run();
    return {
      answers,
      acknowledged,
      async stop() {
        stopped = true;
        await running;
      },
    };
  };

  const killUnderTraffic = async (part: PartName, whileDown: () => Promise<void>) => {
    const watching = await watch();
    const clients = traffic();
    await eventually(() => expect(clients.acknowledged.length).toBeGreaterThan(1));
    await stack.processes[part].kill('SIGKILL');
    await eventually(async () => expect(await health()).toEqual({ http: 200, status: 'degraded', down: [part] }));
    await whileDown();
    stack.processes[part].restart();
    await stack.ready();
    const acknowledgedBefore = clients.acknowledged.length;
    await eventually(() => expect(clients.acknowledged.length).toBeGreaterThan(acknowledgedBefore));
    await clients.stop();
    for (const { status, errors = [] } of clients.answers) {
      expect(status).toBe(200);
      expect(errors.filter(({ extensions }) => extensions.code !== 'SUBGRAPH_UNAVAILABLE')).toEqual([]);
    }
    await expectCompleteAfter(watching, clients.acknowledged);
    expect((await ada.tell('Dashboard')).errors).toBeUndefined();
    return clients;
  };

  it('without core, lists of accounts stay, and what core knows is null with an error', async () => {
    const { answers } = await killUnderTraffic('core', async () => {
      const { data, errors } = await ada.tell('Dashboard');
      expect(data.viewer.accounts.nodes).toEqual([
        { id: accountId, name: 'Analytical Engines', plan: null, resources: null },
      ]);
      expect(data.viewer.inbox.nodes).not.toEqual([]);
      const path = ['viewer', 'accounts', 'nodes', 0] as const;
      expect(errors).toHaveLength(2);
      expect(errors).toEqual(expect.arrayContaining([unavailable(...path, 'plan'), unavailable(...path, 'resources')]));
      const refused = await ada.tell('CreateResource', { accountId, type: 'document', data: {} });
      expect(refused.data).toBeNull();
      expect(refused.errors).toEqual([unavailable('resourceCreate')]);
      expect((await ada.tell('Anything', { id: resourceId })).errors).toEqual([unavailable('node')]);
    });
    for (const { data } of answers) expect(data.viewer.accounts.nodes).toMatchObject([{ id: accountId }]);
  });

  it('without users, what the other two know is answered', async () => {
    await killUnderTraffic('users', async () => {
      const { data, errors } = await ada.tell('Dashboard');
      expect(data).toEqual({ viewer: null });
      expect(errors).toEqual([unavailable('viewer')]);
      const direct = await ada.ask(
        'query($id: ID!) { plans { id } resource(id: $id) { id version createdBy { id displayName } } }',
        { id: resourceId },
      );
      expect(direct.data).toMatchObject({ plans: [{ id: 'free' }], resource: { id: resourceId, version: 1 } });
      expect(direct.data.resource.createdBy).toEqual({ id: ada.id, displayName: null });
      expect(direct.errors).toEqual([unavailable('resource', 'createdBy', 'displayName')]);
    });
  });

  it('without notifications, all but the inbox is there', async () => {
    await killUnderTraffic('notifications', async () => {
      const { data, errors } = await ada.tell('Dashboard');
      expect(data.viewer).toMatchObject({
        id: ada.id,
        accounts: { nodes: [{ id: accountId, plan: { id: 'free' } }] },
        inbox: null,
        unreadCount: null,
      });
      expect(errors).toHaveLength(2);
      expect(errors).toEqual(
        expect.arrayContaining([unavailable('viewer', 'inbox'), unavailable('viewer', 'unreadCount')]),
      );
    });
  });

  it('after the router is gone, clients come back behind what they have seen and miss nothing', async () => {
    const { after, changes } = await watch();
    const events = await ada.listen(story['ResourceChanged'] as string, { accountId, after });
    const first = await ada.resource(accountId);
    const [seen] = await takeUntil(changes, ({ resourceChanged }) => resourceChanged.resourceId === first);
    const underWay = Array.from({ length: 8 }, () => ada.resource(accountId).catch(() => null));
    await Promise.race(underWay);
    await stack.processes.router.kill('SIGKILL');
    expect(await changes.ended()).toMatchObject({ code: 1006 });
    const acknowledged = (await Promise.all(underWay)).filter((id) => id !== null);
    const rest = await changes.rest();
    stack.processes.router.restart();
    await stack.ready();
    const marker = await mark();
    const cursor = (rest.at(-1) ?? seen)?.data.resourceChanged.cursor;
    const resumed = await ada.subscribe(story['ResourceChanged'] as string, { accountId, after: cursor });
    const missed = await takeUntil(resumed, ({ resourceChanged }) => resourceChanged.resourceId === marker.id);
    const pulled = await pullEvents(ada, accountId, after);
    expect([seen, ...rest, ...missed].map((result) => result?.data.resourceChanged.cursor)).toEqual(
      pulled.map((event) => event.cursor),
    );
    expect(pulled.map(({ subjectId }) => subjectId)).toEqual(expect.arrayContaining(acknowledged));
    await resumed.close();
    // By itself, and by the id of the last event.
    const all = await takeUntil(events, ({ resourceChanged }) => resourceChanged.resourceId === marker.id);
    expect(all.map(({ data }) => data.resourceChanged.cursor)).toEqual(pulled.map((event) => event.cursor));
    expect(events.connections).toBe(2);
    await events.close();
  });

  it('a router that starts while core is down answers what it can', async () => {
    await stack.processes.core.kill('SIGKILL');
    await stack.processes.router.kill('SIGKILL');
    stack.processes.router.restart();
    await eventually(async () => expect(await health()).toEqual({ http: 200, status: 'degraded', down: ['core'] }));
    const { data, errors } = await ada.tell('Dashboard');
    expect(data.viewer).toMatchObject({ id: ada.id, accounts: { nodes: [{ id: accountId, plan: null }] } });
    expect(errors).toHaveLength(2);
    stack.processes.core.restart();
    await stack.ready();
    expect((await ada.tell('Dashboard')).errors).toBeUndefined();
  });

  it('a router that starts while users is down says so to those who are signed in, and serves the others', async () => {
    await stack.processes.users.kill('SIGKILL');
    await stack.processes.router.kill('SIGKILL');
    stack.processes.router.restart();
    await eventually(async () =>
      expect(await health()).toEqual({ http: 200, status: 'degraded', down: ['users', 'sessions'] }),
    );
    expect((await ask(stack.url, '{ plans { id } }')).data).toEqual({ plans: [{ id: 'free' }] });
    const refused = await ada.tell('Dashboard');
    expect(refused).toMatchObject({ status: 503, errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
    stack.processes.users.restart();
    await stack.ready();
    expect((await ada.tell('Dashboard')).errors).toBeUndefined();
  });

  it('nothing of that is an error in the logs', () => {
    expect(stack.logLines().filter(({ level }) => level === 'ERROR')).toEqual([]);
  });
});
