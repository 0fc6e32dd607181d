import { randomUUID } from 'node:crypto';
import { anonymous, globalId, type UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type NotificationsStage,
  person,
  resourceCreated,
  startNotifications,
} from '../../tests/notifications-fixture.ts';
import { unusedOf } from './preference.service.ts';

const patience = { timeout: 15_000 };

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('preferences');
});
afterAll(() => stage?.stop());

it('is no way by which somebody is told where nobody sends by it, whoever has chosen it', () => {
  const told = new Map([['in_app', 'nobody'] as const, ['email', 'person'] as const, ['push', 'person'] as const]);
  expect(unusedOf({ told, unused: { sms: 'account' } }, ['push'])).toEqual({ sms: 'account', email: 'unavailable' });
});

interface Shown {
  readonly category: string;
  readonly channel: string;
  readonly enabled: boolean;
  readonly isChosen: boolean;
  readonly isLast: boolean;
}
const fields = 'category channel enabled isChosen isLast';
const short = ({ category, channel, enabled, isChosen, isLast }: Shown) =>
  `${category} ${channel} ${enabled ? 'on' : 'off'}${isChosen ? ' chosen' : ''}${isLast ? ' last' : ''}`;

async function shown(viewer: UserViewer): Promise<string[]> {
  const document = `query ($user: _Any!) {
    _entities(representations: [$user]) { ... on User { notificationPreferences { ${fields} } } }
  }`;
  const user = { __typename: 'User', id: globalId('usr', viewer.userId) };
  const { data } = await stage.ask(viewer, document, { user });
  return data._entities[0].notificationPreferences.map(short);
}

async function choose(
  viewer: UserViewer | typeof anonymous,
  choice: string,
  enabled: boolean | null,
): Promise<unknown> {
  const [category, channel] = choice.split(' ');
  const document = `mutation ($input: NotificationPreferenceUpdateInput!) {
    probe: notificationPreferenceUpdate(input: $input) { preferences { ${fields} } userErrors { code } }
  }`;
  const { data, errors } = await stage.ask(viewer, document, { input: { category, channel, enabled } });
  if (errors) return errors[0]?.extensions['code'];
  return data.probe.userErrors[0]?.code ?? data.probe.preferences.map(short);
}

async function chooseFor(
  viewer: UserViewer | typeof anonymous,
  accountId: string,
  choice: string,
  enabled: boolean | null,
) {
  const [category, channel] = choice.split(' ');
  const document = `mutation ($input: NotificationDefaultUpdateInput!) {
    probe: notificationDefaultUpdate(input: $input) { defaults { ${fields} } userErrors { code } }
  }`;
  const input = { accountId: globalId('acc', accountId), category, channel, enabled };
  const { data, errors } = await stage.ask(viewer, document, { input });
  if (errors) return errors[0]?.extensions['code'];
  return data.probe.userErrors[0]?.code ?? data.probe.defaults.map(short);
}

const byDefault = [
  'SECURITY IN_APP off',
  'SECURITY EMAIL on last',
  'SECURITY SMS off',
  'SECURITY PUSH off',
  'BILLING IN_APP on',
  'BILLING EMAIL on',
  'BILLING SMS off',
  'BILLING PUSH off',
  'ACTIVITY IN_APP on',
  'ACTIVITY EMAIL off',
  'ACTIVITY SMS off',
  'ACTIVITY PUSH off',
  'ANNOUNCEMENT IN_APP on',
  'ANNOUNCEMENT EMAIL on',
  'ANNOUNCEMENT SMS off',
  'ANNOUNCEMENT PUSH off',
];
/** What holds for everybody, but for one that was chosen. */
const withChosen = (category: string, state: string) =>
  byDefault.map((each) => (each.startsWith(category) ? `${category} ${state} chosen` : each));

describe('a person', () => {
  it('has every category by every channel, and chooses each for himself', async () => {
    const [ada, grace] = [person(), person()];
    expect(await shown(ada)).toEqual(byDefault);
    const chosen = withChosen('ACTIVITY EMAIL', 'on');
    expect(await choose(ada, 'ACTIVITY EMAIL', true)).toEqual(chosen);
    expect([await shown(ada), await shown(grace)]).toEqual([chosen, byDefault]);
    expect(await choose(ada, 'ACTIVITY EMAIL', null)).toEqual(byDefault);
    expect(await choose(anonymous, 'ACTIVITY EMAIL', true)).toBe('UNAUTHENTICATED');
  });

  it('keeps one way to be told of his security, whatever he turns off first, and at once', async () => {
    const ada = person();
    expect(await choose(ada, 'SECURITY EMAIL', false)).toBe('LAST_SECURITY_CHANNEL');
    expect(await choose(ada, 'SECURITY IN_APP', true)).toContain('SECURITY EMAIL on');
    const others = Array.from({ length: 10 }, () => person());
    for (const each of others) await choose(each, 'SECURITY IN_APP', true);
    await Promise.all(
      [ada, ...others].map(async (each) => {
        const both = ['SECURITY EMAIL', 'SECURITY IN_APP'].map((choice) => choose(each, choice, false));
        expect((await Promise.all(both)).filter((outcome) => outcome === 'LAST_SECURITY_CHANNEL')).toHaveLength(1);
        expect((await shown(each)).filter((one) => /^SECURITY .* on/.test(one))).toEqual([
          expect.stringMatching(/last$/),
        ]);
      }),
    );
    // A telephone is lost, and a device forgotten: neither is the way that remains.
    const cem = person();
    for (const choice of ['SECURITY SMS', 'SECURITY PUSH'])
      expect(await choose(cem, choice, true)).toContain('SECURITY EMAIL on last');
    expect(await choose(cem, 'SECURITY EMAIL', false)).toBe('LAST_SECURITY_CHANNEL');
    // What holds for everybody is less than what he has chosen, and may be nothing.
    const bea = person();
    await choose(bea, 'SECURITY IN_APP', true);
    await choose(bea, 'SECURITY EMAIL', false);
    expect(await choose(bea, 'SECURITY IN_APP', null)).toBe('LAST_SECURITY_CHANNEL');
  });

  it('is told less of his security only by himself, who has proved that of late', async () => {
    const ada = person();
    await choose(ada, 'SECURITY IN_APP', true);
    const late = { ...ada, authenticatedAt: new Date(stage.host.clock.now().getTime() - 600_001) };
    expect(await choose(late, 'SECURITY EMAIL', false)).toBe('REAUTHENTICATION_REQUIRED');
    expect(await choose(late, 'SECURITY EMAIL', true)).toContain('SECURITY EMAIL on chosen');
    const acting = { ...ada, act: { userId: randomUUID() } };
    expect(await choose(acting, 'ACTIVITY EMAIL', true)).toBe('FORBIDDEN');
  });
});

describe('what an account has chosen', () => {
  async function accountOf(...members: readonly UserViewer[]): Promise<string> {
    const accountId = randomUUID();
    const told = members.map(({ userId }) => ({ userId, permissions: ['resources:read'] }));
    stage.accounts.set(accountId, { name: 'Choosy', members: told });
    return accountId;
  }

  it('holds for its members who have not chosen themselves, and for nothing else that they are told', async () => {
    const [ada, bea] = [person(), person()];
    const [quiet, loud] = [await accountOf(ada, bea), await accountOf(ada, bea)];
    stage.access.grant(ada.userId, quiet, 'owner');
    await choose(bea, 'ACTIVITY IN_APP', true);
    expect(await chooseFor(ada, quiet, 'ACTIVITY IN_APP', false)).toContain('ACTIVITY IN_APP off chosen');
    const told = async ({ userId }: UserViewer) => (await stage.inbox(userId)).length;
    for (const id of [quiet, loud]) await stage.happen(resourceCreated(id));
    await stage.caughtUp();
    expect([await told(ada), await told(bea)]).toEqual([1, 2]);
    await chooseFor(ada, quiet, 'ACTIVITY IN_APP', null);
    await choose(bea, 'ACTIVITY IN_APP', false);
    await stage.happen(resourceCreated(quiet));
    await stage.caughtUp();
    expect([await told(ada), await told(bea)]).toEqual([2, 2]);
  });

  it('is changed by who may change the account, seen by its members, and does not reach their security', async () => {
    const [owner, member, stranger] = [person(), person(), person()];
    const id = await accountOf(owner, member);
    stage.access.grant(owner.userId, id, 'owner');
    stage.access.grant(member.userId, id, 'member');
    expect(await chooseFor(member, id, 'BILLING EMAIL', false)).toBe('FORBIDDEN');
    expect(await chooseFor(stranger, id, 'BILLING EMAIL', false)).toBe('NOT_FOUND');
    for (const choice of ['SECURITY EMAIL', 'BILLING SMS', 'BILLING PUSH'])
      expect(await chooseFor(owner, id, choice, false)).toBe('INVALID_INPUT');
    await chooseFor(owner, id, 'BILLING EMAIL', false);
    const document = `query ($account: _Any!) {
      _entities(representations: [$account]) { ... on Account { notificationDefaults { ${fields} } } }
    }`;
    const account = { __typename: 'Account', id: globalId('acc', id) };
    const seenBy = async (viewer: UserViewer) => {
      const { data } = await stage.ask(viewer, document, { account });
      return data._entities[0]?.notificationDefaults.map(short) ?? null;
    };
    expect(await seenBy(member)).toContain('BILLING EMAIL off chosen');
    expect(await seenBy(stranger)).toBeNull();
    const told = async () =>
      (await stage.host.logged()).flatMap(({ stream, type }) => (stream.account === id ? type : []));
    await expect.poll(told, { timeout: 15_000 }).toEqual(['notification_defaults.updated']);
  });
});

it('forgets what an erased person and a deleted account have chosen', async () => {
  const [ada, id] = [person(), randomUUID()];
  stage.access.grant(ada.userId, id, 'owner');
  await choose(ada, 'ACTIVITY EMAIL', true);
  await chooseFor(ada, id, 'ACTIVITY EMAIL', true);
  const { admin, clock } = stage.host;
  const gone = resourceCreated(id);
  const occurredAt = clock.now();
  await stage.happen({ ...gone, type: 'account.deleted', subject: { type: 'account', id, version: 2 }, occurredAt });
  const erased = { ...gone, id: randomUUID(), type: 'user.erased', stream: { person: ada.userId }, readableWith: null };
  await stage.happen({ ...erased, occurredAt });
  await expect.poll(() => admin`select from notifications.account_removals`, patience).toHaveLength(1);
  await expect.poll(() => admin`select from notifications.person_erasures`, patience).toHaveLength(1);
  clock.advance(90_000);
  await stage.restart();
  await expect
    .poll(() => admin`select from notifications.notification_preferences where user_id = ${ada.userId}`, patience)
    .toEqual([]);
  await expect
    .poll(() => admin`select from notifications.notification_defaults where account_id = ${id}`, patience)
    .toEqual([]);
});
