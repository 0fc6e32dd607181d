import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { createLogger } from '../logging/logger.ts';
import { buildSchema } from '../schema/build-schema.ts';
import { ExecutableSubgraph, type LiveEvent } from './executable-subgraph.ts';
import type { SubgraphRequest } from './subgraph.ts';
import { anonymous, type Viewer } from './viewer.ts';

const typeDefs = parse(/* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  directive @private on FIELD_DEFINITION
  scalar DateTime
  type Query {
    at(time: DateTime!): String
    me: Person
    somebody: Person
    refused: String
    broken: String
    context: Int
  }
  type Person @key(fields: "id") { id: ID! secret: String @private name: String }
  type Subscription { ticked: Tick }
  type Tick { number: Int context: Int }
`);

const ada: Viewer = { kind: 'user', userId: 'ada', sessionId: 'session', authenticatedAt: new Date() };

/** `source` is what the subscription yields; each operation and event gets the next number as its context. */
function setup(
  source: (signal: AbortSignal | undefined) => AsyncGenerator<LiveEvent<{ number: number }>> = async function* () {},
) {
  const lines: string[] = [];
  const logger = createLogger({ service: 'example', destination: { write: (line) => void lines.push(line) } });
  let contexts = 0;
  const subgraph = new ExecutableSubgraph({
    name: 'example',
    schema: buildSchema({
      typeDefs,
      resolvers: {
        Query: {
          me: () => ({ id: 'ada', secret: 'hers', name: 'Ada' }),
          somebody: () => ({ id: 'bob', secret: 'his', name: 'Bob' }),
          refused: () => {
            throw new AppError('FORBIDDEN', 'Not you.');
          },
          broken: () => {
            throw new Error('the password is hunter2');
          },
          context: (_root: unknown, _args: unknown, { number }: { number: number }) => number,
        },
        Subscription: {
          ticked: {
            subscribe: (_root: unknown, _args: unknown, { request }: { request: SubgraphRequest }) =>
              source(request.signal),
            resolve: ({ value }: LiveEvent<{ number: number }>) => value,
          },
        },
        Tick: { context: (_tick: unknown, _args: unknown, { number }: { number: number }) => number },
      },
    }),
    createContext: (request) => {
      contexts += 1;
      return { request, viewer: request.viewer, number: contexts };
    },
    logger,
  });
  const ask = (query: string, viewer: Viewer = anonymous) =>
    subgraph.execute({ query, viewer, requestId: 'request-1' });
  const listen = async (query = 'subscription { ticked { number context } }') => {
    const stream = await subgraph.subscribe({ query, viewer: anonymous, requestId: 'request-1' });
    if (!(Symbol.asyncIterator in stream)) throw new Error('It did not begin.');
    return stream;
  };
  return { subgraph, ask, listen, lines, logger };
}

it('shows a private field to the person himself and to nobody else', async () => {
  const { ask } = setup();
  expect((await ask('{ me { secret name } somebody { secret name } }', ada)).data).toEqual({
    me: { secret: 'hers', name: 'Ada' },
    somebody: { secret: null, name: 'Bob' },
  });
  expect((await ask('{ me { secret } }')).data).toEqual({ me: { secret: null } });
  expect((await ask('{ me { secret } }', { kind: 'service', service: 'ada' })).data).toEqual({ me: { secret: null } });
});

it('shows what is meant for the client, and masks and logs once what is not', async () => {
  const { ask, lines } = setup();
  const { data, errors } = await ask('{ refused broken }');
  expect(data).toEqual({ refused: null, broken: null });
  expect(errors?.map(({ message, path, extensions }) => ({ message, path, extensions }))).toEqual([
    { message: 'Not you.', path: ['refused'], extensions: { code: 'FORBIDDEN' } },
    {
      message: expect.not.stringContaining('hunter2'),
      path: ['broken'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' },
    },
  ]);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'ERROR',
    context: { request_id: 'request-1', path: 'broken' },
  });
});

it('says what is wrong with a literal that a scalar refuses', async () => {
  const { ask, lines } = setup();
  const { errors } = await ask('{ at(time: "yesterday") }');
  expect(errors).toHaveLength(1);
  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  expect(lines).toEqual([]);
});

it('answers a document that is none with an error, and does not reject', async () => {
  const { ask } = setup();
  expect((await ask('{')).errors).toHaveLength(1);
});

it('executes a prepared operation any number of times, at once where nothing is waited for', async () => {
  const { subgraph, lines } = setup();
  const context = subgraph.prepare({ query: 'query One { context } query Two { c: context }', operationName: 'Two' });
  const call = { viewer: anonymous, requestId: 'request-1' };
  expect(context(call)).toEqual({ data: { c: 1 } });
  expect(context(call)).toEqual({ data: { c: 2 } });
  const broken = await subgraph.prepare({ query: '{ broken }' })(call);
  expect(broken.errors?.[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' });
  expect(lines).toHaveLength(1);
});

it('tells by each call what is wrong with a document that cannot be prepared', async () => {
  const { subgraph } = setup();
  for (const query of ['{', '{ at(time: "yesterday") }']) {
    const { errors } = await subgraph.prepare({ query })({ viewer: anonymous, requestId: 'request-1' });
    expect(errors).toHaveLength(1);
  }
});

it.each(['compiled', 'reference'] as const)(
  'answers what a context throws with a masked error, %s',
  async (executor) => {
    const { subgraph, logger } = setup();
    const failing = new ExecutableSubgraph({
      name: 'failing',
      schema: subgraph.schema,
      createContext: () => {
        throw new Error('the password is hunter2');
      },
      logger,
      executor,
    });
    const { data, errors } = await failing.execute({ query: '{ context }', viewer: anonymous, requestId: 'request-1' });
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).not.toContain('hunter2');
  },
);

it('makes a context for each event, and gives each its cursor', async () => {
  const { listen } = setup(async function* () {
    yield { cursor: 'a' };
    yield { cursor: 'b', value: { number: 1 } };
    yield { cursor: 'c', value: { number: 2 } };
  });
  const results = [];
  for await (const result of await listen()) results.push(result);
  expect(results).toEqual([
    { extensions: { cursor: 'a', started: true } },
    { data: { ticked: { number: 1, context: 2 } }, extensions: { cursor: 'b' } },
    { data: { ticked: { number: 2, context: 3 } }, extensions: { cursor: 'c' } },
  ]);
});

it('ends a stream whose source fails with that error, masked where it has to be', async () => {
  const { listen } = setup(async function* () {
    yield { cursor: 'a', value: { number: 1 } };
    throw new AppError('NOT_FOUND', 'There is no such account.');
  });
  const results = [];
  for await (const result of await listen()) results.push(result);
  expect(results).toHaveLength(2);
  expect(results[1]?.errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
});

it('ends a quiet stream as soon as it is returned, and tells the source', async () => {
  let ended = false;
  const { listen } = setup(async function* (signal) {
    await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    ended = true;
  });
  const stream = await listen();
  const pending = stream.next();
  await stream.return();
  expect(await pending).toEqual({ done: true, value: undefined });
  expect(ended).toBe(true);
});
