import type { KeyViewer, LiveEvent, SubgraphRequest, UserViewer } from '@trivet/platform';
import { createLogger, systemClock } from '@trivet/platform';
import { GraphQLError } from 'graphql';
import { expect, it, onTestFinished, vi } from 'vitest';
import { httpTransport, serve, wayTo } from '../tests/remote.ts';
import { silentLogger, testSubgraph } from '../tests/test-graph.ts';
import { TestLog } from '../tests/test-log.ts';
import { InProcessTransport } from '../transports/in-process.ts';
import type { Transport } from '../transports/transport.ts';
import { Sessions } from './sessions.ts';

const viewer = (sessionId: string): UserViewer => ({
  kind: 'user',
  userId: 'ada',
  sessionId,
  authenticatedAt: new Date(),
});
const service = (grantId: string): KeyViewer => ({
  kind: 'key',
  keyId: 'robot',
  owner: { accountId: 'engines' },
  scopes: [],
  grantId,
});
const ended = expect.objectContaining({ code: 'UNAUTHENTICATED' });

/** A subgraph that keeps sessions: what it tells at first, what it tells then, and what it says when it is asked. */
function identity() {
  const recent: string[] = [];
  const revoked = new TestLog<string>();
  const active = new Set<string>();
  const viewers: unknown[] = [];
  /** Which of those who follow are told nothing, counted from one. */
  const silent = new Set<number>();
  const subgraph = testSubgraph(
    'users',
    `type Query {
       _sessionIsActive(userId: ID!, sessionId: ID!): Boolean!
       _serviceGrantIsActive(accountId: ID!, grantId: ID!): Boolean!
     }
     type Subscription { _sessionsRevoked: Revoked! } type Revoked { sessionIds: [ID!]! keyIds: [ID!]! }`,
    {
      Query: {
        _sessionIsActive: (_: unknown, given: { sessionId: string }) => active.has(given.sessionId),
        _serviceGrantIsActive: (_: unknown, { accountId, grantId }: { accountId: string; grantId: string }) =>
          accountId === 'engines' && active.has(grantId),
      },
      Subscription: {
        _sessionsRevoked: {
          subscribe: async function* (_: unknown, _given: unknown, { request }: { request: SubgraphRequest }) {
            viewers.push(request.viewer);
            if (silent.has(viewers.length))
              await new Promise((resolve) => request.signal?.addEventListener('abort', resolve));
            yield { value: { sessionIds: recent, keyIds: [] } };
            for await (const { value } of revoked.read(undefined, request.signal)) {
              yield { value: { sessionIds: value === undefined ? [] : [value], keyIds: [] } };
            }
          },
          resolve: ({ value }: LiveEvent<unknown>) => value,
        },
      },
    },
  );
  return { subgraph, recent, revoked, active, viewers, silent };
}

async function follow(transport: Transport, silenceMs = 10_000, memoryMs = 60_000): Promise<Sessions> {
  const sessions = new Sessions({ transport, clock: systemClock, logger: silentLogger, silenceMs, memoryMs });
  onTestFinished(() => sessions.stop());
  sessions.start();
  await vi.waitFor(() => expect(sessions.isCurrent).toBe(true), { interval: 2, timeout: 10_000 });
  return sessions;
}

it('lets in without asking whoever was not revoked, as the router itself', async () => {
  const { subgraph, recent, viewers } = identity();
  recent.push('old');
  const sessions = await follow(new InProcessTransport(subgraph));
  expect(sessions.require(viewer('mine'))).toBeUndefined();
  expect(() => sessions.require(viewer('old'))).toThrow(ended);
  expect(viewers).toEqual([{ kind: 'service', service: 'router' }]);
});

it('hears of what is revoked, and tells who waits for it', async () => {
  const { subgraph, revoked } = identity();
  const sessions = await follow(new InProcessTransport(subgraph));
  const told = Promise.withResolvers<void>();
  sessions.onEnded('mine', told.resolve);
  await revoked.untilReaders(1);
  revoked.append('mine');
  await told.promise;
  expect(() => sessions.require(viewer('mine'))).toThrow(ended);
  expect(sessions.require(viewer('other'))).toBeUndefined();
});

it('asks for each session while the subgraph is not heard of, and learns the rest when it is again', async () => {
  const { subgraph, recent, active } = identity();
  const { url } = await serve(subgraph);
  const way = await wayTo(url);
  const sessions = await follow(httpTransport('users', way.url), 300);
  way.cut();
  await vi.waitFor(() => expect(sessions.isCurrent).toBe(false), { interval: 5 });
  const unknown = expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' });
  await expect(sessions.require(viewer('mine'))).rejects.toEqual(unknown);

  // What was revoked meanwhile was not told of.
  recent.push('gone');
  active.add('mine');
  way.mend();
  await vi.waitFor(() => expect(sessions.isCurrent).toBe(true), { timeout: 5_000, interval: 5 });
  expect(() => sessions.require(viewer('gone'))).toThrow(ended);
});

it.each([
  { patience: 'is on its way', patienceMs: 60_000, levels: ['INFO'] },
  { patience: 'should be there long since', patienceMs: 0, levels: ['WARN', 'INFO'] },
])('is quiet about a subgraph that $patience, as far as nothing is wrong yet', async ({ patienceMs, levels }) => {
  const { subgraph } = identity();
  const there = new InProcessTransport(subgraph);
  let attempts = 0;
  const late: Pick<Transport, 'subscribe' | 'execute'> = {
    execute: (request) => there.execute(request),
    subscribe: async (request) => {
      attempts += 1;
      return attempts < 4
        ? { errors: [new GraphQLError('The subgraph "users" is unavailable.')] }
        : there.subscribe(request);
    },
  };
  const lines: { level: string; context?: { error?: unknown } }[] = [];
  const logger = createLogger({ service: 'router', destination: { write: (line) => lines.push(JSON.parse(line)) } });
  const sessions = new Sessions({ transport: late, clock: systemClock, logger, patienceMs });
  onTestFinished(() => sessions.stop());
  sessions.start();
  await vi.waitFor(() => expect(sessions.isCurrent).toBe(true), { interval: 2, timeout: 10_000 });
  expect(lines.map(({ level }) => level)).toEqual(levels);
  expect(lines.filter(({ context }) => context?.error !== undefined)).toHaveLength(levels.includes('WARN') ? 1 : 0);
});

const key: KeyViewer = { kind: 'key', keyId: 'robot', owner: { userId: 'ada' }, scopes: [] };

it.each([
  { gap: 'shorter', memoryMs: 60_000, missed: { session: false, grant: false, key: true } },
  { gap: 'longer', memoryMs: 0, missed: { session: true, grant: true, key: true } },
])('knows what it may have missed in a gap that is $gap than the subgraph looks back', async ({ memoryMs, missed }) => {
  const { subgraph } = identity();
  const { url } = await serve(subgraph);
  const way = await wayTo(url);
  const sessions = await follow(httpTransport('users', way.url), 300, memoryMs);
  const since = sessions.beginnings;
  const isMissed = () => ({
    session: sessions.mayHaveMissed(viewer('mine'), since),
    grant: sessions.mayHaveMissed(service('mine'), since),
    key: sessions.mayHaveMissed(key, since),
  });
  way.cut();
  await vi.waitFor(() => expect(sessions.isCurrent).toBe(false), { interval: 5 });
  expect(isMissed()).toEqual({ session: false, grant: false, key: false });
  way.mend();
  await vi.waitFor(() => expect(sessions.isCurrent).toBe(true), { timeout: 5_000, interval: 5 });
  expect(isMissed()).toEqual(missed);
  expect(sessions.mayHaveMissed({ kind: 'anonymous' }, since)).toBe(false);
  expect(sessions.mayHaveMissed(key, sessions.beginnings)).toBe(false);
});

it('goes by what the subgraph says while its stream is silent', async () => {
  const { subgraph, active, viewers, silent } = identity();
  for (let follower = 2; follower <= 1_000; follower++) silent.add(follower);
  const sessions = await follow(new InProcessTransport(subgraph), 50);
  // Another stream is opened instead of the one that fell silent.
  await vi.waitFor(() => expect(viewers.length).toBeGreaterThan(1), { interval: 1 });
  expect(sessions.isCurrent).toBe(false);
  active.add('mine');
  await expect(sessions.require(viewer('mine'))).resolves.toBeUndefined();
  await expect(sessions.require(viewer('other'))).rejects.toEqual(ended);
});

it('lets service identities in by what their tokens are bound to, and asks for that too while nothing is heard', async () => {
  const { subgraph, recent, active, silent, viewers } = identity();
  recent.push('ended');
  for (let follower = 2; follower <= 1_000; follower++) silent.add(follower);
  const sessions = await follow(new InProcessTransport(subgraph), 50);
  expect(() => sessions.require(service('ended'))).toThrow(ended);
  await vi.waitFor(() => expect(viewers.length).toBeGreaterThan(1), { interval: 1 });
  active.add('mine');
  await expect(sessions.require(service('mine'))).resolves.toBeUndefined();
  await expect(sessions.require(service('other'))).rejects.toEqual(ended);
});
