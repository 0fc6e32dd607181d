import { expect, it } from 'vitest';
import { headOf, takeUntil } from '../support/events.ts';
import { ask, type GraphQLAnswer, story } from '../support/person.ts';
import type { Stack } from '../support/stack.ts';
import { sharedAccount } from './told-people.ts';

const rounds = 12;

/** The database alone decides who was first. */
export function simultaneousRegistrations(stackOf: () => Stack): void {
  it('lets one win, and tells of him once', async () => {
    const stack = stackOf();
    const [witness, colleague] = [await stack.person('Witness'), await stack.person('Colleague')];
    // After both, so that they are welcomed when this has happened.
    const account = await sharedAccount(stack, [witness, colleague]);
    const live = await witness.subscribe(story['NotificationReceived'] as string, {
      after: await headOf(witness, account),
    });
    const told = async (type: string) => {
      await colleague.resource(account, type);
      await takeUntil(live, ({ notificationReceived }) => notificationReceived.notification?.title === `New ${type}`);
    };
    await told('first');
    const before = await counts(stack);
    const password = 'the same for everybody';
    stack.keepSecret(password);
    const register = (email: string): Promise<GraphQLAnswer> => {
      stack.keepSecret(email);
      return ask(stack.url, story['Register'] as string, { email, password, displayName: 'Twin' });
    };
    const winners: string[] = [];
    for (let round = 1; round <= rounds; round++) {
      const answers = await Promise.all([register(`twin-${round}@example.com`), register(`Twin-${round}@Example.COM`)]);
      const payloads = answers.map(({ data }) => data.userRegister);
      const [winner, ...others] = payloads.filter(({ user }) => user !== null);
      expect(others).toEqual([]);
      expect(payloads.map(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code)).toSorted()).toEqual(
        [[], ['EMAIL_TAKEN']],
      );
      winners.push(winner.user.id);
    }

    // The log has one order: when the last is welcomed, everybody was.
    await told('last');
    await live.close();
    const after = await counts(stack);
    const grown = Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));
    const persons = winners.length;
    expect(grown).toEqual({
      users: persons,
      credentials: persons,
      announced: persons,
      announced_persons: persons,
      welcomed: persons,
      welcomed_persons: persons,
    });
    const signedIn = await ask(stack.url, story['SignIn'] as string, { email: 'TWIN-1@example.com', password });
    const { accessToken, refreshToken, user } = signedIn.data.sessionCreate;
    stack.keepSecret(accessToken);
    stack.keepSecret(refreshToken);
    expect(user.id).toBe(winners[0]);
    const inbox = await ask(
      stack.url,
      '{ viewer { inbox { nodes { title } } } }',
      {},
      { authorization: `Bearer ${accessToken}` },
    );
    expect(inbox.data.viewer.inbox.nodes).toEqual([{ title: 'Welcome' }]);
  });
}

async function counts({ sql }: Stack): Promise<Record<string, number>> {
  const [row] = await sql<[Record<string, number>]>`
    select
      (select count(*)::int from users.users) as users,
      (select count(*)::int from users.credentials) as credentials,
      (select count(*)::int from bus.log where type = 'user.created') as announced,
      (select count(distinct subject_id)::int from bus.log where type = 'user.created') as announced_persons,
      (select count(*)::int from notifications.notifications where kind = 'user.created') as welcomed,
      (select count(distinct user_id)::int from notifications.notifications where kind = 'user.created') as welcomed_persons`;
  return row;
}
