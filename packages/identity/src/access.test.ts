import { AppError, anonymous, createLogger, type LogLevel, NotFoundError, type Viewer } from '@trivet/platform';
import { expect, it } from 'vitest';
import { Access, AccessScope, AccountAccess, CachedAccessDirectory, type Permission, requireUser } from './index.ts';
import { TestClock, TestSource } from './tests/identity-fixture.ts';

const ada: Viewer = { kind: 'user', userId: 'ada', sessionId: 'session', authenticatedAt: new Date() };
const notifications: Viewer = { kind: 'service', service: 'notifications' };
const stranger: Viewer = { kind: 'service', service: 'somebody-else' };

function setup(level: LogLevel = 'silent') {
  const source = new TestSource();
  const lines: string[] = [];
  const clock = new TestClock();
  const directory = new CachedAccessDirectory({ source, hearsTheLog: () => true, clock });
  const logger = createLogger({ service: 'test', level, destination: { write: (line) => void lines.push(line) } });
  return { source, lines, access: new Access({ directory, logger }) };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );

it('gives access where the viewer holds the permission, with all that he holds there', async () => {
  const { source, access } = setup();
  source.grant('ada', { one: ['account:read', 'resources:read'], two: ['account:read'] });
  const found = await access.of(ada).find('one', 'resources:read');
  expect(found).toBeInstanceOf(AccountAccess);
  expect(found).toMatchObject({ accountId: 'one', permissions: new Set(['account:read', 'resources:read']) });
  expect(await access.of(ada).require('one', 'resources:read')).toBeInstanceOf(AccountAccess);
});

it('answers null, and NOT_FOUND, for an account of others exactly as for one that is not there', async () => {
  const { source, access } = setup();
  source.grant('ada', { one: ['account:read'] });
  source.grant('grace', { hers: ['account:read', 'resources:read'] });
  const [ofOthers, ofNobody] = await Promise.all(
    ['hers', 'nothing'].map(async (id) => ({
      found: await access.of(ada).find(id, 'resources:read'),
      error: await failure(access.of(ada).require(id, 'resources:read')),
    })),
  );
  expect(ofOthers).toEqual(ofNobody);
  expect(ofOthers?.found).toBeNull();
  expect(ofOthers?.error).toBeInstanceOf(NotFoundError);
});

it('says FORBIDDEN only where the viewer may see the account', async () => {
  const { source, access } = setup();
  source.grant('ada', { seen: ['account:read'], unseen: ['members:read'] });
  expect(await failure(access.of(ada).require('seen', 'resources:write'))).toMatchObject({
    code: 'FORBIDDEN',
    message: expect.stringContaining('"resources:write"'),
  });
  expect(await failure(access.of(ada).require('unseen', 'resources:write'))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await access.of(ada).find('seen', 'resources:write')).toBeNull();
});

it('tells a visitor to sign in, and does not ask the directory for him', async () => {
  const { source, access } = setup();
  expect(await failure(access.of(anonymous).require('one', 'account:read'))).toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(() => access.of(anonymous).requireSignedIn()).toThrow(new AppError('UNAUTHENTICATED', 'Sign in first.'));
  for (const viewer of [ada, notifications]) expect(() => access.of(viewer).requireSignedIn()).not.toThrow();
  expect(await access.of(anonymous).find('one', 'account:read')).toBeNull();
  expect((await access.of(anonymous).scope('account:read')).accountIds).toEqual([]);
  expect(await access.of(anonymous).lookUp('account:read', ['thing'], async () => [null])).toEqual([null]);
  expect(source.questions).toEqual([]);
});

it('asks again before a refusal, once per operation, so that what was just granted counts', async () => {
  const { source, access } = setup();
  source.grant('ada', { one: ['account:read'] });
  expect(await access.of(ada).find('one', 'account:read')).not.toBeNull();
  expect(source.questions).toHaveLength(1);

  source.grant('ada', { one: ['account:read', 'resources:write'], two: ['account:read'] });
  expect(await access.of(ada).find('one', 'resources:write')).not.toBeNull();
  expect(source.questions).toHaveLength(2);

  const operation = access.of(ada);
  for (const id of ['three', 'four', 'five']) expect(await operation.find(id, 'account:read')).toBeNull();
  await expect(operation.require('six', 'account:read')).rejects.toThrow(NotFoundError);
  expect(source.questions).toHaveLength(3);
  // Grants are remembered, so what is allowed costs no question at all.
  expect(await operation.find('two', 'account:read')).not.toBeNull();
  expect(source.questions).toHaveLength(3);
});

it('gathers in a scope the accounts on which the viewer holds the permission, and no others', async () => {
  const { source, access } = setup();
  source.grant('ada', { one: ['account:read', 'resources:read'], two: ['account:read'], three: ['resources:read'] });
  const scope = await access.of(ada).scope('resources:read');
  expect(scope).toBeInstanceOf(AccessScope);
  expect(scope.accountIds).toEqual(['one', 'three']);
  source.grant('ada', { four: ['resources:read'] });
  expect((await access.of(ada).scope('resources:read')).accountIds).toEqual(['one', 'three']);
  expect(source.questions).toHaveLength(1);
});

it('looks up again what is missing, in accounts that were granted meanwhile, and in no others', async () => {
  const { source, access } = setup();
  const accountOf: Readonly<Record<string, string>> = { a: 'one', b: 'two', c: 'foreign' };
  const asked: (readonly string[])[] = [];
  const find = async ({ accountIds }: AccessScope, ids: readonly string[]) => {
    asked.push(ids);
    return ids.map((id) => (accountIds.includes(accountOf[id] ?? '') ? id : null));
  };
  source.grant('ada', { one: ['resources:read'] });
  expect(await access.of(ada).lookUp('resources:read', ['a'], find)).toEqual(['a']);
  expect(asked).toEqual([['a']]);
  // Nothing was granted meanwhile, so nothing more can be found.
  expect(await access.of(ada).lookUp('resources:read', ['c', 'a'], find)).toEqual([null, 'a']);
  expect(asked).toEqual([['a'], ['c', 'a']]);
  source.grant('ada', { one: ['resources:read'], two: ['resources:read'] });
  expect(await access.of(ada).lookUp('resources:read', ['a', 'b', 'c'], find)).toEqual(['a', 'b', null]);
  expect(asked.slice(2)).toEqual([
    ['a', 'b', 'c'],
    ['b', 'c'],
  ]);
});

it('lets a subgraph do its own few things on every account, and one that we do not know nothing', async () => {
  const { source, access } = setup();
  expect(await access.of(notifications).find('any', 'members:read')).toMatchObject({ accountId: 'any' });
  expect(await access.of(notifications).find('any', 'resources:read')).toBeNull();
  expect(await failure(access.of(notifications).require('any', 'resources:write'))).toMatchObject({
    code: 'FORBIDDEN',
  });
  expect((await access.of(notifications).scope('members:read')).accountIds).toEqual([]);
  expect(await access.of(stranger).find('any', 'account:read')).toBeNull();
  expect(await failure(access.of(stranger).require('any', 'account:read'))).toBeInstanceOf(NotFoundError);
  expect(source.questions).toEqual([]);
});

it('logs each reach of the system into an account, with its reason', () => {
  const { access, lines } = setup('debug');
  expect(access.system('because a job needs it', 'one').accountId).toBe('one');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { context: { reason: 'because a job needs it', account_id: 'one' } },
  ]);
});

it('logs who was refused which access to an account, and no access that was given or only looked for', async () => {
  const { source, access, lines } = setup('info');
  source.grant('ada', { seen: ['account:read'] });
  await access.of(ada).require('seen', 'account:read');
  await access.of(ada).find('others', 'account:read');
  expect(lines).toEqual([]);
  for (const accountId of ['seen', 'others']) await failure(access.of(ada).require(accountId, 'members:manage'));
  await failure(access.of(stranger).require('seen', 'account:read'));
  expect(lines.map((line) => JSON.parse(line).context)).toEqual([
    { user_id: 'ada', account_id: 'seen', permission: 'members:manage' },
    { user_id: 'ada', account_id: 'others', permission: 'members:manage' },
    { service: 'somebody-else', account_id: 'seen', permission: 'account:read' },
  ]);
});

it('refuses everybody else where a person is needed', () => {
  expect(requireUser(ada)).toBe(ada);
  for (const viewer of [anonymous, notifications]) {
    expect(() => requireUser(viewer)).toThrow(new AppError('UNAUTHENTICATED', 'Sign in first.'));
  }
});

it('does not turn a directory that cannot answer into a refusal', async () => {
  const { source, access } = setup();
  source.failWith(new AppError('SUBGRAPH_UNAVAILABLE', 'later'));
  const permissions: Permission[] = ['account:read', 'resources:write'];
  for (const permission of permissions) {
    expect(await failure(access.of(ada).find('one', permission))).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  }
  expect(await failure(access.of(ada).scope('account:read'))).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
});
