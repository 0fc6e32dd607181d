import type { RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { closedPort } from '../tests/remote.ts';
import { accountId, shop } from '../tests/shop.ts';
import { ada, ask, testGraph, testSubgraph } from '../tests/test-graph.ts';
import { wires } from '../tests/wires.ts';
import type { Transport } from './transport.ts';

const unavailable = (path: unknown) => ({
  message: 'The subgraph "core" is unavailable.',
  path,
  extensions: { code: 'SUBGRAPH_UNAVAILABLE', requestId: 'req-1' },
});

const cases = wires.flatMap((wire) => (['compiled', 'reference'] as const).map((executor) => ({ ...wire, executor })));

describe.each(cases)('a subgraph that fails, by $scheme, before the $executor executor,', (subject) => {
  const { executor, httpTransport, listen } = subject;
  const graphTo = (...transports: readonly Transport[]) => testGraph(shop().all, { transports, executor });
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
  ];

  it.each(failures)(
    'and %s: the rest is answered, lists stay, and errors stand where something is missing',
    async (_, listener) => {
      const transport = httpTransport('core', await listen(listener), { maxResponseBytes: 100_000 });
      const { stage, data, errors } = await ask(graphTo(transport), dashboard);
      expect(stage).toBe('executed');
      expect(data).toEqual(partial);
      expect(errors).toHaveLength(7);
      expect(errors).toEqual(expect.arrayContaining([...places, ['resource']].map(unavailable)));
    },
  );

  const slow: [string, RequestListener][] = [
    ['never answers', () => {}],
    ['begins to answer and goes no further', (_, response) => void response.writeHead(200).write('{"data":')],
  ];

  it.each(slow)('and %s: its time limit is up, and the rest is answered', async (_, listener) => {
    const transport = httpTransport('core', await listen(listener), { timeoutMs: 200 });
    const { data, errors } = await ask(graphTo(transport), dashboard);
    expect(data).toEqual(partial);
    expect(errors).toHaveLength(7);
    const timeOut = (path: unknown) => ({
      message: 'The subgraph "core" took longer than 0.2 seconds.',
      path,
      extensions: { code: 'TIMEOUT' },
    });
    expect(errors).toEqual(expect.arrayContaining([...places, ['resource']].map(timeOut)));
  });

  it('and is asked for a client who goes away: the question is taken back', async () => {
    const [arrived, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const url = await listen((_, response) => {
      arrived.resolve();
      response.on('close', () => closed.resolve());
    });
    const client = new AbortController();
    const query = '{ viewer { accounts { plan { name } } } }';
    const outcome = graphTo(httpTransport('core', url)).execute({
      query,
      viewer: ada,
      requestId: 'req-1',
      signal: client.signal,
    });
    await arrived.promise;
    client.abort();
    await closed.promise;
    const { result } = await outcome;
    expect(result.data).toEqual({ viewer: { accounts: [{ plan: null }, { plan: null }, { plan: null }] } });
    expect(result.errors).toHaveLength(3);
    expect(result.errors).toMatchObject(Array(3).fill({ extensions: { code: 'TIMEOUT' } }));
  });

  it('and answers for half the entities: none of them is believed', async () => {
    const url = await listen((_, response) => json(response, { data: { _entities: [{ plan: { name: 'whose?' } }] } }));
    const graph = graphTo(httpTransport('core', url));
    const { data, errors } = await ask(graph, '{ viewer { accounts { plan { name } } } }');
    expect(data).toEqual({ viewer: { accounts: [{ plan: null }, { plan: null }, { plan: null }] } });
    expect(errors).toEqual([0, 1, 2].map((index) => unavailable(['viewer', 'accounts', index, 'plan'])));
  });

  it('and is not there at all', async () => {
    const transport = httpTransport('core', await closedPort());
    const { data, errors } = await ask(graphTo(transport), dashboard);
    expect(data).toEqual(partial);
    expect(errors).toHaveLength(7);
    expect(errors).toEqual(expect.arrayContaining([...places, ['resource']].map(unavailable)));
    expect(await transport.ready()).toBe(false);
  });

  it('takes with it what needs its answers, and says so there too', async () => {
    const { data, errors } = await ask(
      graphTo(httpTransport('users', await closedPort())),
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
        void text(message).then((body) =>
          json(
            response,
            body.includes('_entities')
              ? { data: { _entities: [{ plan: 'text' }, 5, { plan: { name: { first: 1 } } }] } }
              : { data: { named: { __typename: 'Folder' } } },
          ),
        ),
    );
    const graph = graphTo(httpTransport('core', url));
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
    const answer = await ask(testGraph([core], { transports: [httpTransport('core', url)], executor }), '{ a b c d }');
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
});
