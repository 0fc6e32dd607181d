import { expect, it } from 'vitest';
import { CachedAccessDirectory } from './access-directory.ts';
import { grants, TestClock, TestSource } from './tests/identity-fixture.ts';

const read = { one: ['account:read'] } as const;
const write = { one: ['account:read', 'resources:write'] } as const;

function setup() {
  const source = new TestSource();
  const clock = new TestClock();
  const log = { heard: true };
  const directory = new CachedAccessDirectory({ source, hearsTheLog: () => log.heard, clock });
  source.grant('ada', read);
  return { source, clock, log, directory };
}

/** Resolves when every question of this turn has reached the source. */
const asked = () => new Promise<void>((resolve) => setImmediate(resolve));

it('asks once for all who ask in one turn, and each person once', async () => {
  const { source, directory } = setup();
  source.grant('grace', write);
  const answers = await Promise.all(['ada', 'grace', 'ada', 'nobody'].map((userId) => directory.find(userId)));
  expect(answers).toEqual([grants(read), grants(write), grants(read), grants({})]);
  await asked();
  expect(source.questions).toEqual([['ada', 'grace', 'nobody']]);
});

it('remembers grants, and forgets them by the event that changes them', async () => {
  const { source, directory } = setup();
  source.grant('grace', read);
  await directory.find('ada');
  await directory.find('grace');
  await directory.find('ada');
  expect(source.questions).toEqual([['ada'], ['grace']]);

  for (const type of ['account.created', 'member.added', 'member.removed', 'member.updated']) {
    directory.apply({ type, payload: { accountId: 'one', userId: 'ada' } });
    source.questions.length = 0;
    await Promise.all([directory.find('ada'), directory.find('grace')]);
    expect(source.questions, type).toEqual([['ada']]);
  }
  source.questions.length = 0;
  directory.apply({ type: 'resource.created', payload: { accountId: 'one', userId: 'ada' } });
  await directory.find('ada');
  expect(source.questions).toEqual([]);
});

it('forgets by a changed role all who belong to its account, or may', async () => {
  const { source, directory } = setup();
  source.grant('grace', { two: ['account:read'] });
  await Promise.all(['ada', 'grace'].map((userId) => directory.find(userId)));
  const release = source.hold();
  const asking = directory.find('eve');
  await asked();
  source.grant('eve', read);
  directory.apply({ type: 'role.changed', payload: { accountId: 'one', roleId: 'auditor' } });
  release();
  expect(await asking).toEqual(grants(read));
  source.questions.length = 0;
  await Promise.all(['ada', 'grace', 'eve'].map((userId) => directory.find(userId)));
  expect(source.questions).toEqual([['ada']]);
});

it('knows at once what is in memory, and nothing that was dropped or is doubtful', async () => {
  const { log, directory } = setup();
  expect(directory.known('ada')).toBeUndefined();
  const asking = directory.find('ada');
  expect(directory.known('ada')).toBeUndefined();
  await asking;
  expect(directory.known('ada')).toEqual(grants(read));
  log.heard = false;
  // Once for all who ask in one turn.
  await undefined;
  expect(directory.known('ada')).toBeUndefined();
  log.heard = true;
  await undefined;
  directory.apply({ type: 'member.removed', payload: { accountId: 'one', userId: 'ada' } });
  expect(directory.known('ada')).toBeUndefined();
});

it('forgets everybody by a granting event that names nobody, and when it is told to', async () => {
  const { source, directory } = setup();
  for (const forget of [() => directory.apply({ type: 'member.removed', payload: {} }), () => directory.clear()]) {
    await Promise.all([directory.find('ada'), directory.find('grace')]);
    source.questions.length = 0;
    forget();
    await Promise.all([directory.find('ada'), directory.find('grace')]);
    expect(source.questions).toEqual([['ada', 'grace']]);
  }
});

it('throws away an answer that was under way when the event came', async () => {
  const { source, directory } = setup();
  source.grant('ada', write);
  const release = source.hold();
  const found = directory.find('ada');
  await asked();
  expect(source.questions).toHaveLength(1);
  source.grant('ada', read);
  directory.apply({ type: 'member.updated', payload: { userId: 'ada' } });
  release();
  expect(await found).toEqual(grants(read));
  expect(source.questions).toHaveLength(2);
  expect(await directory.find('ada')).toEqual(grants(read));
  expect(source.questions).toHaveLength(2);
});

it('remembers nothing while the log is silent, not even what was asked before', async () => {
  const { source, directory, log } = setup();
  await directory.find('ada');
  log.heard = false;
  source.grant('ada', write);
  expect(await directory.find('ada')).toEqual(grants(write));
  source.grant('ada', {});
  expect(await directory.find('ada')).toEqual(grants({}));
  expect(source.questions).toHaveLength(3);
});

it('does not remember a failure', async () => {
  const { source, directory } = setup();
  source.failWith(new Error('no answer'));
  await expect(Promise.all([directory.find('ada'), directory.find('grace')])).rejects.toThrow('no answer');
  source.failWith(undefined);
  expect(await directory.find('ada')).toEqual(grants(read));
});

it('refreshes from the source, twenty times a second at most for one person', async () => {
  const { source, directory, clock } = setup();
  source.grant('grace', read);
  for (let count = 0; count < 50; count += 1) await directory.refresh('ada');
  expect(source.questions).toHaveLength(20);
  await directory.refresh('grace');
  expect(source.questions).toHaveLength(21);

  source.grant('ada', write);
  expect(await directory.refresh('ada')).toEqual(grants(read));
  clock.advance(1000);
  expect(await directory.refresh('ada')).toEqual(grants(write));
  expect(await directory.find('ada')).toEqual(grants(write));
});
