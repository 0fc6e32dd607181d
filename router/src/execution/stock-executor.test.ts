import '../supergraph/disable-telemetry.ts';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { executeQueryPlan } from '@apollo/gateway/dist/executeQueryPlan.js';
import { QueryPlanner } from '@apollo/query-planner';
import { type ExecutionResult, GraphQLError, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { accountId, shop } from '../tests/shop.ts';
import { ada, ask, type TestSubgraph, testGraph, testSubgraph, testSupergraph } from '../tests/test-graph.ts';

/** The same operation by `@apollo/gateway`, over the same subgraphs. */
async function stock(subgraphs: readonly TestSubgraph[], query: string, variables = {}): Promise<ExecutionResult> {
  const { sdl, apiSchema, internalSchema } = testSupergraph(subgraphs);
  const supergraph = Supergraph.build(sdl, { supportedFeatures: null });
  const document = parse(query);
  const plan = new QueryPlanner(supergraph).buildQueryPlan(operationFromDocument(supergraph.apiSchema(), document));
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const services = subgraphs.map((subgraph) => [
    subgraph.name,
    {
      process: ({ request }: { request: { query: string; variables?: Record<string, unknown> } }) =>
        subgraph.execute({ ...request, viewer: ada, requestId: 'stock' }),
    },
  ]);
  const result = await executeQueryPlan(
    plan,
    Object.fromEntries(services),
    // Of the pipeline of Apollo Server it reads the request, and counts errors.
    { request: { query, variables }, metrics: {} } as never,
    {
      schema: apiSchema,
      operation: operation as never,
      fragments: Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])),
      queryPlanCache: {} as never,
      operationName: undefined,
    } as never,
    internalSchema,
    supergraph.apiSchema(),
  );
  return JSON.parse(JSON.stringify(result));
}

describe('data, as the stock executor answers it', () => {
  it.each([
    '{ viewer { id unread accounts { id name plan { name seats } resources { id name createdBy { displayName unread } } } } }',
    '{ users { unread friends { displayName messages { text about { name plan { name } } } } } }',
    '{ anything { __typename ... on User { unread } ... on Account { plan { name } owner { unread } } ... on Node { id } } }',
    '{ named { __typename name ... on Resource { id data account { price weight } } ... on Folder { size } } }',
    'query($yes: Boolean!, $no: Boolean!) { viewer { unread @include(if: $no) a: unread @skip(if: $no) accounts @include(if: $yes) { plan @skip(if: $yes) { name } price } } }',
    `{ a: account(id: "${accountId(1)}") { x: plan { name } y: plan(upper: true) { n: name } } b: account(id: "none") { plan { name } } __typename }`,
    'mutation { touch rename(name: "x") { displayName unread } drop }',
    '{ viewer { ...A ...B } } fragment A on User { accounts { name } favourite { plan { name } } } fragment B on User { accounts { price ...C } } fragment C on Account { resources { kind } }',
    '{ __schema { queryType { name } } viewer { id } __type(name: "Plan") { fields { name } } }',
  ])('%s', async (query) => {
    const variables = { yes: true, no: false };
    const { data } = await ask(testGraph(shop().all), query, variables);
    expect(data).toEqual((await stock(shop().all, query, variables)).data);
  });
});

describe('errors, where the stock executor is wrong', () => {
  const things = () =>
    testSubgraph('one', 'type Query { things: [Thing] } type Thing @key(fields: "id") { id: ID! }', {
      Query: { things: () => [{ id: 'a' }, { id: 'a' }, { id: 'b' }] },
    });
  const down = (): TestSubgraph => ({
    ...testSubgraph('two', 'type Thing @key(fields: "id") { id: ID! name: String }'),
    execute: async () => ({ errors: [new GraphQLError('down', { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } })] }),
  });
  const paths = (errors: unknown) => ((errors ?? []) as { path?: unknown }[]).map(({ path }) => path);

  it('names each place that a lost subgraph leaves empty', async () => {
    const subgraphs = [things(), down()];
    expect(paths((await stock(subgraphs, '{ things { name } }')).errors)).toEqual([undefined]);
    expect(paths((await ask(testGraph(subgraphs), '{ things { name } }')).errors)).toEqual([
      ['things', 0, 'name'],
      ['things', 1, 'name'],
      ['things', 2, 'name'],
    ]);
  });

  it('counts the elements of the list, not the representations that were sent', async () => {
    const query = '{ anything { ... on Account { plan { name } } } }';
    expect(paths((await stock(shop().all, query)).errors)).toEqual([['anything', 0, 'plan']]);
    expect(paths((await ask(testGraph(shop().all), query)).errors)).toEqual([['anything', 1, 'plan']]);
  });

  it('has an error for null that rises, in `errors`', async () => {
    const two = testSubgraph('two', 'type Thing @key(fields: "id") { id: ID! name: String! }', {
      Thing: { __resolveReference: () => null },
    });
    const query = '{ things { id name } }';
    expect(await stock([things(), two], query)).not.toHaveProperty('errors');
    expect(paths((await ask(testGraph([things(), two]), query)).errors)).toHaveLength(3);
  });
});
