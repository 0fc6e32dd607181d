import { describe, expect, it } from 'vitest';
import { testSubgraph } from '../../tests/test-graph.ts';
import { byReference, expectAnswer, expectRefused } from './answers.ts';

type Reference = Readonly<Record<string, unknown>>;

describe('interfaces', () => {
  it('have fields that each type has in another subgraph', async () => {
    const subgraphs = () => [
      testSubgraph(
        'a',
        `type Query { media: [Media!]! } interface Media { id: ID! }
         type Book implements Media @key(fields: "id") { id: ID! } type Film implements Media @key(fields: "id") { id: ID! title: String @shareable }`,
        {
          Query: {
            media: () => [
              { __typename: 'Book', id: 'b' },
              { __typename: 'Film', id: 'f', title: 'of a' },
            ],
          },
        },
      ),
      testSubgraph(
        'b',
        `interface Media { id: ID! title: String } type Book implements Media @key(fields: "id") { id: ID! title: String }
         type Film implements Media @key(fields: "id") { id: ID! title: String @shareable }`,
        {
          Book: { __resolveReference: byReference<Reference>(() => ({ title: 'of b' })) },
          Film: { __resolveReference: byReference<Reference>(() => ({ title: 'of b' })) },
        },
      ),
    ];
    await expectAnswer(subgraphs, '{ media { title } }', { data: { media: [{ title: 'of b' }, { title: 'of a' }] } });
  });

  it('implement interfaces, and fragments on any of them apply', async () => {
    const subgraphs = () => [
      testSubgraph(
        'a',
        `type Query { base: Base } interface Base { id: ID! } interface Media implements Base { id: ID! title: String }
         type Book implements Base & Media @key(fields: "id") { id: ID! title: String }`,
        { Query: { base: () => ({ __typename: 'Book', id: '1', title: 't' }) } },
      ),
      testSubgraph('b', 'type Book @key(fields: "id") { id: ID! pages: Int }', {
        Book: { __resolveReference: byReference<Reference>(() => ({ pages: 3 })) },
      }),
    ];
    await expectAnswer(
      subgraphs,
      '{ base { ... on Media { title ... on Base { id ... on Book { pages } } } __typename } }',
      {
        data: { base: { title: 't', id: '1', pages: 3, __typename: 'Book' } },
      },
    );
  });

  it('have stricter fields in their types, and the same key for both', async () => {
    const subgraphs = () => [
      testSubgraph(
        'a',
        `type Query { all: [Named] } interface Named { name: String } type Cat implements Named { name: String! } type Dog implements Named { name: String }`,
        {
          Query: {
            all: () => [
              { __typename: 'Cat', name: 'c' },
              { __typename: 'Dog', name: null },
              { __typename: 'Cat', name: null },
            ],
          },
        },
      ),
    ];
    await expectAnswer(subgraphs, '{ all { name } }', {
      data: { all: [{ name: 'c' }, { name: null }, null] },
      errors: [['all.2.name', 'INTERNAL_SERVER_ERROR']],
    });
  });

  it('are merged with what a type has under the same key, though a subgraph was asked for it under another', async () => {
    const subgraphs = () => [
      testSubgraph(
        'a',
        `type Query { pets: [Pet] } interface Pet { owner: Person } type Person { name: String age: Int }
         type Cat implements Pet { owner: Person } type Dog implements Pet { owner: Person! } union Any = Cat | Dog`,
        {
          Query: {
            pets: () => ['Cat', 'Dog'].map((__typename) => ({ __typename, owner: { name: __typename, age: 1 } })),
          },
        },
      ),
    ];
    const query = '{ pets { owner { name } ... on Any { ... on Pet { owner { age } } } } }';
    const owners = ['Cat', 'Dog'].map((name) => ({ owner: { name, age: 1 } }));
    await expectAnswer(subgraphs, query, { data: { pets: owners } });
  });

  it('refer to each other in circles', async () => {
    const subgraphs = () => [
      testSubgraph(
        'a',
        'type Query { product: Product } interface Product { samePriceProduct: Product } type Book implements Product @key(fields: "id") { id: ID! samePriceProduct: Book @provides(fields: "price") price: Float @external }',
        {
          Query: { product: () => ({ __typename: 'Book', id: '1' }) },
          Book: { __resolveReference: byReference<Reference>(), samePriceProduct: () => ({ id: '2', price: 1.5 }) },
        },
      ),
      testSubgraph('b', 'type Book @key(fields: "id") { id: ID! price: Float @shareable }', {
        Book: { __resolveReference: byReference<Reference>(() => ({ price: 1.5 })) },
      }),
    ];
    await expectAnswer(
      subgraphs,
      '{ product { samePriceProduct { ... on Book { id price } samePriceProduct { __typename } } } }',
      {
        data: { product: { samePriceProduct: { id: '2', price: 1.5, samePriceProduct: { __typename: 'Book' } } } },
      },
    );
  });
});

describe('unions', () => {
  const subgraphs = () => [
    testSubgraph(
      'a',
      `type Query { a: [Any] same: Any @shareable } union Any = One | Two type One @key(fields: "id") { id: ID! } type Two { text: String @shareable }`,
      {
        Query: {
          a: () => [
            { __typename: 'One', id: '1' },
            { __typename: 'Two', text: 't' },
          ],
          same: () => ({ __typename: 'Two', text: 't' }),
        },
      },
    ),
    testSubgraph(
      'b',
      `type Query { b: [Any] same: Any @shareable } union Any = Two | Three type Two { text: String @shareable } type Three @key(fields: "id") { id: ID! }
       type One @key(fields: "id") { id: ID! name: String }`,
      {
        Query: {
          b: () => [
            { __typename: 'Three', id: '3' },
            { __typename: 'Two', text: 'u' },
          ],
          same: () => ({ __typename: 'Two', text: 't' }),
        },
        One: { __resolveReference: byReference<Reference>(() => ({ name: 'one' })) },
      },
    ),
  ];

  it('have other members in other subgraphs, and no subgraph is asked for those that it does not know', async () => {
    const fragments = '... on One { name } ... on Two { text } ... on Three { id }';
    await expectAnswer(subgraphs, `{ a { ${fragments} } b { ${fragments} } same { ${fragments} __typename } }`, {
      data: {
        a: [{ name: 'one' }, { text: 't' }],
        b: [{ id: '3' }, { text: 'u' }],
        same: { text: 't', __typename: 'Two' },
      },
    });
  });

  it('may ask for members only that the field never has', async () => {
    await expectAnswer(subgraphs, '{ a { ... on Three { id } } b { ... on One { name } } }', {
      data: { a: [{}, {}], b: [{}, {}] },
    });
  });

  it('keep apart fields of one name with different types, asked under different keys', async () => {
    const types = () => [
      testSubgraph(
        'a',
        'type Query { all: [Any!] } union Any = One | Two type One @key(fields: "id") { id: ID! } type Two @key(fields: "id") { id: ID! }',
        {
          Query: {
            all: () => [
              { __typename: 'One', id: '1' },
              { __typename: 'Two', id: '2' },
            ],
          },
        },
      ),
      testSubgraph(
        'b',
        'type One @key(fields: "id") { id: ID! value: Int } type Two @key(fields: "id") { id: ID! value: [String!] }',
        {
          One: { __resolveReference: byReference<Reference>(() => ({ value: 1 })) },
          Two: { __resolveReference: byReference<Reference>(() => ({ value: ['x'] })) },
        },
      ),
    ];
    await expectAnswer(types, '{ all { ... on One { value } ... on Two { values: value } } }', {
      data: { all: [{ value: 1 }, { values: ['x'] }] },
    });
  });

  it('have, below a shareable field, the members that all its subgraphs know: it promises the same from each', async () => {
    const holder = (members: string) =>
      `type Query { holder: Holder @shareable } type Holder { any: Any @shareable } union Any = ${members}`;
    const partial = () => [
      testSubgraph('a', `${holder('One | Two')} type One { x: Int @shareable } type Two { y: Int }`, {
        Query: { holder: () => ({ any: { __typename: 'Two', y: 2 } }) },
      }),
      testSubgraph('b', `${holder('One')} type One { x: Int @shareable }`, {
        Query: { holder: () => ({ any: null }) },
      }),
    ];
    await expectAnswer(partial, '{ holder { any { ... on One { x } ... on Two { y } } } }', {
      data: { holder: { any: { y: null } } },
    });
  });
});

describe('enums and inputs', () => {
  it('have the values that any subgraph answers, and the fields that all of them take', async () => {
    const subgraphs = () => [
      testSubgraph(
        'a',
        'type Query { a(by: By): [Kind] } enum Kind { X Y } enum By { UP DOWN } input In { one: Int two: Int } type T { t: Int }',
        {
          Query: { a: () => ['X', 'Y'] },
        },
      ),
      testSubgraph('b', 'type Query { b(in: In): [Kind] } enum Kind { Y Z } input In { two: Int }', {
        Query: { b: (_: unknown, { in: given }: { in: object }) => (given ? ['Y', 'Z'] : []) },
      }),
    ];
    await expectAnswer(subgraphs, '{ a(by: UP) b(in: { two: 1 }) }', { data: { a: ['X', 'Y'], b: ['Y', 'Z'] } });
    await expectRefused(subgraphs, '{ b(in: { one: 1 }) }', 'GRAPHQL_VALIDATION_FAILED');
  });
});

it('the root may have another name in a subgraph, and clients ask for its type as for any other', async () => {
  const subgraphs = () => [
    testSubgraph(
      'a',
      'schema { query: Root mutation: Change } type Root { a: Int again: Root } type Change { b: Int }',
      {
        Root: { a: () => 1, again: () => ({}) },
        Change: { b: () => 2 },
      },
    ),
    testSubgraph('b', 'type Query { c: Int }', { Query: { c: () => 3 } }),
  ];
  await expectAnswer(subgraphs, '{ __typename t: __typename a again { a c __typename } }', {
    data: { __typename: 'Query', t: 'Query', a: 1, again: { a: 1, c: 3, __typename: 'Query' } },
  });
  await expectAnswer(subgraphs, 'mutation { __typename b }', { data: { __typename: 'Mutation', b: 2 } });
  expect(await expectAnswer(subgraphs, '{ __typename }', { data: { __typename: 'Query' } })).toEqual([]);
});
