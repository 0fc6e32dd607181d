import { connect, type Socket } from 'node:net';
import { createLogger, type SubgraphRequest, systemClock } from '@trivet/platform';
import { createClient } from 'graphql-ws';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { defaultWebSocketLimits } from '../live/websocket-edge.ts';
import { ada, type TestSubgraph, testGraph, testSubgraph } from '../tests/test-graph.ts';
import type { Transport } from '../transports/transport.ts';
import { Edge } from './edge.ts';

const accept = 'multipart/mixed;deferSpec=20220824, application/json';
const query = '{ me { name ... @defer(label: "age") { age } } }';

/** The edge before two subgraphs, of which one waits until it is let go. */
async function startDeferring() {
  const hold = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<AbortSignal | undefined>();
  const users = testSubgraph('users', 'type Query { me: User } type User @key(fields: "id") { id: ID! name: String }', {
    Query: { me: () => ({ __typename: 'User', id: '1', name: 'Ada' }) },
  });
  const ages = testSubgraph('ages', 'type User @key(fields: "id") { id: ID! age: Int }', {
    User: {
      __resolveReference: async (reference: object, { request }: { request: SubgraphRequest }) => {
        asked.resolve(request.signal);
        await hold.promise;
        return { ...reference, age: 36 };
      },
    },
  });
  const log: string[] = [];
  const edge = new Edge(
    {
      operations: testGraph([users, ages], { transports: [takingBack(ages)] }),
      authenticate: async () => ada,
      logger: createLogger({ service: 'router', destination: { write: (line) => log.push(line) } }),
      routes: [],
      clock: systemClock,
      readiness: async () => [],
    },
    {
      host: '127.0.0.1',
      port: 0,
      bodyLimitBytes: 1024 * 1024,
      corsOrigins: [],
      trustedProxies: [],
      shutdownDeadlineMs: 5_000,
      webSockets: defaultWebSocketLimits,
    },
  );
  const { port } = await edge.listen();
  onTestFinished(async () => {
    hold.resolve();
    await edge.stop(0);
  });
  const requests = () => log.map((line) => JSON.parse(line)).filter(({ message }) => message === 'request');
  return { port, url: `http://127.0.0.1:${port}/graphql`, hold, asked: asked.promise, requests };
}

/** Unlike the one in this process, it passes on that nobody waits any more. */
function takingBack(subgraph: TestSubgraph): Transport {
  return {
    subgraph: subgraph.name,
    execute: (request) => subgraph.execute(request),
    subscribe: (request) => subgraph.subscribe(request),
    ready: async () => true,
    close: async () => {},
  };
}

function post(url: string, headers: Record<string, string>): Promise<Response> {
  const body = JSON.stringify({ query });
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}

/** Sends the request, and reads what comes until `marker` is there. */
function rawClient(port: number) {
  const socket: Socket = connect(port, '127.0.0.1').setEncoding('utf8');
  let received = '';
  const body = JSON.stringify({ query });
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\naccept: ${accept}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  const until = (marker: string): Promise<string> =>
    new Promise((resolve) => {
      const look = () => {
        if (!received.includes(marker)) return;
        socket.off('data', look);
        resolve(received);
      };
      socket.on('data', look);
      look();
    });
  socket.on('data', (chunk) => {
    received += chunk;
  });
  return { socket, until };
}

it('sends what is not deferred at once, and the rest in the same response', async () => {
  const { port, hold, asked, requests } = await startDeferring();
  const { until, socket } = rawClient(port);
  const begun = await until('"hasNext":true}\r\n---');
  expect(begun).toContain('content-type: multipart/mixed; boundary="-"; deferSpec=20220824\r\n');
  expect(begun).toContain('cache-control: no-store\r\n');
  expect(begun).toContain('x-accel-buffering: no\r\n');
  expect(begun).toContain('{"data":{"me":{"name":"Ada"}},"hasNext":true}');
  expect(begun).not.toContain('"age":36');
  await asked;
  expect(requests()).toEqual([]);
  hold.resolve();
  const whole = await until('-----');
  expect(whole).toContain('{"hasNext":false,"incremental":[{"data":{"age":36},"path":["me"],"label":"age"}]}\r\n-----');
  expect(whole).toContain('Transfer-Encoding: chunked\r\n');
  await expect.poll(requests).toMatchObject([{ context: { status: 200, route: '/graphql' } }]);
  // The connection serves the next request.
  socket.write('GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: x\r\n\r\n');
  await until('{"data":{"__typename":"Query"}}');
  socket.end();
  expect(requests()[0].context).not.toHaveProperty('aborted');
});

it('stops working when the client goes before the rest has come', async () => {
  const { port, asked, requests } = await startDeferring();
  const { until, socket } = rawClient(port);
  await until('"hasNext":true}');
  const signal = await asked;
  expect(signal?.aborted).toBe(false);
  socket.destroy();
  await expect.poll(requests).toMatchObject([{ context: { aborted: true } }]);
  expect(signal?.aborted).toBe(true);
});

it.each(['application/json', 'application/graphql-response+json', 'multipart/mixed, application/json', '*/*'])(
  'answers in one piece whoever accepts %s',
  async (other) => {
    const { url, hold } = await startDeferring();
    hold.resolve();
    const response = await post(url, { accept: other });
    expect(response.headers.get('content-type')).toMatch(/^application\/.*json; charset=utf-8$/);
    expect(await response.json()).toEqual({ data: { me: { name: 'Ada', age: 36 } } });
  },
);

it('answers in one piece over WebSocket, which has no draft for parts', async () => {
  const { url, hold } = await startDeferring();
  hold.resolve();
  const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket });
  onTestFinished(() => client.dispose());
  const results: unknown[] = [];
  for await (const result of client.iterate({ query })) results.push(result);
  expect(results).toEqual([{ data: { me: { name: 'Ada', age: 36 } } }]);
});

it('answers by JSON what has no parts, also to whom takes them', async () => {
  const { url } = await startDeferring();
  const body = JSON.stringify({ query: '{ me { name } }' });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', accept }, body });
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toEqual({ data: { me: { name: 'Ada' } } });
});

it('answers by one part who accepts nothing but parts', async () => {
  const { url } = await startDeferring();
  const headers = { 'content-type': 'application/json', accept: 'multipart/mixed;deferSpec=20220824' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: '{ me { name } }' }) });
  expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="-"; deferSpec=20220824');
  expect(await response.text()).toContain('{"data":{"me":{"name":"Ada"}},"hasNext":false}\r\n-----');
});

it.each([
  ['{ me { ... @defer(label: "a") { name } ... @defer(label: "a") { age } } }', /label "a" stands at two/],
  ['{ me { name @defer } }', /may not be used on FIELD/],
])('refuses %s as a document that is not valid', async (invalid, message) => {
  const { url } = await startDeferring();
  const headers = { 'content-type': 'application/json', accept: `${accept}, application/graphql-response+json` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: invalid }) });
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
  expect(await response.json()).toMatchObject({
    errors: [{ message: expect.stringMatching(message), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  });
});

it('says in introspection that there is @defer', async () => {
  const { url } = await startDeferring();
  const body = JSON.stringify({ query: '{ __schema { directives { name locations args { name defaultValue } } } }' });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { data } = (await response.json()) as { data: { __schema: { directives: { name: string }[] } } };
  expect(data.__schema.directives.find(({ name }) => name === 'defer')).toEqual({
    name: 'defer',
    locations: ['FRAGMENT_SPREAD', 'INLINE_FRAGMENT'],
    args: [
      { name: 'label', defaultValue: null },
      { name: 'if', defaultValue: 'true' },
    ],
  });
});
