import { generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { AccessTokenVerifier } from '@trivet/identity';
import { anonymous, createLogger, systemClock } from '@trivet/platform';
import { auditServer } from 'graphql-http';
import { createClient } from 'graphql-ws';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createRouter, InProcessTransport } from './app.ts';
import { readRouterConfig } from './config/config.ts';
import { composeTestSupergraph, testSubgraph } from './tests/test-graph.ts';

async function startRouter({ isUp = true, development = false } = {}) {
  const log: { level: string }[] = [];
  const greetings = testSubgraph(
    'greetings',
    `type Query { hello(name: String!): String! whoami: String! me: Person secrets: String @inaccessible @tag(name: "development") } type Person { name: String friend: Person }`,
    {
      Query: {
        hello: (_source: unknown, { name }: { name: string }) => `Hello ${name}`,
        secrets: () => 'all of them',
        whoami: (_source: unknown, _given: unknown, { viewer }: { viewer: { kind: string } }) => viewer.kind,
      },
    },
  );
  const down = {
    ...testSubgraph('down', 'extend type Query { away: String }'),
    readiness: async () => [{ name: 'x', ok: isUp }],
  };
  const router = createRouter(readRouterConfig({ PORT: '0' }), {
    supergraphSdl: composeTestSupergraph([greetings, down]),
    transports: [new InProcessTransport(greetings), new InProcessTransport(down)],
    accessTokens: new AccessTokenVerifier({
      keys: async () => ({ keys: [generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })] }) as never,
      issuer: 'trivet',
      audience: 'trivet',
      clock: systemClock,
    }),
    development,
    routes: [],
    logger: createLogger({ service: 'router', destination: { write: (line) => log.push(JSON.parse(line)) } }),
  });
  const { url } = await router.listen();
  onTestFinished(() => router.stop(0));
  const ask = async (body: object, accept = 'application/graphql-response+json') => {
    const headers = { 'content-type': 'application/json', accept };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  return { router, url, ask, log };
}

it('passes the audits of GraphQL over HTTP with the whole graph behind it', async () => {
  const { url } = await startRouter();
  const results = await auditServer({ url: `${url}/graphql` });
  expect(results.filter(({ status }) => status !== 'ok').map(({ id, name }) => `${id} ${name}`)).toEqual([]);
});

it.each([
  [
    '10,000 aliases',
    { query: `{ ${Array.from({ length: 10_000 }, (_, index) => `a${index}: whoami`).join(' ')} }` },
    'OPERATION_LIMIT_EXCEEDED',
  ],
  ['100 levels', { query: `{ me ${'{ friend '.repeat(100)}{ name }${' }'.repeat(100)} }` }, 'OPERATION_LIMIT_EXCEEDED'],
  ['a syntax error', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
  ['an unknown field', { query: '{ nonsense }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['an unknown operation', { query: 'query A { whoami }', operationName: 'B' }, 'BAD_USER_INPUT'],
  ['a missing variable', { query: 'query ($name: String!) { hello(name: $name) }' }, 'BAD_USER_INPUT'],
  [
    'a variable of the wrong type',
    { query: 'query ($name: String!) { hello(name: $name) }', variables: { name: {} } },
    'BAD_USER_INPUT',
  ],
])('refuses %s with 400 and its code, and answers others', async (_name, body, code) => {
  const { ask, log } = await startRouter();
  const [refused, other] = await Promise.all([ask(body), ask({ query: '{ whoami }' })]);
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ extensions: { code } }] } });
  expect(refused.body).not.toHaveProperty('data');
  expect(other).toEqual({ status: 200, body: { data: { whoami: 'anonymous' } } });
  expect(log.filter(({ level }) => level !== 'INFO')).toEqual([]);
});

it('says which subgraph is not ready', async () => {
  const { router } = await startRouter({ isUp: false });
  expect(await router.readiness()).toEqual([
    { name: 'greetings', ok: true },
    { name: 'down', ok: false, detail: expect.any(String) },
  ]);
});

it('has what is there for who develops for who calls this machine by its own name, over HTTP and sockets', async () => {
  const query = '{ __schema { queryType { fields { name } } } secrets }';
  const { ask, url } = await startRouter({ development: true });
  expect(await ask({ query })).toMatchObject({ status: 200, body: { data: { secrets: 'all of them' } } });
  expect(await askOverSocket('localhost', url, '{ secrets }')).toMatchObject({
    value: { data: { secrets: 'all of them' } },
  });

  // By another name it is a web page that leads its reader here, or a proxy that leads everybody: there is no such field.
  const unknown = [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }];
  for (const host of ['evil.example', 'evil.example:80', '192.0.2.1'])
    expect(await askAs(host, url, query)).toMatchObject({ status: 400, body: { errors: unknown } });
  expect(await askOverSocket('evil.example', url, '{ secrets }')).toMatchObject(unknown);
  const fields = await askAs('evil.example', url, '{ whoami __schema { queryType { fields { name } } } }');
  expect(fields.body).toMatchObject({ data: { whoami: 'anonymous' } });
  expect(JSON.stringify(fields.body)).not.toContain('secrets');
  expect((await ask({ query })).status).toBe(200);
});

function askOverSocket(host: string, url: string, query: string): Promise<unknown> {
  class Socket extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, { headers: { host } });
    }
  }
  const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: Socket });
  onTestFinished(() => void client.dispose());
  return client
    .iterate({ query })
    .next()
    .catch((errors: unknown) => errors);
}

/** Under another name for the same address. */
function askAs(host: string, url: string, query: string): Promise<{ status: number; body: object }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: object }>();
  const headers = { host, 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  request(`${url}/graphql`, { method: 'POST', headers }, async (response) => {
    resolve({ status: response.statusCode ?? 0, body: JSON.parse(await text(response)) });
  })
    .on('error', reject)
    .end(JSON.stringify({ query }));
  return promise;
}

it('lets a subgraph in the same process ask the graph as whom it says', async () => {
  const { router } = await startRouter();
  const ask = (principal: Parameters<typeof router.graph.execute>[0]['principal']) =>
    router.graph.execute({ document: '{ whoami }', principal });
  expect(await ask({ kind: 'service', service: 'notifications' })).toEqual({ data: { whoami: 'service' } });
  expect(await ask(anonymous)).toEqual({ data: { whoami: 'anonymous' } });
});
