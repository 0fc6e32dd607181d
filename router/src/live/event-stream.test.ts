import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { anonymous, createLogger, systemClock } from '@trivet/platform';
import { fastify } from 'fastify';
import { createClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type EdgeFixture, sessionId, startEdge, userId } from '../tests/edge-fixture.ts';
import { openStream } from '../tests/event-stream.ts';
import { LocalOperations } from '../tests/local-operations.ts';
import { startWith } from '../tests/raw-socket.ts';
import { EventStreams } from './event-stream.ts';
import { defaultWebSocketLimits } from './websocket-edge.ts';

const ticks = 'subscription { ticks }';
const complete = { event: 'complete', data: '' };
async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const next = (data: unknown) => ({ event: 'next', data });
const error = (code: string) => ({ errors: [expect.objectContaining({ extensions: { code } })] });

describe('a client of graphql-sse', () => {
  it('queries, mutates and subscribes', async () => {
    const { url, operations, ...fixture } = await startEdge();
    const authorization = await fixture.bearer();
    const client = createClient({ url: `${url}/graphql`, headers: { authorization, 'idempotency-key': 'k-1' } });
    onTestFinished(() => client.dispose());
    const all = async (query: string) => collect(client.iterate({ query }));
    expect(await all('{ whoami }')).toEqual([{ data: { whoami: userId } }]);
    expect(await all('mutation { bump }')).toEqual([{ data: { bump: 'k-1' } }]);

    const events = client.iterate({ query: ticks });
    const first = events.next();
    await operations.streaming.promise;
    operations.tick(1);
    operations.tick(2);
    expect([await first, await events.next()].map(({ value }) => value)).toEqual([
      { data: { ticks: 1 } },
      { data: { ticks: 2 } },
    ]);
    await events.return?.();
    await operations.streamEnded.promise;
  });

  it('is told what is wrong with an operation', async () => {
    const { url } = await startEdge();
    const client = createClient({ url: `${url}/graphql` });
    onTestFinished(() => client.dispose());
    expect(await collect(client.iterate({ query: '{ nothing }' }))).toMatchObject([
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    ]);
  });

  it('connects again after the server went away', async () => {
    const { url, edge, operations } = await startEdge();
    const retried = Promise.withResolvers<void>();
    const client = createClient({
      url: `${url}/graphql`,
      retry: async () => retried.resolve(),
      retryAttempts: 1,
    });
    onTestFinished(() => client.dispose());
    const ended = Promise.withResolvers<unknown>();
    client.subscribe({ query: ticks }, { next() {}, error: ended.resolve, complete: () => ended.resolve('complete') });
    await operations.streaming.promise;
    await edge.stop();
    await retried.promise;
    expect(await ended.promise).not.toBe('complete');
  });
});

describe('who accepts', () => {
  const accepted = async (accept: string, query: string) => {
    const { url, operations } = await startEdge();
    if (query === ticks) operations.streaming.promise.then(() => operations.tick(1));
    const { response } = await openStream({ url }, query, { headers: { accept } });
    return [response.status, response.headers.get('content-type')];
  };
  const events = 'text/event-stream; charset=utf-8';

  it.each([
    ['text/event-stream', ticks, 200, events],
    ['text/event-stream', '{ whoami }', 200, events],
    ['text/event-stream', '{ nothing }', 200, events],
    ['application/json, text/event-stream;q=0.5', ticks, 200, events],
    [
      'application/graphql-response+json, TEXT/EVENT-STREAM',
      '{ whoami }',
      200,
      'application/graphql-response+json; charset=utf-8',
    ],
    ['application/json, text/event-stream', '{ nothing }', 200, 'application/json; charset=utf-8'],
    ['*/*', ticks, 400, 'application/json; charset=utf-8'],
    ['text/*', ticks, 406, 'application/json; charset=utf-8'],
    ['text/event-stream;q=0', ticks, 406, 'application/json; charset=utf-8'],
  ])('%s, and asks %s, gets %i and %s', async (accept, query, status, type) => {
    expect(await accepted(accept, query)).toEqual([status, type]);
  });

  it('events, and subscribes by GET as an EventSource does, has what every answer has', async () => {
    const { url, operations } = await startEdge({ config: { corsOrigins: ['https://app.example.com'] } });
    const search = new URLSearchParams({ query: ticks });
    const headers = { accept: 'text/event-stream', origin: 'https://app.example.com', 'x-request-id': 'req-7' };
    const response = await fetch(`${url}/graphql?${search}`, { headers });
    await operations.streaming.promise;
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-request-id': 'req-7',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': 'https://app.example.com',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await response.body?.cancel();
    await operations.streamEnded.promise;
  });

  it('events, and mutates by GET, is refused', async () => {
    const { url } = await startEdge();
    const search = new URLSearchParams({ query: 'mutation { bump }' });
    const response = await fetch(`${url}/graphql?${search}`, { headers: { accept: 'text/event-stream' } });
    expect(response.status).toBe(405);
  });

  it.each([401, 415])('events gets %i before anything is executed', async (status) => {
    const headers = status === 401 ? { authorization: 'Bearer a.b.c' } : { 'content-type': 'text/plain' };
    const { response } = await openStream(await startEdge(), ticks, { headers });
    expect(response.status).toBe(status);
  });
});

describe('a stream', () => {
  it('that is complete leaves its connection to the next', async () => {
    const { port } = await startEdge();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const ask = async (query: string) => {
      const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
      const asking = request({ agent, port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers });
      asking.end(JSON.stringify({ query }));
      const [answer] = (await once(asking, 'response')) as [IncomingMessage];
      return [await text(answer), asking.reusedSocket] as const;
    };
    const last = 'event: complete\ndata:\n\n';
    expect(await ask('{ whoami }')).toEqual([`event: next\ndata: {"data":{"whoami":"nobody"}}\n\n${last}`, false]);
    expect(await ask('{ nothing }')).toEqual([
      expect.stringMatching(/"GRAPHQL_VALIDATION_FAILED".*\n\nevent: complete/),
      true,
    ]);
    expect(await ask('{ whoami }')).toEqual([expect.any(String), true]);
  });

  it('that waits behind another one on its connection ends with it', async () => {
    const fixture = await startEdge();
    const socket = connect({ port: fixture.port, host: '127.0.0.1' });
    const search = new URLSearchParams({ query: 'query Held { held }' });
    const head = `GET /graphql?${search} HTTP/1.1\r\nhost: a\r\naccept: text/event-stream\r\n\r\n`;
    socket.write(head + head);
    await expect.poll(() => fixture.operations.held).toBe(2);
    socket.destroy();
    await fixture.operations.departed.promise;
    fixture.operations.hold.resolve('too late');
    const outcomes = () =>
      fixture.log.flatMap(({ message, context }) => (message === 'operation' ? [context['outcome']] : []));
    await expect.poll(outcomes).toEqual(['cancelled', 'cancelled']);
  });

  it('has one line in the log for the operation, and one for the request', async () => {
    const fixture = await startEdge();
    const stream = await openStream(fixture, 'query Me { whoami }', { headers: { 'x-request-id': 'req-8' } });
    expect(await stream.next()).toEqual(next({ data: { whoami: 'nobody' } }));
    expect(await stream.next()).toEqual(complete);
    expect(await stream.next()).toBeUndefined();
    await expect
      .poll(() => fixture.log.map(({ message, context }) => [message, context['request_id'], context['operation']]))
      .toEqual([
        ['operation', 'req-8', 'Me'],
        ['request', 'req-8', 'Me'],
      ]);
  });

  it('is told that we are there, by comments', async () => {
    const stream = await openStream(await startWith({ pingIntervalMs: 10 }), ticks);
    expect(await stream.next({ comments: true })).toEqual({ comment: '' });
    expect(await stream.next({ comments: true })).toEqual({ comment: '' });
  });

  it('whose client goes away ends what it asked for', async () => {
    const fixture = await startEdge();
    const stream = await openStream(fixture, ticks);
    await fixture.operations.streaming.promise;
    await stream.close();
    await fixture.operations.streamEnded.promise;
  });

  it('whose client went away while it was asked who he is is not begun', async () => {
    const logger = createLogger({ service: 'router', level: 'silent' });
    const operations = new LocalOperations(logger);
    const classified = vi.spyOn(operations, 'classify');
    const streams = new EventStreams({ clock: systemClock }, defaultWebSocketLimits);
    const [asked, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const app = fastify();
    onTestFinished(() => app.close());
    app.get('/', async (_request, reply) => {
      asked.resolve();
      await once(reply.raw, 'close');
      streams.open(reply, {
        ...{
          payload: { query: ticks },
          isSubscription: true,
          requestId: 'req-1',
          client: { address: undefined, agent: undefined },
        },
        ...{ operations, viewer: anonymous, toldSince: undefined, sessions: undefined, logger },
      });
      opened.resolve();
      return reply;
    });
    const leaving = new AbortController();
    const response = fetch(await app.listen({ port: 0, host: '127.0.0.1' }), { signal: leaving.signal });
    await asked.promise;
    leaving.abort();
    await expect(response).rejects.toThrow();
    await opened.promise;
    streams.stop();
    expect(classified).not.toHaveBeenCalled();
  });

  it('whose client does not read is not pulled for, and is closed', async () => {
    const fixture = await startWith({ highWaterBytes: 64 * 1024, stallMs: 50 });
    await openUnread(fixture, 100_000);
    await fixture.operations.streamEnded.promise;
    // What the operating system takes for it is some megabytes.
    expect(fixture.operations.pulled * 100_000).toBeLessThan(50_000_000);
    expect(await (await fetch(`${fixture.url}/livez`)).json()).toEqual({ status: 'alive' });
  });
});

/** Whatever he is sent, he reads nothing of it. */
async function openUnread({ port, bearer }: EdgeFixture, bytes: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.pause();
  const body = JSON.stringify({ query: `subscription { flood(bytes: ${bytes}) }` });
  const lines = [
    'POST /graphql HTTP/1.1',
    'host: a',
    `authorization: ${await bearer()}`,
    'accept: text/event-stream',
    'content-type: application/json',
    `content-length: ${body.length}`,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

describe('the end of a session', () => {
  it('ends its streams with the reason, and touches no others', async () => {
    const fixture = await startEdge();
    const { revoked, operations } = fixture;
    const mine = await openStream(fixture, ticks, { headers: { authorization: await fixture.bearer() } });
    await operations.streaming.promise;
    revoked.add('another');
    operations.tick(1);
    expect(await mine.next()).toEqual(next({ data: { ticks: 1 } }));
    const nobodys = await openStream(fixture, '{ held }');
    revoked.add(sessionId);
    operations.tick(2);
    expect(await mine.next()).toEqual(next(error('UNAUTHENTICATED')));
    expect(await mine.next()).toEqual(complete);
    expect(await mine.next()).toBeUndefined();
    await operations.streamEnded.promise;
    operations.hold.resolve('still here');
    expect(await nobodys.next()).toEqual(next({ data: { held: 'still here' } }));
  });

  it('ends the connection of who does not read that it is over', async () => {
    const fixture = await startWith({ highWaterBytes: 64 * 1024, stallMs: 300 });
    // More than the operating system takes for him.
    await openUnread(fixture, 20_000_000);
    const { server } = fixture.edge.app;
    const connections = () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
    await expect.poll(() => fixture.operations.pulled).toBe(1);
    fixture.revoked.add(sessionId);
    await fixture.operations.streamEnded.promise;
    expect(await connections()).toBe(1);
    await expect.poll(connections, { timeout: 5_000 }).toBe(0);
  });

  it.each(['endSessions', 'beginLate'] as const)(
    'that is not certain ends its streams for clients to come back: %s',
    async (happens) => {
      const fixture = await startWith({ pingIntervalMs: 20 });
      const mine = await openStream(fixture, ticks, { headers: { authorization: await fixture.bearer() } });
      await fixture.operations.streaming.promise;
      fixture[happens]();
      expect(await mine.next()).toBeUndefined();
      await fixture.operations.streamEnded.promise;
    },
  );

  it('before a stream begins leaves nothing to do for it', async () => {
    const fixture = await startEdge();
    fixture.revoked.add(sessionId);
    const mine = await openStream(fixture, 'mutation { heldChange }', {
      headers: { authorization: await fixture.bearer() },
    });
    expect(await mine.next()).toEqual(next(error('UNAUTHENTICATED')));
    expect(await mine.next()).toEqual(complete);
    expect(await mine.next()).toBeUndefined();
    await expect.poll(() => fixture.log.map(({ level, message }) => `${level} ${message}`)).toEqual(['INFO request']);
  });
});

describe('a stop', () => {
  it('ends subscriptions without saying that they are complete, and answers what is under way', async () => {
    const fixture = await startEdge();
    const { operations, edge } = fixture;
    const live = await openStream(fixture, ticks);
    const change = await openStream(fixture, 'mutation { heldChange }');
    await Promise.all([operations.streaming.promise, operations.holding.promise]);
    const stopped = edge.stop();
    expect(await live.next()).toBeUndefined();
    operations.hold.resolve('done');
    expect(await change.next()).toEqual(next({ data: { heldChange: 'done' } }));
    expect(await change.next()).toEqual(complete);
    await stopped;
  });
});
