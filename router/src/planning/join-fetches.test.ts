import { GraphQLError } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { byReference, expectAnswer } from '../conformance/directives/answers.ts';
import { ask, type TestSubgraph, testGraph, testSubgraph } from '../tests/test-graph.ts';

type Reference = Readonly<Record<string, unknown>>;

/** Where books and shelves lead to people, whose names another subgraph has. `log` is told what was done. */
const library = (log: string[] = []): TestSubgraph[] => [
  testSubgraph(
    'books',
    `type Query { books: [Book] shelf: Shelf } type Mutation { lend(id: ID!): Book back(id: ID!): Book }
     type Book @key(fields: "id") { id: ID! author: Person reader: Person }
     type Shelf { owner: Person book: Book } type Person @key(fields: "id") { id: ID! }`,
    {
      Query: {
        books: () => [book('1'), null, book('2')],
        shelf: () => ({ owner: { id: 'p3' }, book: book('1') }),
      },
      Mutation: {
        lend: (_: unknown, { id }: { id: string }) => {
          log.push('lend');
          return book(id);
        },
        back: (_: unknown, { id }: { id: string }) => book(id),
      },
      Book: { __resolveReference: ({ id }: { id: string }) => book(id) },
    },
  ),
  testSubgraph(
    'people',
    `type Query { people: [Person!] } type Mutation { greet(id: ID!): Person } type Person @key(fields: "id") { id: ID! name(max: Int = 9): String favourite: Book }
     type Book @key(fields: "id") { id: ID! fans: Int weight: Int @external fee: Int @requires(fields: "weight") }`,
    {
      Query: { people: () => [{ id: 'p1' }] },
      Mutation: {
        greet: (_: unknown, { id }: { id: string }) => {
          log.push('greet');
          return { id };
        },
      },
      Person: {
        __resolveReference: ({ id }: { id: string }) => {
          if (id === 'p9') throw new Error('nobody');
          return { id };
        },
        name: ({ id }: { id: string }, { max }: { max: number }) => {
          log.push('name');
          return `name of ${id}`.slice(0, max + 8);
        },
        favourite: ({ id }: { id: string }) => ({ id: id.slice(1) }),
      },
      Book: { __resolveReference: byReference<Reference>(), fans: () => 7, fee: ({ weight }: Reference) => weight },
    },
  ),
  testSubgraph(
    'stock',
    'type Query { best: Book } type Book @key(fields: "id") { id: ID! weight: Int pages(times: Int = 1): Int }',
    {
      Query: { best: () => ({ id: '2' }) },
      Book: {
        __resolveReference: byReference<Reference>(),
        weight: () => 5,
        pages: (_: unknown, { times }: { times: number }) => 100 * times,
      },
    },
  ),
];

const book = (id: string) => ({ id, author: { id: `p${id}` }, reader: { id: id === '2' ? 'p9' : 'p2' } });

const count = (asked: readonly string[], subgraph: string) => asked.filter((each) => each.startsWith(subgraph)).length;

describe('what one subgraph is asked about', () => {
  it('at several places of one level, it is asked at once', async () => {
    const asked = await expectAnswer(
      () => library(),
      '{ books { author { name } } shelf { owner { name } book { id } } }',
      {
        data: {
          books: [{ author: { name: 'name of p1' } }, null, { author: { name: 'name of p2' } }],
          shelf: { owner: { name: 'name of p3' }, book: { id: '1' } },
        },
      },
    );
    expect(asked).toHaveLength(2);
    // The same of each: one list of representations.
    expect(asked[1]?.match(/_entities/g)).toHaveLength(1);
  });

  it('with different selections and arguments, it answers each as it was asked', async () => {
    const asked = await expectAnswer(
      () => library(),
      'query($max: Int, $r0: Int) { books { author { name(max: $max) } fans } shelf { owner { name(max: $r0) } } }',
      {
        variables: { max: 2, r0: 1 },
        data: {
          books: [{ author: { name: 'name of p1' }, fans: 7 }, null, { author: { name: 'name of p2' }, fans: 7 }],
          shelf: { owner: { name: 'name of p' } },
        },
      },
    );
    expect(asked).toHaveLength(2);
    expect(asked[1]?.match(/_entities/g)).toHaveLength(3);
  });

  it('in branches that begin in different subgraphs, it is asked at once', async () => {
    const asked = await expectAnswer(
      () => library(),
      '{ books { author { favourite { author { id } } } } people { favourite { author { id } } } shelf { owner { favourite { author { id } } } } }',
      {
        data: {
          books: [
            { author: { favourite: { author: { id: 'p1' } } } },
            null,
            { author: { favourite: { author: { id: 'p2' } } } },
          ],
          people: [{ favourite: { author: { id: 'p1' } } }],
          shelf: { owner: { favourite: { author: { id: 'p3' } } } },
        },
      },
    );
    expect([count(asked, 'books'), count(asked, 'people')]).toEqual([3, 2]);
  });

  it('about objects that it has to be asked about later anyway, it is asked later', async () => {
    const asked = await expectAnswer(() => library(), '{ shelf { book { fans fee } owner { name } } }', {
      data: { shelf: { book: { fans: 7, fee: 5 }, owner: { name: 'name of p3' } } },
    });
    expect(['books', 'stock', 'people'].map((name) => count(asked, name))).toEqual([1, 1, 2]);
    expect(asked.filter((each) => each.includes('fans'))).toEqual(asked.filter((each) => each.includes('fee')));
  });

  it('it is asked by variables of other names than the client gave to his', async () => {
    await expectAnswer(
      () => library(),
      'query($representations: Int, $r0: Int, $r0_: Int) { books { author { name(max: $representations) } } shelf { owner { a: name(max: $r0) b: name(max: $r0_) } } }',
      {
        variables: { representations: 1, r0: 2, r0_: 1 },
        data: {
          books: [{ author: { name: 'name of p' } }, null, { author: { name: 'name of p' } }],
          shelf: { owner: { a: 'name of p3', b: 'name of p' } },
        },
      },
    );
    await expectAnswer(
      () => library(),
      'query($representations: Int) { shelf { owner { name(max: $representations) } } }',
      {
        variables: { representations: 1 },
        data: { shelf: { owner: { name: 'name of p' } } },
      },
    );
  });
});

it('an error stands at the places of its own group, and the others lose nothing', async () => {
  const reader = { path: 'books.2.reader.favourite', code: 'INTERNAL_SERVER_ERROR' };
  await expectAnswer(
    () => library(),
    '{ books { author { name } reader { favourite { id } } } shelf { owner { name } } }',
    {
      data: {
        books: [
          { author: { name: 'name of p1' }, reader: { favourite: { id: '2' } } },
          null,
          { author: { name: 'name of p2' }, reader: { favourite: null } },
        ],
        shelf: { owner: { name: 'name of p3' } },
      },
      errors: [[reader.path, reader.code]],
    },
  );
});

it('what cannot be asked, for lack of what it requires, does not keep back what waited for it', async () => {
  const withoutStock = () => {
    const [books, people, stock] = library() as [TestSubgraph, TestSubgraph, TestSubgraph];
    return [books, people, { ...stock, execute: async () => ({ errors: [] }) }];
  };
  await expectAnswer(withoutStock, '{ shelf { book { fans fee } } }', {
    data: { shelf: { book: { fans: 7, fee: null } } },
    errors: [['shelf.book.fee', 'SUBGRAPH_UNAVAILABLE']],
  });
});

it('an error that stands nowhere takes no other error’s place', async () => {
  const troubled = () => {
    const [books, people, stock] = library() as [TestSubgraph, TestSubgraph, TestSubgraph];
    const execute: TestSubgraph['execute'] = async () => ({
      data: { _e0: [null, { fans: 2 }], _e1: [{ name: 'x' }, { name: 'z' }], _e2: [{ name: 'y' }] },
      errors: [
        new GraphQLError('of one', { path: ['_e0', 0], extensions: { code: 'NOT_FOUND' } }),
        new GraphQLError('of none', { extensions: { code: 'TIMEOUT' } }),
      ],
    });
    return [books, { ...people, execute }, stock];
  };
  await expectAnswer(troubled, '{ books { author { name } fans } shelf { owner { name(max: 1) } } }', {
    data: {
      books: [{ author: { name: 'x' }, fans: null }, null, { author: { name: 'z' }, fans: 2 }],
      shelf: { owner: { name: 'y' } },
    },
    errors: [
      ['', 'TIMEOUT'],
      ['books.0.fans', 'NOT_FOUND'],
    ],
  });
});

it('a group whose neighbour has failed says that the subgraph did not answer', async () => {
  const troubled = () => {
    const [books, people, stock] = library() as [TestSubgraph, TestSubgraph, TestSubgraph];
    const errors = [new GraphQLError('of one', { path: ['_e0'], extensions: { code: 'NOT_FOUND' } })];
    return [books, { ...people, execute: async () => ({ data: null, errors }) }, stock];
  };
  await expectAnswer(troubled, '{ shelf { owner { name } book { fans } } }', {
    data: { shelf: { owner: { name: null }, book: { fans: null } } },
    errors: [
      ['shelf.book.fans', 'SUBGRAPH_UNAVAILABLE'],
      ['shelf.owner.name', 'NOT_FOUND'],
    ],
  });
});

it('an object that stands at two places has at each what was asked there', async () => {
  await expectAnswer(
    () => library(),
    '{ books { author { favourite { pages } } } shelf { book { author { favourite { pages(times: 2) } } } } }',
    {
      data: {
        books: [{ author: { favourite: { pages: 100 } } }, null, { author: { favourite: { pages: 100 } } }],
        shelf: { book: { author: { favourite: { pages: 200 } } } },
      },
    },
  );
});

it('clients may call their fields as the requests do', async () => {
  await expectAnswer(() => library(), '{ books { author { _e0: name } } shelf { owner { _e1: name(max: 1) } } }', {
    data: {
      books: [{ author: { _e0: 'name of p1' } }, null, { author: { _e0: 'name of p2' } }],
      shelf: { owner: { _e1: 'name of p' } },
    },
  });
});

it.each(['compiled', 'reference'] as const)(
  'what needs nothing of a slow subgraph does not wait for it (%s)',
  async (executor) => {
    const held = Promise.withResolvers<void>();
    const [books, people, stock] = library() as [TestSubgraph, TestSubgraph, TestSubgraph];
    const execute: TestSubgraph['execute'] = async (request) => {
      if (request.query.includes('_entities')) await held.promise;
      return stock.execute(request);
    };
    const graph = testGraph([books, people, { ...stock, execute }], { executor });
    // `people` is asked of both branches at once, then of the author of the best.
    const answer = ask(graph, '{ shelf { owner { name } book { pages } } best { fans author { name } } }');
    await vi.waitFor(() => expect(people.requests).toHaveLength(2));
    held.resolve();
    expect(await answer).toMatchObject({
      data: {
        shelf: { owner: { name: 'name of p3' }, book: { pages: 100 } },
        best: { fans: 7, author: { name: 'name of p2' } },
      },
    });
  },
);

it('mutations stay in their order, with all that each of them selects', async () => {
  const log: string[] = [];
  await expectAnswer(
    () => library(log),
    'mutation($representations: Int) { lend(id: "1") { author { name(max: $representations) } reader { name } } greet(id: "p2") { id } back(id: "1") { author { name } } }',
    {
      variables: { representations: 1 },
      data: {
        lend: { author: { name: 'name of p' }, reader: { name: 'name of p2' } },
        greet: { id: 'p2' },
        back: { author: { name: 'name of p1' } },
      },
    },
  );
  const once = ['lend', 'name', 'name', 'greet', 'name'];
  expect(log).toEqual([...once, ...once]);
});
