import { randomUUID } from 'node:crypto';
import { Access, revocationMemoryMs } from '@trivet/identity';
import { encodeCursor, type RecordedEvent, type Stream } from '@trivet/messaging';
import { type LiveEvent, NotFoundError, type SubgraphRequest } from '@trivet/platform';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { directoryOverLog } from './directory-over-log.ts';
import { EventFeed, type FeedReader } from './event-feed.ts';
import { revokedOverLog } from './revoked-over-log.ts';
import { asUser, startTestHost, TestAccessSource, type TestHost } from './testing/index.ts';

const permission = 'resources:read';
/** Gives the subject's version, which tests count. */
const versions: FeedReader<number> = { read: ({ subject }) => subject.version };

let host: TestHost;
let feed: EventFeed;
const source = new TestAccessSource();

beforeAll(async () => {
  host = await startTestHost({ name: 'event feed', key: 'log', parts: [] });
  const { tail, clock, logger } = host;
  const access = new Access({ directory: directoryOverLog({ source, tail, clock }), logger });
  feed = new EventFeed({ tail, access, revoked: revokedOverLog({ tail, clock }) });
});
afterAll(() => host?.stop());

/** A person who may read an account of her own. */
function setup() {
  const [userId, accountId] = [randomUUID(), randomUUID()];
  source.grant(userId, accountId, 'owner');
  const request: SubgraphRequest = { query: '', viewer: asUser(userId), requestId: 'request' };
  const append = (version: number, { type = 'thing.changed', stream = { account: accountId } as Stream } = {}) =>
    host.log.append([event(type, stream, version)]);
  return { userId, accountId, request, append };
}

function event(type: string, stream: Stream, version: number): RecordedEvent {
  return {
    id: randomUUID(),
    type,
    version: 1,
    stream,
    subject: { type: 'thing', id: randomUUID(), version },
    actor: null,
    credential: null,
    requestId: 'request',
    readableWith: null,
    bulk: false,
    occurredAt: host.clock.now(),
    payload: {},
  };
}

async function take(events: AsyncGenerator<LiveEvent<number>>, count: number): Promise<LiveEvent<number>[]> {
  const taken: LiveEvent<number>[] = [];
  while (taken.length < count) {
    const { value, done } = await events.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

const sessionOf = ({ viewer }: SubgraphRequest) => (viewer.kind === 'user' ? viewer.sessionId : '');
const valuesOf = (events: readonly LiveEvent<number>[]) => events.map(({ value }) => value);

it('says first where it begins, then gives what happens, each with its cursor', async () => {
  const { accountId, request, append } = setup();
  await append(1);
  const { position } = await host.log.head();
  await vi.waitFor(() => expect(host.tail.position).toBe(position), { interval: 5 });
  const events = await feed.ofAccount({ accountId, permission }, { request }, versions);
  const [start] = await take(events, 1);
  expect(start).toEqual({ cursor: expect.any(String) });
  await append(2);
  await append(3);
  const live = await take(events, 2);
  expect(valuesOf(live)).toEqual([2, 3]);
  const cursors = [start, ...live].map((event) => event?.cursor);
  expect(new Set(cursors).size).toBe(3);
  const logged = await host.logged();
  expect(live.map(({ cursor }) => cursor)).toEqual(
    logged.slice(-2).map(({ position }) => encodeCursor(host.tail.logId, position)),
  );
  await events.return(undefined);
});

it('gives everything after a cursor, in order, and goes on with what happens', async () => {
  const { accountId, request, append } = setup();
  const first = await feed.ofAccount({ accountId, permission }, { request }, versions);
  const [start] = await take(first, 1);
  for (const version of [1, 2, 3]) await append(version);
  await take(first, 3);
  const replayed = await feed.ofAccount({ accountId, permission }, { request, after: start?.cursor }, versions);
  const past = await take(replayed, 3);
  expect(valuesOf(past)).toEqual([undefined, 1, 2]);
  await append(4);
  expect(valuesOf(await take(replayed, 2))).toEqual([3, 4]);

  // A router that resumes knows better than the document where it was.
  const resumed = await feed.ofAccount(
    { accountId, permission },
    { request: { ...request, after: past[2]?.cursor }, after: start?.cursor },
    versions,
  );
  expect(valuesOf(await take(resumed, 3))).toEqual([undefined, 3, 4]);
  for (const events of [first, replayed, resumed]) await events.return(undefined);
});

it('gives neither events of others nor of other types, nor what its reader leaves out', async () => {
  const { accountId, request, append } = setup();
  const events = await feed.ofAccount(
    { accountId, permission },
    { request },
    {
      types: ['thing.changed'],
      read: ({ subject }) => (subject.version === 4 ? null : subject.version),
    },
  );
  await take(events, 1);
  await append(1, { stream: { account: randomUUID() } });
  await append(2, { stream: { person: accountId } });
  await append(3, { type: 'thing.removed' });
  await append(4);
  await append(5);
  // What is left out says at least where the stream is.
  expect(valuesOf(await take(events, 2))).toEqual([undefined, 5]);
  await events.return(undefined);
});

it('ends with NOT_FOUND before the first event after the viewer lost the permission', async () => {
  const { userId, accountId, request, append } = setup();
  const events = await feed.ofAccount({ accountId, permission }, { request }, versions);
  await take(events, 1);
  await append(1);
  expect(valuesOf(await take(events, 1))).toEqual([1]);

  source.revoke(userId, accountId);
  const removal = { ...event('member.removed', { account: accountId }, 1), payload: { accountId, userId } };
  await host.log.append([removal, event('thing.changed', { account: accountId }, 2)]);
  const thingsOnly = { ...versions, types: ['thing.changed'] };
  await expect(take(events, 1)).rejects.toThrow(NotFoundError);
  expect(await events.next()).toEqual({ done: true, value: undefined });

  const again = await feed.ofAccount({ accountId, permission }, { request }, thingsOnly);
  expect(await take(again, 1)).toHaveLength(1);
  await append(3);
  await expect(take(again, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('ends at once when the viewer loses the permission, though nothing else happens, and goes on for others', async () => {
  const { userId, accountId, request, append } = setup();
  const other = randomUUID();
  source.grant(other, accountId, 'viewer');
  const thingsOnly = { ...versions, types: ['thing.changed'] };
  const events = await feed.ofAccount({ accountId, permission }, { request }, thingsOnly);
  const others = await feed.ofAccount(
    { accountId, permission },
    { request: { ...request, viewer: asUser(other) } },
    thingsOnly,
  );
  for (const feed of [events, others]) await take(feed, 1);
  source.revoke(userId, accountId);
  await host.log.append([{ ...event('member.removed', { account: accountId }, 2), payload: { accountId, userId } }]);
  await expect(take(events, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await append(1);
  expect(valuesOf(await take(others, 2))).toEqual([undefined, 1]);
  await others.return(undefined);
});

it('takes another permission than the one that was lost for what it is', async () => {
  const { userId, accountId, request, append } = setup();
  const events = await feed.ofAccount({ accountId, permission }, { request }, versions);
  await take(events, 1);
  source.grant(userId, accountId, ['account:read']);
  const change = { ...event('member.updated', { account: randomUUID() }, 1), payload: { userId } };
  await host.log.append([change]);
  await append(1);
  await expect(take(events, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('ends with UNAUTHENTICATED before the first event after the viewer’s session was revoked, and only his', async () => {
  const { userId, accountId, request, append } = setup();
  const elsewhere = { ...request, viewer: asUser(userId) };
  const ofAccount = await feed.ofAccount({ accountId, permission }, { request }, versions);
  const ofPerson = await feed.ofPerson(userId, { request }, versions);
  const other = await feed.ofAccount({ accountId, permission }, { request: elsewhere }, versions);
  for (const events of [ofAccount, ofPerson, other]) await take(events, 1);
  await append(1);
  await append(1, { stream: { person: userId } });
  const revocation = {
    ...event('session.revoked', { person: userId }, 1),
    payload: { userId, sessionId: sessionOf(request), reason: 'revoked' },
  };
  await host.log.append([
    revocation,
    event('thing.changed', { account: accountId }, 2),
    event('thing.changed', { person: userId }, 2),
  ]);
  expect(valuesOf(await take(other, 2))).toEqual([1, 2]);
  // They were read late, but what they would get now comes after the revocation all the same, or before it: either is right.
  for (const events of [ofAccount, ofPerson]) {
    await expect(take(events, 2)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  }
  await other.return(undefined);
});

it('ends so too when nothing happened for so long that the revocation is forgotten', async () => {
  const { userId, accountId, request, append } = setup();
  const events = await feed.ofAccount({ accountId, permission }, { request }, versions);
  await take(events, 1);
  const next = take(events, 1);
  const revoke = (sessionId: string) =>
    host.log.append([
      { ...event('session.revoked', { person: userId }, 1), payload: { userId, sessionId, reason: 'revoked' } },
    ]);
  await revoke(sessionOf(request));
  await vi.waitFor(async () => expect(host.tail.position).toBe((await host.log.head()).position), { interval: 5 });
  host.clock.advance(revocationMemoryMs + 1);
  await revoke(randomUUID());
  await append(1);
  await expect(next).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('gives a person her own events and nobody else’s', async () => {
  const { userId, request, append } = setup();
  const events = await feed.ofPerson(userId, { request }, versions);
  await take(events, 1);
  await append(1, { stream: { person: randomUUID() } });
  await append(2, { stream: { account: userId } });
  await append(3, { stream: { person: userId } });
  expect(valuesOf(await take(events, 1))).toEqual([3]);
  await events.return(undefined);
});

it('refuses a cursor that is none, of another log, or of what has not happened', async () => {
  const { accountId, request } = setup();
  const refusals = {
    nonsense: 'BAD_USER_INPUT',
    [encodeCursor(randomUUID(), 1)]: 'CURSOR_EXPIRED',
    [encodeCursor(host.tail.logId, host.tail.position + 1000)]: 'CURSOR_EXPIRED',
  };
  for (const [after, code] of Object.entries(refusals)) {
    const start = { request, after };
    await expect(feed.ofAccount({ accountId, permission }, start, versions)).rejects.toMatchObject({ code });
    await expect(feed.ofPerson(accountId, start, versions)).rejects.toMatchObject({ code });
  }
});

it('ends when the one who asked goes away', async () => {
  const { accountId, request } = setup();
  const controller = new AbortController();
  const withSignal = { ...request, signal: controller.signal };
  const events = await feed.ofAccount({ accountId, permission }, { request: withSignal }, versions);
  await take(events, 1);
  const next = events.next();
  controller.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});
