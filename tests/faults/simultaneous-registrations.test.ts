import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeUntil } from '../support/events.ts';
import { ask, type GraphQLAnswer, type Person, story } from '../support/person.ts';
import { type Stack, startStack, ways } from '../support/stack.ts';

const rounds = 12;

describe.each(ways)('two registrations of one address at once, %s', (way) => {
  let stack: Stack;
  let witness: Person;

  beforeAll(async () => {
    stack = await startStack(way, { name: `registrations ${way}` });
    witness = await stack.person('Witness');
  });
  afterAll(() => stack?.stop());

  it('lets one win, and tells of him once', async () => {
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
      expect(payloads.map(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code)).toSorted()).toEqual([[], ['EMAIL_TAKEN']]);
      winners.push(winner.user.id);
    }

    // The log has one order: when the last is welcomed, everybody was.
    const account = await witness.account('Witnesses');
    const live = await witness.subscribe(story['NotificationReceived'] as string);
    await witness.resource(account, 'marker');
    await takeUntil(live, ({ notificationReceived }) => notificationReceived.notification?.title === 'New marker');
    await live.close();

    const [counted] = await stack.sql`
      select
        (select count(*)::int from users.users) as users,
        (select count(*)::int from users.credentials) as credentials,
        (select count(*)::int from bus.log where type = 'user.created') as announced,
        (select count(distinct subject_id)::int from bus.log where type = 'user.created') as announced_persons,
        (select count(*)::int from notifications.notifications where kind = 'user.created') as welcomed,
        (select count(distinct user_id)::int from notifications.notifications where kind = 'user.created') as welcomed_persons`;
    const everybody = winners.length + 1;
    expect(counted).toEqual({
      users: everybody,
      credentials: everybody,
      announced: everybody,
      announced_persons: everybody,
      welcomed: everybody,
      welcomed_persons: everybody,
    });
    const signedIn = await ask(stack.url, story['SignIn'] as string, { email: 'TWIN-1@example.com', password });
    const { accessToken, refreshToken, user } = signedIn.data.sessionCreate;
    stack.keepSecret(accessToken);
    stack.keepSecret(refreshToken);
    expect(user.id).toBe(winners[0]);
    const inbox = await ask(stack.url, '{ viewer { inbox { nodes { title } } } }', {}, { authorization: `Bearer ${accessToken}` });
    expect(inbox.data.viewer.inbox.nodes).toEqual([{ title: 'Welcome' }]);
  });
});
