import { randomUUID } from 'node:crypto';
import { anonymous, globalId, type UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NotificationsStage, person, startNotifications } from '../../tests/notifications-fixture.ts';

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('timing');
});
afterAll(() => stage?.stop());

const fields = 'category channel frequency at weekday isChosen';
type Viewer = UserViewer | typeof anonymous;
interface Shown {
  readonly category: string;
  readonly channel: string;
  readonly frequency: string;
  readonly at: string | null;
  readonly weekday: string | null;
  readonly isChosen: boolean;
}
const short = ({ category, channel, frequency, at, weekday, isChosen }: Shown) =>
  [category, channel, frequency, at, weekday, isChosen && 'chosen'].filter(Boolean).join(' ');

async function change(viewer: Viewer, field: string, type: string, shown: string, input: object) {
  const document = `mutation ($input: ${type}!) { probe: ${field}(input: $input) { ${shown} userErrors { code path } } }`;
  const { data, errors } = await stage.ask(viewer, document, { input });
  if (errors) return errors[0]?.extensions['code'];
  const [fault] = data.probe.userErrors;
  return fault
    ? `${fault.code} ${fault.path.slice(1).join('.')}`
    : (data.probe.digests ?? data.probe.digestDefaults ?? data.probe.quietHours);
}
const which = (group: string) => ({ category: group.split(' ')[0], channel: group.split(' ')[1] });
const choose = (viewer: Viewer, group: string, digest: object | null) =>
  change(viewer, 'notificationDigestUpdate', 'NotificationDigestUpdateInput', `digests { ${fields} }`, {
    ...which(group),
    digest,
  });
const chooseFor = (viewer: Viewer, accountId: string, group: string, digest: object | null) =>
  change(
    viewer,
    'notificationDigestDefaultUpdate',
    'NotificationDigestDefaultUpdateInput',
    `digestDefaults { ${fields} }`,
    { accountId: globalId('acc', accountId), ...which(group), digest },
  );
const beQuiet = (viewer: Viewer, quietHours: object | null) =>
  change(viewer, 'quietHoursUpdate', 'QuietHoursUpdateInput', 'quietHours { from until }', { quietHours });

async function shownTo(viewer: UserViewer, typename: 'User' | 'Account', id: string, selection: string) {
  const document = `query ($thing: _Any!) { _entities(representations: [$thing]) { ... on ${typename} { ${selection} } } }`;
  const thing = { __typename: typename, id: globalId(typename === 'User' ? 'usr' : 'acc', id) };
  const { data } = await stage.ask(viewer, document, { thing });
  return data._entities[0];
}

describe('a person', () => {
  it('chooses for himself how what he is told is gathered, of all but his security and his inbox', async () => {
    const [ada, bea] = [person(), person()];
    const daily = { frequency: 'DAILY', at: '08:00' };
    expect((await choose(ada, 'ACTIVITY EMAIL', daily)).map(short)).toContain('ACTIVITY EMAIL DAILY 08:00 chosen');
    await choose(ada, 'BILLING EMAIL', { frequency: 'WEEKLY', at: '23:59', weekday: 'SUNDAY' });
    const shown = async (viewer: UserViewer) =>
      (await shownTo(viewer, 'User', viewer.userId, `notificationDigests { ${fields} }`)).notificationDigests.map(
        short,
      );
    const mails = (all: string[]) => all.filter((each) => each.includes(' EMAIL '));
    expect(mails(await shown(ada))).toEqual([
      'BILLING EMAIL WEEKLY 23:59 SUNDAY chosen',
      'ACTIVITY EMAIL DAILY 08:00 chosen',
      'ANNOUNCEMENT EMAIL OFF',
    ]);
    expect(mails(await shown(bea))).toEqual(['BILLING EMAIL OFF', 'ACTIVITY EMAIL OFF', 'ANNOUNCEMENT EMAIL OFF']);
    expect((await shown(ada)).filter((each: string) => /SECURITY|IN_APP/.test(each))).toEqual([]);
    expect((await choose(ada, 'ACTIVITY EMAIL', null)).map(short)).toContain('ACTIVITY EMAIL OFF');
    expect(await choose(anonymous, 'ACTIVITY EMAIL', daily)).toBe('UNAUTHENTICATED');
    expect(await choose({ ...ada, act: { userId: randomUUID() } }, 'ACTIVITY EMAIL', daily)).toBe('FORBIDDEN');
  });

  it.each([
    ['SECURITY EMAIL', { frequency: 'HOURLY' }, 'category'],
    ['ACTIVITY IN_APP', { frequency: 'HOURLY' }, 'channel'],
    ['ACTIVITY EMAIL', { frequency: 'DAILY' }, 'digest.at'],
    ['ACTIVITY EMAIL', { frequency: 'OFF', at: '08:00' }, 'digest.at'],
    ['ACTIVITY EMAIL', { frequency: 'DAILY', at: '24:00' }, 'digest.at'],
    ['ACTIVITY EMAIL', { frequency: 'DAILY', at: '8:00' }, 'digest.at'],
    ['ACTIVITY EMAIL', { frequency: 'DAILY', at: '08:00\n' }, 'digest.at'],
    ['ACTIVITY EMAIL', { frequency: 'WEEKLY', at: '08:00' }, 'digest.weekday'],
    ['ACTIVITY EMAIL', { frequency: 'DAILY', at: '08:00', weekday: 'MONDAY' }, 'digest.weekday'],
  ])('is refused %s %o', async (group, digest, path) => {
    expect(await choose(person(), group, digest)).toBe(`INVALID_INPUT ${path}`);
  });

  it('chooses when he is not to be disturbed, and takes it back', async () => {
    const ada = person();
    const night = { from: '22:00', until: '07:30' };
    expect(await beQuiet(ada, night)).toEqual(night);
    const shown = async () => (await shownTo(ada, 'User', ada.userId, 'quietHours { from until }')).quietHours;
    expect(await shown()).toEqual(night);
    expect(await beQuiet(ada, { from: '22:00', until: '22:00' })).toBe('INVALID_INPUT quietHours.until');
    expect(await beQuiet(ada, { from: '-1:00', until: '22:00' })).toBe('INVALID_INPUT quietHours.from');
    expect(await beQuiet(ada, null)).toBeNull();
    expect(await shown()).toBeNull();
    const told = async () =>
      (await stage.host.logged()).flatMap(({ stream, type }) => (stream.person === ada.userId ? type : []));
    await expect.poll(told, { timeout: 15_000 }).toEqual(Array(2).fill('notification_preferences.updated'));
  });
});

it('is chosen for an account by who may change it, and seen by its members', async () => {
  const [owner, member, stranger] = [person(), person(), person()];
  const id = randomUUID();
  stage.access.grant(owner.userId, id, 'owner');
  stage.access.grant(member.userId, id, 'member');
  const hourly = { frequency: 'HOURLY' };
  expect(await chooseFor(member, id, 'BILLING EMAIL', hourly)).toBe('FORBIDDEN');
  expect(await chooseFor(stranger, id, 'BILLING EMAIL', hourly)).toBe('NOT_FOUND accountId');
  expect(await chooseFor(owner, id, 'SECURITY EMAIL', hourly)).toBe('INVALID_INPUT category');
  expect((await chooseFor(owner, id, 'BILLING EMAIL', hourly)).map(short)).toContain('BILLING EMAIL HOURLY chosen');
  const seenBy = async (viewer: UserViewer) =>
    (await shownTo(viewer, 'Account', id, `notificationDigestDefaults { ${fields} }`))?.notificationDigestDefaults;
  expect((await seenBy(member)).map(short)).toContain('BILLING EMAIL HOURLY chosen');
  expect(await seenBy(stranger)).toBeUndefined();
  expect((await chooseFor(owner, id, 'BILLING EMAIL', null)).map(short)).toContain('BILLING EMAIL OFF');
});
