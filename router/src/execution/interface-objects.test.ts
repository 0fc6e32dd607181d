import { AppError } from '@trivet/platform';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ask, type TestSubgraph, testGraph, testSubgraph } from '../tests/test-graph.ts';

interface Reference {
  readonly id: string;
}

/** `home` knows the types behind `Media`; the others see the interface alone, and add fields to all of them. */
function mediaGraph(): readonly TestSubgraph[] {
  const home = testSubgraph(
    'home',
    `interface Media @key(fields: "id") { id: ID! }
     type Book implements Media @key(fields: "id") { id: ID! pages: Int }
     type Film implements Media @key(fields: "id") { id: ID! minutes: Int }`,
    {
      Media: { __resolveReference: async ({ id }: Reference) => ({ __typename: id === 'b' ? 'Book' : 'Film', id }) },
      Book: { pages: () => 7 },
      Film: { minutes: () => 90 },
    },
  );
  const shelf = testSubgraph(
    'shelf',
    `type Media @interfaceObject @key(fields: "id") { id: ID! neighbour: Media }
     type Query { shelf: [Media!]! first: Media }`,
    {
      Query: { shelf: () => [{ id: 'b' }, { id: 'f' }], first: () => ({ id: 'b' }) },
      Media: { __resolveReference: async (reference: Reference) => reference, neighbour: () => ({ id: 'f' }) },
    },
  );
  const reviews = testSubgraph(
    'reviews',
    'type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int score: Score } type Score { sum: Int }',
    { Media: { __resolveReference: async ({ id }: Reference) => ({ id, stars: id.length, score: { sum: 2 } }) } },
  );
  return [home, shelf, reviews];
}

const down = (subgraph: TestSubgraph): TestSubgraph => ({
  ...subgraph,
  execute: async () => ({ errors: [new GraphQLError('down', { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } })] }),
});

describe.each(['compiled', 'reference'] as const)('interface objects, %s', (executor) => {
  const graph = (subgraphs: readonly TestSubgraph[]) => testGraph(subgraphs, { executor });

  it('have the fields of the interface where nobody asks what is behind it', async () => {
    const { data, errors } = await ask(graph(mediaGraph()), '{ shelf { id stars score { sum } neighbour { id } } }');
    expect(errors).toBeUndefined();
    const rest = { stars: 1, score: { sum: 2 }, neighbour: { id: 'f' } };
    expect(data).toEqual({
      shelf: [
        { id: 'b', ...rest },
        { id: 'f', ...rest },
      ],
    });
  });

  it('keep the type that home says, whatever a subgraph says later that does not know it', async () => {
    const query =
      '{ shelf { ... on Film { __typename neighbour { stars } minutes } ... on Book { __typename pages } } }';
    const { data, errors } = await ask(graph(mediaGraph()), query);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      shelf: [
        { __typename: 'Book', pages: 7 },
        { __typename: 'Film', neighbour: { stars: 1 }, minutes: 90 },
      ],
    });
  });

  it('are null, with the reason, where their type matters and home does not answer', async () => {
    const [home, ...others] = mediaGraph();
    const subgraphs = [...(home ? [down(home)] : []), ...others];
    const { data, errors } = await ask(graph(subgraphs), '{ first { __typename stars } }');
    expect(data).toEqual({ first: null });
    expect(errors).toEqual([expect.objectContaining({ path: ['first'], message: 'down' })]);
    expect(await ask(graph(subgraphs), '{ first { stars } }')).toEqual({
      stage: 'executed',
      data: { first: { stars: 1 } },
    });
  });
});

describe.each(['compiled', 'reference'] as const)('null that rises in a subgraph, %s', (executor) => {
  it('takes what was asked with it, and is told of once', async () => {
    const one = testSubgraph('one', 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! }', {
      Query: { thing: () => ({ id: '1' }) },
    });
    const two = testSubgraph('two', 'type Thing @key(fields: "id") { id: ID! name: String! size: Int! }', {
      Thing: {
        __resolveReference: async (reference: Reference) => reference,
        name: () => 'a',
        size: () => {
          throw new AppError('CONFLICT', 'no size');
        },
      },
    });
    const { data, errors } = await ask(testGraph([one, two], { executor }), '{ thing { name size } }');
    expect(data).toEqual({ thing: null });
    expect(errors).toEqual([{ message: 'no size', path: ['thing', 'size'], extensions: { code: 'CONFLICT' } }]);
  });

  it('is no error of fields beside it, of those that were left out least of all', async () => {
    const one = testSubgraph('one', 'type Query { may: Int must: Int! left: Int }', {
      Query: {
        may: () => 1,
        must: () => {
          throw new AppError('CONFLICT', 'none');
        },
      },
    });
    const query = 'query($no: Boolean!) { may must left @include(if: $no) }';
    const { data, errors } = await ask(testGraph([one], { executor }), query, { no: false });
    expect(data).toBeNull();
    expect(errors).toEqual([{ message: 'none', path: ['must'], extensions: { code: 'CONFLICT' } }]);
  });
});
