import { decodeGlobalId } from '@trivet/platform';
import { expect, it } from 'vitest';
import { headOf, pullEvents, takeUntil } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { type Person, story } from '../support/person.ts';
import type { Stack } from '../support/stack.ts';
import { sharedAccount } from './told-people.ts';

/** What a restart of PostgreSQL, or a failover, is to its clients: every connection is gone at once. */
export function lostConnections(stackOf: () => Stack, { times }: { readonly times: number }): void {
  it('comes back by itself; what was acknowledged is announced once, in order, to those who watch', async () => {
    const stack = stackOf();
    // Ada is told of what Ben does.
    const [ada, ben] = [await stack.person('Ada'), await stack.person('Ben')];
    const accountId = await sharedAccount(stack, [ada, ben]);
    const after = await headOf(ada, accountId);
    const changes = await ada.subscribe(story['ResourceChanged'] as string, { accountId, after });
    const notifications = await ada.subscribe(notificationReceived, { after });
    const acknowledged: string[] = [];
    let stopped = false;
    const write = async () => {
      while (!stopped) {
        const { data, status } = await ben.tell('CreateResource', { accountId, type: 'document', data: {} });
        expect(status).toBe(200);
        if (data?.resourceCreate) acknowledged.push(data.resourceCreate.resource.id);
      }
    };
    const writing = Promise.all([write(), write()]);
    for (let loss = 1; loss <= times; loss++) {
      const before = acknowledged.length;
      await eventually(() => expect(acknowledged.length).toBeGreaterThan(before + 2));
      expect(await loseConnections(stack)).toBeGreaterThan(5);
    }
    const before = acknowledged.length;
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(before + 2));
    stopped = true;
    await writing;
    await stack.ready();

    const marker = await ben.resource(accountId, 'marker');
    const seen = await takeUntil(changes, ({ resourceChanged }) => resourceChanged.resourceId === marker);
    const pulled = (await pullEvents(ada, accountId, after)).filter(({ type }) => type === 'resource.created');
    expect(seen.map(({ data }) => data.resourceChanged.cursor)).toEqual(pulled.map(({ cursor }) => cursor));
    const announced = pulled.map(({ subjectId }) => subjectId);
    expect(new Set(announced).size).toBe(announced.length);
    expect(announced).toEqual(expect.arrayContaining(acknowledged));
    const [committed] = await stack.sql`
      select count(*)::int from core.resources where account_id = ${decodeGlobalId(accountId)?.uuid ?? ''}`;
    expect(announced).toHaveLength(committed?.['count']);
    const told = await takeUntil(
      notifications,
      ({ notificationReceived }) => notificationReceived.notification?.title === 'New marker',
    );
    const titles = (await Promise.all(told.map(({ data }) => titleOf(ada, data.notificationReceived)))).filter(
      (title) => title !== 'Welcome',
    );
    expect(titles).toEqual([...announced.slice(1).map(() => 'New document'), 'New marker']);
    expect((await ada.tell('Dashboard')).errors).toBeUndefined();
    await Promise.all([changes.close(), notifications.close()]);
  });
}

async function loseConnections({ sql }: Stack): Promise<number> {
  const lost = await sql`
    select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and usename like 'trivet\\_%' and pid <> pg_backend_pid()`;
  return lost.length;
}

const notificationReceived = /* GraphQL */ `
  subscription ($after: Cursor) {
    notificationReceived(after: $after) { notificationId notification { title } }
  }
`;

/** What could not be read when it was delivered is null, and its id is there to ask again. */
async function titleOf(
  person: Person,
  told: { readonly notificationId: string; readonly notification: { readonly title: string } | null },
): Promise<string> {
  if (told.notification) return told.notification.title;
  const { data } = await person.ask('query ($id: ID!) { node(id: $id) { ... on Notification { title } } }', {
    id: told.notificationId,
  });
  return data.node.title;
}
