import { once } from 'node:events';
import { createClient, type FormattedExecutionResult, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startEdge, userId } from '../tests/edge-fixture.ts';
import { openAcknowledged, openRaw, startWith, subscribe } from '../tests/raw-socket.ts';

describe('a client of graphql-ws', () => {
  it('queries, mutates and subscribes on one socket', async () => {
    const fixture = await startEdge();
    const client = createClient({
      url: fixture.webSocketUrl,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: await fixture.bearer() },
    });
    onTestFinished(() => client.dispose());
    const ask = async (query: string, extensions?: Record<string, unknown>) => {
      for await (const result of client.iterate({ query, extensions: extensions ?? null })) return result;
    };
    expect(await ask('{ whoami }')).toEqual({ data: { whoami: userId } });
    expect(await ask('mutation { bump }', { idempotencyKey: 'k-1' })).toEqual({ data: { bump: 'k-1' } });

    const ticks = client.iterate<{ ticks: number }>({ query: 'subscription { ticks }' });
    const first = ticks.next();
    await fixture.operations.streaming.promise;
    fixture.operations.tick(1);
    fixture.operations.tick(2);
    const results = [await first, await ticks.next()].map(
      ({ value }) => (value as FormattedExecutionResult<{ ticks: number }>).data,
    );
    expect(results).toEqual([{ ticks: 1 }, { ticks: 2 }]);
    await ticks.return?.();
    await fixture.operations.streamEnded.promise;
  });

  it('connects again after the server went away', async () => {
    const fixture = await startEdge();
    const closed = Promise.withResolvers<unknown>();
    const retried = Promise.withResolvers<void>();
    const client = createClient({
      url: fixture.webSocketUrl,
      webSocketImpl: WebSocket,
      shouldRetry: () => {
        retried.resolve();
        return false;
      },
      on: { closed: (event) => closed.resolve((event as { code: number }).code) },
    });
    onTestFinished(() => client.dispose());
    client.subscribe({ query: 'subscription { ticks }' }, { next() {}, error() {}, complete() {} });
    await fixture.operations.streaming.promise;
    await fixture.edge.stop();
    expect(await closed.promise).toBe(1001);
    await retried.promise;
  });
});

describe('who asks', () => {
  it.each(['authorization', 'Authorization', 'AUTHORIZATION'])('is said in the member "%s"', async (name) => {
    const fixture = await startEdge();
    const client = await openAcknowledged(fixture, { [name]: await fixture.bearer() });
    client.send(subscribe('1', '{ whoami }'));
    expect(await client.next()).toEqual({ id: '1', type: 'next', payload: { data: { whoami: userId } } });
    expect(await client.next()).toEqual({ id: '1', type: 'complete' });
  });

  it('is nobody without it', async () => {
    const client = await openAcknowledged(await startEdge());
    client.send(subscribe('1', '{ whoami }'));
    expect(await client.next()).toMatchObject({ payload: { data: { whoami: 'nobody' } } });
  });

  it.each([{ authorization: 'Bearer a.b.c' }, { authorization: 'a.b.c' }, { authorization: '' }, { authorization: 7 }])(
    'is refused for good: %j',
    async (payload) => {
      const { send, next } = await openRaw(await startEdge());
      send({ type: 'connection_init', payload });
      expect(await next()).toBe(4401);
    },
  );

  it('is asked to come back with a fresh token when it has expired', async () => {
    const fixture = await startEdge();
    const { send, next } = await openRaw(fixture);
    send({ type: 'connection_init', payload: { authorization: await fixture.expiredBearer() } });
    expect(await next()).toBe(4403);
  });

  it('is still known when the token expires under an open socket', async () => {
    const fixture = await startEdge();
    const client = await openAcknowledged(fixture, { authorization: await fixture.bearer() });
    await fixture.expiredBearer();
    client.send(subscribe('1', '{ whoami }'));
    expect(await client.next()).toMatchObject({ payload: { data: { whoami: userId } } });
  });
});

describe('the protocol', () => {
  it('closes a socket that does not begin', async () => {
    const { next } = await openRaw(await startWith({ initTimeoutMs: 10 }));
    expect(await next()).toBe(4408);
  });

  it('closes a socket that speaks another one', async () => {
    const { next } = await openRaw(await startEdge(), { protocols: [] });
    expect(await next()).toBe(4406);
  });

  it.each([
    ['is not JSON', '{', 4400],
    ['is of no known type', { type: 'start' }, 4400],
    ['is only for clients', { type: 'connection_ack' }, 4400],
    ['is binary', Buffer.from('{"type":"ping"}'), 4400],
    ['has an endless id', subscribe('x'.repeat(300), '{ whoami }'), 4400],
    ['begins twice', { type: 'connection_init' }, 4429],
    ['is too large', 'x'.repeat(1024 * 1024 + 1), 1009],
  ])('closes a socket with a message that %s', async (_name, message, code) => {
    const fixture = await startEdge();
    const { send, next } = await openAcknowledged(fixture);
    send(message);
    expect(await next()).toBe(code);
    expect(fixture.log.filter(({ level }) => level !== 'INFO')).toEqual([]);
  });

  it('wants to know who asks before it answers', async () => {
    const { send, next } = await openRaw(await startEdge());
    send(subscribe('1', '{ whoami }'));
    expect(await next()).toBe(4401);
  });

  it('answers a ping', async () => {
    const { send, next } = await openRaw(await startEdge());
    send({ type: 'ping', payload: { at: 1 } });
    expect(await next()).toEqual({ type: 'pong', payload: { at: 1 } });
  });

  it('refuses an id that is in use, and takes it again when it is free', async () => {
    const fixture = await startEdge();
    const { send, next } = await openAcknowledged(fixture);
    send(subscribe('1', '{ held }'));
    await fixture.operations.holding.promise;
    send({ id: '1', type: 'complete' });
    send(subscribe('1', '{ whoami }'));
    expect(await next()).toMatchObject({ id: '1', type: 'next' });
    expect(await next()).toEqual({ id: '1', type: 'complete' });
    send(subscribe('1', 'subscription { never }'));
    await fixture.operations.streaming.promise;
    fixture.operations.hold.resolve('late');
    const outcomes = () => fixture.log.map(({ context }) => context['outcome']);
    await expect.poll(outcomes).toEqual(['completed', 'cancelled']);
    send(subscribe('1', '{ whoami }'));
    expect(await next()).toBe(4409);
  });

  it('refuses other paths', async () => {
    const { port } = await startEdge();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/elsewhere`, GRAPHQL_TRANSPORT_WS_PROTOCOL);
    await expect(once(socket, 'open')).rejects.toThrow('404');
  });
});

describe('an operation', () => {
  it.each([
    ['with a syntax error', '{', 'GRAPHQL_PARSE_FAILED'],
    ['that is not valid', '{ nonsense }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with too many aliases', `{ ${'a: whoami '.repeat(10_000)} }`, 'OPERATION_LIMIT_EXCEEDED'],
    ['that is refused', '{ refused }', 'SUBGRAPH_UNAVAILABLE'],
    ['that subscribes with a missing variable', 'subscription ($n: Int!) { flood(bytes: $n) }', 'BAD_USER_INPUT'],
  ])('%s ends with an error and leaves the socket', async (_name, query, code) => {
    const fixture = await startEdge();
    const { send, next } = await openAcknowledged(fixture);
    send(subscribe('1', query));
    expect(await next()).toMatchObject({
      id: '1',
      type: 'error',
      payload: [{ message: expect.any(String), extensions: { code } }],
    });
    send(subscribe('1', '{ whoami }'));
    expect(await next()).toMatchObject({ id: '1', type: 'next' });
    expect(fixture.log.filter(({ level }) => level !== 'INFO')).toEqual([]);
  });

  it('that fails on our side says so without saying why', async () => {
    const { send, next } = await openAcknowledged(await startEdge());
    send(subscribe('1', '{ fails }'));
    const message = await next();
    expect(JSON.stringify(message)).not.toContain('secret');
    expect(message).toMatchObject({
      type: 'next',
      payload: { errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
    });
  });

  it('refuses a malformed idempotency key', async () => {
    const { send, next } = await openAcknowledged(await startEdge());
    send(subscribe('1', 'mutation { bump }', { extensions: { idempotencyKey: 'two words' } }));
    expect(await next()).toMatchObject({
      id: '1',
      type: 'error',
      payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('says nothing more after the client has completed it', async () => {
    const { send, next, socket } = await openAcknowledged(await startEdge());
    // The flood is always ready with its next event: the hardest moment to stop.
    send(subscribe('1', 'subscription { flood(bytes: 1000) }'));
    expect(await next()).toMatchObject({ id: '1', type: 'next' });
    send({ id: '1', type: 'complete' });
    send({ type: 'ping' });
    let message = await next();
    while ((message as { type: string }).type === 'next') message = await next();
    expect(message).toEqual({ type: 'pong' });
    send({ type: 'ping' });
    expect(await next()).toEqual({ type: 'pong' });
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it('says nothing of an event that was under way then', async () => {
    const fixture = await startEdge();
    const { send, next } = await openAcknowledged(fixture);
    send(subscribe('1', 'subscription { late }'));
    await fixture.operations.streaming.promise;
    send({ id: '1', type: 'complete' });
    send({ type: 'ping' });
    expect(await next()).toEqual({ type: 'pong' });
    fixture.operations.hold.resolve('too late');
    await expect.poll(() => fixture.log.length).toBe(1);
    send({ type: 'ping' });
    expect(await next()).toEqual({ type: 'pong' });
  });

  it('ends when the client completes it or is gone', async () => {
    const fixture = await startEdge();
    const { send, socket } = await openAcknowledged(fixture);
    send(subscribe('1', '{ held }'));
    await fixture.operations.holding.promise;
    send(subscribe('2', 'subscription { ticks }'));
    await fixture.operations.streaming.promise;
    send({ id: '1', type: 'complete' });
    await fixture.operations.departed.promise;
    socket.terminate();
    await fixture.operations.streamEnded.promise;
  });

  it('is refused when too many are under way', async () => {
    const { send, next } = await openAcknowledged(await startWith({ maxOperations: 2 }));
    for (const id of ['1', '2', '3']) send(subscribe(id, 'subscription { never }'));
    expect(await next()).toMatchObject({
      id: '3',
      type: 'error',
      payload: [{ extensions: { code: 'OPERATION_LIMIT_EXCEEDED' } }],
    });
    send({ id: '1', type: 'complete' });
    send(subscribe('3', '{ whoami }'));
    expect(await next()).toMatchObject({ id: '3', type: 'next' });
  });

  it('leaves one line in the log, with the codes of what was refused', async () => {
    const fixture = await startEdge();
    const { send, next } = await openAcknowledged(fixture, { authorization: await fixture.bearer() });
    send(subscribe('1', 'query Mine { whoami }'));
    await next();
    await next();
    send(subscribe('2', '{ nothing }'));
    await next();
    await fixture.edge.stop();
    const [first, second] = fixture.log.filter(({ message }) => message === 'operation');
    expect(second?.context).toMatchObject({ outcome: 'refused', errors: ['GRAPHQL_VALIDATION_FAILED'] });
    expect(first?.context).not.toHaveProperty('errors');
    expect([first]).toEqual([
      expect.objectContaining({
        level: 'INFO',
        context: expect.objectContaining({ operation: 'Mine', outcome: 'completed', user_id: userId }),
      }),
    ]);
  });
});
