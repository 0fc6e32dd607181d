import { committedApi } from '@trivet/schema/api';
import {
  buildClientSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headOf, pullEvents, takeUntil } from '../../support/events.ts';
import { colleagueIn } from '../../support/members.ts';
import { ask, type Person, story } from '../../support/person.ts';
import { type Stack, startStack, type Way } from '../../support/stack.ts';

// A stack keeps its mails, as a developer's machine does; tests/e2e/channels looks at one that sends them.
const written = committedApi('in development');
const sorted = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));

/** What a newcomer does, in one way of running. */
export function storySuite(way: Way): void {
  describe(`the story, ${way}`, () => {
    let stack: Stack;
    let begunWith: readonly unknown[];
    let ada: Person;
    let accountId: string;

    beforeAll(async () => {
      stack = await startStack(way, { name: `story ${way}` });
      begunWith = await stack.sql`select * from users.users`;
      ada = await stack.person('Ada');
      accountId = await ada.account('Analytical Engines');
    });
    afterAll(() => stack?.stop());

    it('begins with nobody who could sign in', () => {
      expect(begunWith).toEqual([]);
    });

    it('begins with the API that is written in schema, to the last description', async () => {
      const query = getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true });
      const { data, errors } = await ask(stack.url, query);
      expect(errors).toBeUndefined();
      expect(sorted(buildClientSchema(data))).toBe(sorted(written));
    });

    it('registers, and refuses the same address in another spelling as data', async () => {
      const { data } = await ask(stack.url, story['Register'] as string, {
        email: ada.email.toUpperCase(),
        password: 'another password',
        displayName: 'Impostor',
      });
      expect(data.userRegister).toEqual({
        user: null,
        userErrors: [{ code: 'EMAIL_TAKEN', message: expect.any(String), path: ['input', 'email'] }],
      });
    });

    it('answers an unknown address and a wrong password alike', async () => {
      const wrong = await ask(stack.url, story['SignIn'] as string, { email: ada.email, password: 'wrong password' });
      const unknown = await ask(stack.url, story['SignIn'] as string, {
        email: 'nobody@example.com',
        password: 'wrong password',
      });
      expect(wrong.data).toEqual(unknown.data);
      expect(wrong.data.sessionCreate.userErrors[0].code).toBe('INVALID_CREDENTIALS');
    });

    it('exchanges a refresh token for a pair that works', async () => {
      const grace = await stack.person('Grace');
      const { data } = await grace.tell('Refresh', { refreshToken: grace.refreshToken });
      expect(data.sessionRefresh.userErrors).toEqual([]);
      grace.accessToken = data.sessionRefresh.accessToken;
      expect((await grace.tell('Dashboard')).data.viewer.id).toBe(grace.id);
    });

    it('lets the account be used inside the operation that creates it', async () => {
      const { data, errors } = await ada.tell('CreateAccount', { name: 'Second' });
      expect(errors).toBeUndefined();
      expect(data.accountCreate.account).toMatchObject({ name: 'Second', plan: { id: 'free', name: 'Free' } });
      expect(data.accountCreate.account.viewerPermissions).toContain('resources:write');
    });

    it('creates a resource, updates it, and answers a stale version with the present state', async () => {
      const created = await ada.tell('CreateResource', { accountId, type: 'document', data: { title: 'One' } });
      expect(created.errors).toBeUndefined();
      const { resource } = created.data.resourceCreate;
      expect(resource).toMatchObject({
        type: 'document',
        data: { title: 'One' },
        version: 1,
        account: { id: accountId, name: 'Analytical Engines' },
        createdBy: { id: ada.id, displayName: 'Ada' },
      });
      const update = { id: resource.id, expectedVersion: 1, data: { title: 'Two' } };
      expect((await ada.tell('UpdateResource', update)).data.resourceUpdate).toEqual({
        resource: { id: resource.id, data: { title: 'Two' }, version: 2 },
        userErrors: [],
      });
      expect((await ada.tell('UpdateResource', update)).data.resourceUpdate).toEqual({
        resource: { id: resource.id, data: { title: 'Two' }, version: 2 },
        userErrors: [{ code: 'VERSION_CONFLICT', message: expect.any(String), path: ['input', 'expectedVersion'] }],
      });
    });

    it('answers one query from all three subgraphs', async () => {
      const lin = await stack.person('Lin');
      const linsAccount = await lin.account('Lins');
      const resourceId = await (await colleagueIn(stack, linsAccount)).resource(linsAccount);
      const titles = async () => {
        const { data } = await lin.tell('Dashboard');
        return data.viewer.inbox.nodes.map(({ title }: { title: string }) => title);
      };
      await expect.poll(titles, { timeout: 10_000 }).toEqual(['New document', 'Welcome']);
      const { data, errors } = await lin.tell('Dashboard');
      expect(errors).toBeUndefined();
      expect(data.viewer).toMatchObject({ id: lin.id, email: lin.email, displayName: 'Lin', unreadCount: 2 });
      expect(data.viewer.accounts.nodes).toMatchObject([
        {
          id: linsAccount,
          plan: { id: 'free' },
          resources: { nodes: [{ id: resourceId, version: 1 }], pageInfo: { hasNextPage: false } },
        },
      ]);
    });

    it('tells of what happens while a person listens, and of what he missed', async () => {
      const lin = await stack.person('Lin');
      const linsAccount = await lin.account('Lins');
      const colleague = await colleagueIn(stack, linsAccount);
      const live = await lin.subscribe(story['NotificationReceived'] as string);
      // Nothing tells a client that its subscription has begun: the first that arrives does.
      const told: string[] = [];
      const listening = live.next().then(({ data }) => told.push(data.notificationReceived.notification.title));
      await expect
        .poll(
          async () => {
            if (told.length === 0) await colleague.resource(linsAccount, 'thing');
            return told.length;
          },
          { timeout: 15_000 },
        )
        .toBe(1);
      await listening;
      const cursors: string[] = [];
      await colleague.resource(linsAccount, 'last');
      for (let title = ''; title !== 'New last'; ) {
        const { data } = await live.next();
        title = data.notificationReceived.notification.title;
        cursors.push(data.notificationReceived.cursor);
      }
      await live.close();

      await colleague.resource(linsAccount, 'missed');
      const again = await lin.subscribe(story['NotificationReceived'] as string, { after: cursors.at(-1) });
      expect((await again.next()).data.notificationReceived.notification.title).toBe('New missed');
      await again.close();
    });

    it('finds anything by its id', async () => {
      const resourceId = await ada.resource(accountId, 'note', { text: 'hello' });
      expect((await ada.tell('Anything', { id: resourceId })).data.node).toEqual({
        __typename: 'Resource',
        id: resourceId,
        type: 'note',
        data: { text: 'hello' },
      });
      expect((await ada.tell('Anything', { id: accountId })).data.node).toMatchObject({
        __typename: 'Account',
        name: 'Analytical Engines',
      });
    });

    it('shows a change made on another socket, with fields of a second subgraph', async () => {
      const live = await ada.subscribe(story['ResourceChanged'] as string, {
        accountId,
        after: await headOf(ada, accountId),
      });
      const resourceId = await ada.resource(accountId, 'document', { title: 'Live' });
      // What earlier tests did may reach the log only now.
      const results = await takeUntil(live, ({ resourceChanged }) => resourceChanged.resourceId === resourceId);
      const { data, errors } = results.at(-1) ?? {};
      expect(errors).toBeUndefined();
      expect(data?.resourceChanged).toMatchObject({
        kind: 'CREATED',
        resourceId,
        resource: {
          id: resourceId,
          data: { title: 'Live' },
          account: { name: 'Analytical Engines' },
          createdBy: { displayName: 'Ada' },
        },
      });
      await live.close();
    });

    it('gives the same events with the same cursors by pulling and by subscribing', async () => {
      const live = await ada.subscribe(story['ResourceChanged'] as string, {
        accountId,
        after: await headOf(ada, accountId),
      });
      const first = await ada.resource(accountId, 'document', { n: 1 });
      const second = await ada.resource(accountId, 'document', { n: 2 });
      await ada.tell('UpdateResource', { id: first, expectedVersion: 1, data: { n: 3 } });
      const changes = await takeUntil(
        live,
        ({ resourceChanged }) => resourceChanged.kind === 'UPDATED' && resourceChanged.resourceId === first,
      );
      const seen = changes.slice(-3).map(({ data }) => data.resourceChanged);
      expect(seen.map(({ kind, resourceId }) => [kind, resourceId])).toEqual([
        ['CREATED', first],
        ['CREATED', second],
        ['UPDATED', first],
      ]);
      const pulled = await pullEvents(ada, accountId);
      expect(pulled.slice(-3).map(({ cursor }) => cursor)).toEqual(seen.map(({ cursor }) => cursor));

      const replay = await ada.subscribe(story['ResourceChanged'] as string, { accountId, after: seen[0].cursor });
      const third = await ada.resource(accountId, 'document', { n: 4 });
      const replayed = (await replay.take(3)).map(({ data }) => data.resourceChanged);
      expect(replayed.map(({ resourceId }) => resourceId)).toEqual([second, first, third]);
      expect(replayed.slice(0, 2).map(({ cursor }) => cursor)).toEqual(seen.slice(1).map(({ cursor }) => cursor));
      await Promise.all([live.close(), replay.close()]);
    });
  });
}
