import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createLogger } from '@trivet/platform';
import { GraphQLError, GraphQLScalarType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { closedPort, httpTransport, listen, serve } from '../tests/remote.ts';
import { accountId, shop } from '../tests/shop.ts';
import { ada, ask, testGraph, testSubgraph } from '../tests/test-graph.ts';

const request = { query: '{ a }', viewer: ada, requestId: 'req-1' };
const unavailable = (path: unknown) => ({
  message: 'The subgraph "core" is unavailable.',
  path,
  extensions: { code: 'SUBGRAPH_UNAVAILABLE', requestId: 'req-1' },
});

describe('a subgraph over HTTP', () => {
  it('answers as it does in-process', async () => {
    const { users, core, inbox, all } = shop();
    const query = `{ viewer { unread accounts { name plan { name } price owner { displayName } } }
      named { name ... on Resource { data createdBy { unread } } } anything { __typename ... on Node { id } } }`;
    const servers = await Promise.all([users, core, inbox].map((subgraph) => serve(subgraph)));
    const transports = [users, core, inbox].map(({ name }, index) => httpTransport(name, servers[index]?.url ?? ''));
    expect(await ask(testGraph(all, { transports }), query)).toEqual(await ask(testGraph(all), query));
    expect(await Promise.all(transports.map((transport) => transport.ready()))).toEqual([true, true, true]);
  });

  it('gets the viewer by a token of its own, the request id, and the idempotency key with mutations', async () => {
    const one = testSubgraph('one', 'type Query { who: String } type Mutation { who: String }', {
      Query: { who: (_: unknown, __: unknown, context: unknown) => JSON.stringify(context) },
      Mutation: { who: (_: unknown, __: unknown, context: unknown) => JSON.stringify(context) },
    });
    const graph = testGraph([one], { transports: [httpTransport('one', (await serve(one)).url)] });
    const whom = async (query: string) => {
      const { result } = await graph.execute({ query, viewer: ada, requestId: 'req-9', idempotencyKey: 'key-1' });
      return JSON.parse(String(result.data?.['who'])).request;
    };
    expect(await whom('{ who }')).toMatchObject({ viewer: ada, requestId: 'req-9' });
    expect(await whom('{ who }')).not.toHaveProperty('idempotencyKey');
    expect(await whom('mutation { who }')).toMatchObject({ viewer: ada, idempotencyKey: 'key-1' });
  });

  it('is unavailable to a router whose token it does not accept', async () => {
    const one = testSubgraph('one', 'type Query { a: Int }', { Query: { a: () => 1 } });
    const impostor = httpTransport('one', (await serve(one)).url, { issuer: { issue: async () => 'forged' } });
    expect(await impostor.execute(request)).toMatchObject({
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
    });
  });

  it('says what is wrong with a variable of a scalar that only it can check', async () => {
    const even = new GraphQLScalarType({
      name: 'Even',
      parseValue: (value) => {
        if (Number(value) % 2 === 0) return value;
        throw new GraphQLError(`${value} is odd.`);
      },
    });
    const one = testSubgraph('one', 'scalar Even type Query { half(of: Even!): Int }', { Even: even });
    const graph = testGraph([one], { transports: [httpTransport('one', (await serve(one)).url)] });
    const { data, errors } = await ask(graph, 'query($of: Even!) { h: half(of: $of) }', { of: 3 });
    expect(data).toEqual({ h: null });
    expect(errors).toEqual([
      { message: expect.stringContaining('3 is odd.'), path: ['h'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });
});

describe('a subgraph that fails', () => {
  const dashboard =
    '{ viewer { name: displayName accounts { name plan { name } renamed: resources { id } } } resource(id: "x") { id } }';
  const accounts = [1, 2, 3].map((number) => ({ name: `account ${number}`, plan: null, renamed: null }));
  const partial = { viewer: { name: 'user 1', accounts }, resource: null };
  const places = [0, 1, 2].flatMap((index) => ['plan', 'renamed'].map((key) => ['viewer', 'accounts', index, key]));

  const json = (response: ServerResponse, body: unknown) => {
    response.setHeader('content-type', 'application/json');
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const failures: [string, RequestListener][] = [
    ['drops the connection', (message) => message.socket.destroy()],
    ['answers HTML', (_, response) => response.writeHead(502).end('<html><body>Bad gateway at 10.0.0.7</body></html>')],
    ['answers garbage', (_, response) => json(response, '\u0000\u0001{]')],
    ['answers nothing', (_, response) => response.end()],
    ['answers JSON of another kind', (_, response) => json(response, [1, 2])],
    ['answers data of another kind', (_, response) => json(response, { data: 'no' })],
    ['answers errors of another kind', (_, response) => json(response, { data: {}, errors: ['no'] })],
    ['answers null and no reason', (_, response) => json(response, { data: null })],
    [
      'breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('{"data":{"_entities":[{"plan"', () => response.socket?.destroy());
      },
    ],
    ['sends half and says it was all', (_, response) => json(response, '{"data":{"_entities":[{"plan":{"name":')],
    ['answers more than the router takes', (_, response) => json(response, { data: { padding: 'x'.repeat(200_000) } })],
    ['never answers', () => {}],
  ];

  it.each(failures)(
    'and %s: the rest is answered, lists stay, and errors stand where something is missing',
    async (_, listener) => {
      const { all } = shop();
      const url = await listen(listener);
      const transports = [httpTransport('core', url, { maxResponseBytes: 100_000, idleTimeoutMs: 100 })];
      const { stage, data, errors } = await ask(testGraph(all, { transports }), dashboard);
      expect(stage).toBe('executed');
      expect(data).toEqual(partial);
      expect(errors).toHaveLength(7);
      expect(errors).toEqual(expect.arrayContaining([...places, ['resource']].map(unavailable)));
    },
  );

  it('and answers for half the entities: none of them is believed', async () => {
    const url = await listen((_, response) => json(response, { data: { _entities: [{ plan: { name: 'whose?' } }] } }));
    const graph = testGraph(shop().all, { transports: [httpTransport('core', url)] });
    const { data, errors } = await ask(graph, '{ viewer { accounts { plan { name } } } }');
    expect(data).toEqual({ viewer: { accounts: [{ plan: null }, { plan: null }, { plan: null }] } });
    expect(errors).toEqual([0, 1, 2].map((index) => unavailable(['viewer', 'accounts', index, 'plan'])));
  });

  it('and is not there at all', async () => {
    const transport = httpTransport('core', await closedPort());
    const { data, errors } = await ask(testGraph(shop().all, { transports: [transport] }), dashboard);
    expect(data).toEqual(partial);
    expect(errors).toHaveLength(7);
    expect(errors).toEqual(expect.arrayContaining([...places, ['resource']].map(unavailable)));
    expect(await transport.ready()).toBe(false);
  });

  it('takes with it what needs its answers, and says so there too', async () => {
    const { all } = shop();
    const transports = [httpTransport('users', await closedPort())];
    const { data, errors } = await ask(
      testGraph(all, { transports }),
      '{ named { name ... on Resource { account { id owner { id } price } } } }',
    );
    expect(data).toEqual({
      named: [{ name: 'f' }, { name: 'resource 1', account: { id: accountId(1), owner: null, price: null } }],
    });
    expect(errors).toEqual([
      { ...unavailable(['named', 1, 'account', 'owner']), message: 'The subgraph "users" is unavailable.' },
      { ...unavailable(['named', 1, 'account', 'price']), message: 'The subgraph "users" is unavailable.' },
    ]);
  });

  it('answers wrong types: what fits is kept', async () => {
    const url = await listen(
      (message, response) =>
        void readQuery(message).then((query) =>
          json(
            response,
            query.includes('_entities')
              ? { data: { _entities: [{ plan: 'text' }, 5, { plan: { name: { first: 1 } } }] } }
              : { data: { named: { __typename: 'Folder' } } },
          ),
        ),
    );
    const graph = testGraph(shop().all, { transports: [httpTransport('core', url)] });
    const { data, errors } = await ask(graph, '{ viewer { accounts { name plan { name seats } } } named { name } }');
    expect(data).toEqual({
      viewer: { accounts: [1, 2, 3].map((number) => ({ name: `account ${number}`, plan: null })) },
      named: null,
    });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['viewer', 'accounts', 0, 'plan'],
        message: 'The value of Account.plan is not an object.',
      }),
      expect.objectContaining({ path: ['viewer', 'accounts', 2, 'plan', 'name'] }),
      expect.objectContaining({ path: ['named'], message: 'The value of Query.named is not a list.' }),
    ]);
  });

  it('tells too much: only codes of the closed list come through, and nothing beside them', async () => {
    const error = (code: unknown, path: unknown) => ({
      message: `details of ${code}`,
      path,
      locations: [{ line: 1, column: 2 }],
      extensions: { code, stacktrace: ['at secret.ts:1'], serviceName: 'core', service: 'core' },
    });
    const errors = [
      error('CONFLICT', ['a']),
      error('DATABASE_DOWN', ['b']),
      error('GRAPHQL_VALIDATION_FAILED', ['c']),
      error(undefined, 'not a path'),
      error('FORBIDDEN', ['hiddenKey']),
    ];
    const url = await listen((_, response) => json(response, { data: { a: null, b: null, c: null, d: 1 }, errors }));
    const core = testSubgraph('core', 'type Query { a: Int b: Int c: Int d: Int }');
    const answer = await ask(testGraph([core], { transports: [httpTransport('core', url)] }), '{ a b c d }');
    const masked = { message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'req-1' } };
    expect(answer.data).toEqual({ a: null, b: null, c: null, d: 1 });
    expect(answer.errors).toEqual([
      { message: 'details of CONFLICT', path: ['a'], extensions: { code: 'CONFLICT' } },
      { ...masked, path: ['b'] },
      { ...masked, path: ['c'] },
      { message: 'details of FORBIDDEN', extensions: { code: 'FORBIDDEN' } },
      masked,
    ]);
  });

  it('logs why, with the request id, and nothing that was in the answer', async () => {
    const lines: string[] = [];
    const logger = createLogger({ service: 'router', destination: { write: (line) => lines.push(line) } });
    const url = await listen((_, response) => response.end('<html>the secret</html>'));
    await httpTransport('core', url, { logger }).execute(request);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'WARN', message: 'A subgraph did not answer', context: { request_id: 'req-1', subgraph: 'core' } },
    ]);
    expect(lines.join()).not.toContain('secret');
  });
});

describe('a connection that is lost', () => {
  const flaky =
    (log: string[]): RequestListener =>
    (message, response) =>
      void readQuery(message).then((query) => {
        log.push(query);
        if (log.length === 1) message.socket.destroy();
        else response.end('{"data":{"a":1}}');
      });

  it('is tried once more for a query', async () => {
    const log: string[] = [];
    const transport = httpTransport('core', await listen(flaky(log)));
    expect(await transport.execute(request)).toEqual({ data: { a: 1 } });
    expect(log).toHaveLength(2);
  });

  it('is not tried again for a mutation, which may have had its effect', async () => {
    const log: string[] = [];
    const transport = httpTransport('core', await listen(flaky(log)));
    expect(await transport.execute({ ...request, query: 'mutation M{a}' })).toMatchObject({
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
    });
    expect(log).toEqual(['mutation M{a}']);
  });
});

async function readQuery(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()).query;
}
