import { parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import type { Executor } from '../execution/prepared-operations.ts';
import { RawJson } from '../execution/raw-json.ts';
import { ExecutableSubgraph } from '../graph/executable-subgraph.ts';
import type { SubgraphRequest } from '../graph/subgraph.ts';
import { createLogger } from '../logging/logger.ts';
import { buildSchema } from '../schema/build-schema.ts';
import { type SubgraphServer, serveSubgraph } from './subgraph-server.ts';

const typeDefs = parse(/* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  directive @private on FIELD_DEFINITION
  scalar JSON
  type Query { document: JSON!, numbers(count: Int!): [Int!], refused: String, who: String }
  type Person @key(fields: "id") { id: ID!, name: String }
  type Mutation { first: Int, second: Int }
`);
const text = '{"constructor": {"a": [1.0, "\\u00e9"]}}';

const servers: SubgraphServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function serve(executor?: Executor) {
  let infos = 0;
  const schema = buildSchema({
    typeDefs,
    resolvers: {
      Query: {
        document: () => new RawJson(text),
        numbers: (_root: unknown, { count }: { count: number }, _context: unknown, ...info: readonly unknown[]) => {
          infos += info.length;
          return Array.from({ length: count }, (_, index) => index);
        },
        refused: () => Promise.reject(new AppError('FORBIDDEN', 'Not you.')),
        who: (_root: unknown, _args: unknown, { request }: { request: SubgraphRequest }) => request.viewer.kind,
      },
      Person: { __resolveReference: async ({ id }: { id: string }) => ({ id, name: `Person ${id}` }) },
    },
  });
  const logger = createLogger({ service: 'test', level: 'silent' });
  const createContext = (request: SubgraphRequest) => ({ request, viewer: request.viewer });
  const executable = new ExecutableSubgraph({ name: 'test', schema, createContext, logger, executor });
  const server = await serveSubgraph({
    subgraph: {
      name: 'test',
      schema,
      createContext,
      execute: (request) => executable.execute(request),
      prepare: (operation) => executable.prepare(operation),
      subscribe: (request) => executable.subscribe(request),
      routes: [],
      readiness: async () => [],
      start: async () => {},
      stop: async () => {},
    },
    authenticate: async () => ({ kind: 'service', service: 'router' }),
    host: '127.0.0.1',
    port: 0,
    logger,
    executor,
  });
  servers.push(server);
  const ask = async (query: string, variables?: object) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, text: await response.text() };
  };
  return { ask, infos: () => infos };
}

const operations: readonly (readonly [string, object?])[] = [
  ['{ __typename who numbers(count: 3) refused }'],
  ['query($count: Int!) { numbers(count: $count) }', { count: 'x' }],
  ['query($count: Int!) { numbers(count: $count) }'],
  ['{ nothing }'],
  ['{'],
  ['mutation { second first }'],
  ['query A { who } query B { who }'],
  [
    'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Person { name } } }',
    {
      representations: [
        { __typename: 'Person', id: '1' },
        { __typename: 'Person', id: '2' },
      ],
    },
  ],
];

describe('a subgraph behind Apollo Server', () => {
  it('answers what graphql-js has it answer', async () => {
    const compiled = await serve();
    const reference = await serve('reference');
    for (const [query, variables] of operations) {
      const expected = await reference.ask(query, variables);
      // Twice: Apollo Server keeps documents.
      expect(await compiled.ask(query, variables)).toEqual(expected);
      expect(await compiled.ask(query, variables)).toEqual(expected);
    }
  });

  it.each(['compiled', 'reference'] as const)('writes raw JSON as it is, %s', async (executor) => {
    const { ask } = await serve(executor);
    expect((await ask('{ document }')).text).toBe(`{"data":{"document":${text}}}`);
  });

  it('calls resolvers as they are: nobody has put himself around them', async () => {
    const { ask, infos } = await serve('compiled');
    await ask('{ numbers(count: 1) }');
    expect(infos()).toBe(0);
  });
});
