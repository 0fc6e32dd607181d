import { beforeAll, describe, expect, it } from 'vitest';
import { ask, type Person } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';
import { askForParts } from './multipart-client.ts';

/** The dashboard of the story, whose inbox need not be there at once. */
const dashboard = `query Dashboard {
  viewer {
    id displayName
    accounts(first: 5) { nodes { id name plan { name } } }
    ... @defer(label: "inbox") { unreadCount inbox(first: 5) { nodes { id title } } }
  }
}`;

export function deferralSuite(given: () => Stack): void {
  describe('a deferred inbox', () => {
    let stack: Stack;
    let ada: Person;

    beforeAll(async () => {
      stack = given();
      ada = await stack.person('Ada');
      await ada.account('Analytical Engines');
    });

    /** The account's first notification comes a moment after the account. */
    const unread = async () => (await ada.ask(dashboard)).data.viewer.unreadCount;

    /** Whoever reads notifications waits until it is let go. */
    const holdNotifications = async () => {
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      const { promise: locked, resolve: isLocked } = Promise.withResolvers<void>();
      const done = stack.sql.begin(async (sql) => {
        await sql`lock table notifications.notifications in access exclusive mode`;
        isLocked();
        await held;
      });
      await locked;
      return async () => {
        release();
        await done;
      };
    };

    it('comes in the same response when its subgraph has answered; what is not deferred does not wait for it', async () => {
      await expect.poll(unread, { timeout: 10_000 }).toBe(1);
      const letGo = await holdNotifications();
      const answer = await askForParts(stack.url, dashboard, { authorization: `Bearer ${ada.accessToken}` });
      expect(answer.contentType).toBe('multipart/mixed; boundary="-"; deferSpec=20220824');
      const first = await answer.next();
      expect(first).toEqual({
        data: {
          viewer: {
            id: ada.id,
            displayName: 'Ada',
            accounts: { nodes: [{ id: expect.any(String), name: 'Analytical Engines', plan: { name: 'Free' } }] },
          },
        },
        hasNext: true,
      });
      await letGo();
      expect(await answer.next()).toEqual({
        incremental: [
          {
            path: ['viewer'],
            label: 'inbox',
            data: { unreadCount: 1, inbox: { nodes: [{ id: expect.any(String), title: 'Welcome' }] } },
          },
        ],
        hasNext: false,
      });
      expect(await answer.next()).toBeUndefined();
    });

    it('is waited for by who does not say that he reads parts', async () => {
      await expect.poll(unread, { timeout: 10_000 }).toBe(1);
      const { status, data, errors } = await ask(
        stack.url,
        dashboard,
        {},
        { authorization: `Bearer ${ada.accessToken}` },
      );
      expect({ status, errors }).toEqual({ status: 200, errors: undefined });
      expect(data.viewer).toMatchObject({ displayName: 'Ada', inbox: { nodes: [{ title: 'Welcome' }] } });
    });
  });
}
