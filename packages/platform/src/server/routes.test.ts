import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { fastify } from 'fastify';
import { parse } from 'graphql';
import { expect, it, onTestFinished } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { ExecutableSubgraph } from '../graph/executable-subgraph.ts';
import type { HttpRouteRequest, SubgraphRequest } from '../graph/subgraph.ts';
import type { Viewer } from '../graph/viewer.ts';
import { createLogger } from '../logging/logger.ts';
import { buildSchema } from '../schema/build-schema.ts';
import { mountRoutes } from './routes.ts';
import { serveSubgraph } from './subgraph-server.ts';

/** Who bears which token. */
const bearers: Readonly<Record<string, Viewer>> = {
  'of-a-router': { kind: 'service', service: 'router' },
  'of-core': { kind: 'service', service: 'core' },
  'of-a-person': { kind: 'user', userId: 'one', sessionId: 'two', authenticatedAt: new Date(0) },
};

/** A subgraph with routes, and what that was told. */
async function serve() {
  const told: HttpRouteRequest[] = [];
  const logger = createLogger({ service: 'test', level: 'silent' });
  const schema = buildSchema({ typeDefs: parse('type Query { one: Int }'), resolvers: {} });
  const createContext = (request: SubgraphRequest) => ({ request, viewer: request.viewer });
  const executable = new ExecutableSubgraph({ name: 'test', schema, createContext, logger });
  const server = await serveSubgraph({
    subgraph: {
      name: 'test',
      schema,
      createContext,
      execute: (request) => executable.execute(request),
      prepare: (operation) => executable.prepare(operation),
      subscribe: (request) => executable.subscribe(request),
      routes: [
        {
          audience: 'public',
          method: 'GET',
          path: '/things/:name/open',
          handle: async (request) => {
            told.push(request);
            return { status: 200, body: '' };
          },
        },
        {
          audience: 'public',
          method: 'POST',
          path: '/forms',
          handle: async (request) => {
            told.push(request);
            return { status: 200, body: '' };
          },
        },
        {
          audience: 'public',
          method: 'POST',
          path: '/signed',
          takesBytes: true,
          handle: async (request) => {
            told.push(request);
            return { status: 200, body: '' };
          },
        },
      ],
      readiness: async () => [],
      start: async () => {},
      stop: async () => {},
    },
    authenticate: async (token) => bearers[token] ?? Promise.reject(new AppError('UNAUTHENTICATED', 'Nobody.')),
    host: '127.0.0.1',
    port: 0,
    logger,
  });
  onTestFinished(() => server.stop());
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    await fetch(`${server.url}${path}`, { headers });
    return told.at(-1);
  };
  return { get, told, url: server.url };
}

const client = { 'x-client-address': '192.0.2.1', 'x-client-agent': 'Browser%2F1.0' };

it('tell a route what its path names, apart from the query', async () => {
  const { get } = await serve();
  expect(await get('/things/one/open?two=three')).toMatchObject({
    path: '/things/one/open',
    params: { name: 'one' },
    query: { two: 'three' },
  });
});

it('believe routers alone from where a client asks', async () => {
  const { get } = await serve();
  const told = async (headers: Readonly<Record<string, string>>) => (await get('/things/one/open', headers))?.client;
  const as = (token: string) => ({ ...client, authorization: `Bearer ${token}` });
  expect(await told(as('of-a-router'))).toEqual({ address: '192.0.2.1', agent: 'Browser/1.0' });
  for (const headers of [client, as('of-core'), as('of-a-person'), as('made-up'), as('')]) {
    expect(await told(headers)).toBeUndefined();
  }
});

it('are handed a form as it was sent, which GraphQL takes from nobody', async () => {
  const { told, url } = await serve();
  const form = { method: 'POST', body: 'a=1&a=2', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
  expect((await fetch(`${url}/forms`, form)).status).toBe(200);
  expect(told.at(-1)?.body).toEqual(Buffer.from('a=1&a=2'));
  expect((await fetch(`${url}/graphql`, form)).status).toBe(415);
});

it('is over with a router that takes nothing of an answer', async () => {
  const endless = new Readable({ read: () => void endless.push(Buffer.alloc(64 * 1024)) });
  const closed = new Promise<void>((resolve) => endless.once('close', () => resolve()));
  const app = fastify();
  onTestFinished(() => app.close());
  mountRoutes(
    app,
    [{ audience: 'public', method: 'GET', path: '/endless', handle: async () => ({ status: 200, body: endless }) }],
    {
      ...{ logger: createLogger({ service: 'test', level: 'silent' }), readClient: async () => undefined },
      answerIdleMs: 200,
    },
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  socket.pause();
  socket.write('GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await closed;
  expect(endless.destroyed).toBe(true);
});

it('are handed JSON as the bytes that it was where they take these', async () => {
  const { told, url } = await serve();
  for (const body of ['{ "a": 1.0 }', '{']) {
    const request = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    expect((await fetch(`${url}/signed`, request)).status).toBe(200);
    expect(told.at(-1)?.body).toEqual(Buffer.from(body));
  }
});
