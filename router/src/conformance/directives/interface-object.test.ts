import { describe, expect, it } from 'vitest';
import { type TestSubgraph, testSubgraph } from '../../tests/test-graph.ts';
import { byReference, expectAnswer } from './answers.ts';

type Reference = Readonly<Record<string, unknown>>;

const typeOf = ({ id }: Reference) => ({ __typename: String(id).startsWith('b') ? 'Book' : 'Film' });

/** `home` has the types; `stars` and `shop` the interface alone. */
const media = (): TestSubgraph[] => [
  testSubgraph(
    'home',
    `type Query { all: [Media!]! book: Book either: Either } union Either = Book | Film
     interface Media @key(fields: "id") { id: ID! title: String }
     type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
     type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }`,
    {
      Query: {
        all: () => ['b1', 'f1', 'b1'].map((id) => ({ id, ...typeOf({ id }) })),
        book: () => ({ id: 'b1' }),
        either: () => ({ __typename: 'Film', id: 'f1' }),
      },
      Media: { __resolveReference: byReference<Reference>(typeOf) },
      Book: {
        __resolveReference: byReference<Reference>(),
        pages: () => 7,
        title: ({ id }: Reference) => `title ${id}`,
      },
      Film: {
        __resolveReference: byReference<Reference>(),
        minutes: () => 90,
        title: ({ id }: Reference) => `title ${id}`,
      },
    },
  ),
  testSubgraph(
    'stars',
    `type Media @interfaceObject @key(fields: "id") { id: ID! title: String @external stars(min: Int = 0): Int
       loud: String @requires(fields: "title") }`,
    {
      Media: {
        __resolveReference: byReference<Reference>(),
        stars: (_: Reference, { min }: { min: number }) => Math.max(min, 3),
        loud: ({ title }: Reference) => String(title).toUpperCase(),
      },
    },
  ),
  testSubgraph(
    'shop',
    'type Query { best: Media offers: [Offer!] } type Offer { of: Media! } type Media @interfaceObject @key(fields: "id") { id: ID! price: Int like: [Media] }',
    {
      Query: { best: () => ({ id: 'f1' }), offers: () => [{ of: { id: 'b1' } }, { of: { id: 'f1' } }] },
      Media: { __resolveReference: byReference<Reference>(), price: () => 5, like: () => [{ id: 'b1' }, null] },
    },
  ),
];

const book = (more: object = {}) => ({ loud: 'TITLE B1', ...more });

describe('@interfaceObject', () => {
  it('gives its fields to every type behind it, by whatever type they are asked for', async () => {
    await expectAnswer(
      media,
      '{ all { id stars(min: 4) } book { stars pages } either { ... on Film { price minutes } } }',
      {
        data: {
          all: ['b1', 'f1', 'b1'].map((id) => ({ id, stars: 4 })),
          book: { stars: 3, pages: 7 },
          either: { price: 5, minutes: 90 },
        },
      },
    );
  });

  it('is asked for the types that a fragment names, and for no other', async () => {
    const asked = await expectAnswer(media, '{ all { ... on Film { stars } ... on Book { pages } } }', {
      data: { all: [{ pages: 7 }, { stars: 3 }, { pages: 7 }] },
    });
    expect(asked).toHaveLength(2);
  });

  it('may begin a path: home is asked for the type only where it matters', async () => {
    const asked = await expectAnswer(media, '{ best { id price like { id price } } }', {
      data: { best: { id: 'f1', price: 5, like: [{ id: 'b1', price: 5 }, null] } },
    });
    expect(asked.every((each) => each.startsWith('shop'))).toBe(true);
    await expectAnswer(media, '{ best { __typename title } offers { of { __typename ... on Book { pages } } } }', {
      data: {
        best: { __typename: 'Film', title: 'title f1' },
        offers: [{ of: { __typename: 'Book', pages: 7 } }, { of: { __typename: 'Film' } }],
      },
    });
  });

  it('gives fields to what another interface object has made', async () => {
    await expectAnswer(media, '{ best { stars } offers { of { stars ... on Film { minutes stars } } } }', {
      data: { best: { stars: 3 }, offers: [{ of: { stars: 3 } }, { of: { stars: 3, minutes: 90 } }] },
    });
  });

  it('may require what the types behind it have', async () => {
    await expectAnswer(media, '{ all { loud } best { loud } book { loud } }', {
      data: {
        all: ['b1', 'f1', 'b1'].map((id) => ({ loud: `TITLE ${id.toUpperCase()}` })),
        best: { loud: 'TITLE F1' },
        book: { loud: 'TITLE B1' },
      },
    });
  });

  it('may require it for one of the types behind it', async () => {
    await expectAnswer(media, '{ all { id ... on Book { loud } } }', {
      data: { all: [{ id: 'b1', loud: 'TITLE B1' }, { id: 'f1' }, { id: 'b1', loud: 'TITLE B1' }] },
    });
  });

  it('may require it for one of the types behind it, where another selects what is required', async () => {
    await expectAnswer(media, '{ all { title ... on Book { loud } } }', {
      data: {
        all: [{ title: 'title b1', loud: 'TITLE B1' }, { title: 'title f1' }, { title: 'title b1', loud: 'TITLE B1' }],
      },
    });
  });

  it.each([
    ['{ all { stars ... on Book { loud } } }', { all: [book({ stars: 3 }), { stars: 3 }, book({ stars: 3 })] }],
    ['{ all { ... on Film { stars } ... on Book { loud } } }', { all: [book(), { stars: 3 }, book()] }],
    ['{ all { ... on Film { stars } loud } }', { all: [book(), { stars: 3, loud: 'TITLE F1' }, book()] }],
    [
      '{ best { title ... on Film { loud } ... on Book { pages } } }',
      { best: { title: 'title f1', loud: 'TITLE F1' } },
    ],
    ['{ either { ... on Book { loud } ... on Film { price l: loud } } }', { either: { price: 5, l: 'TITLE F1' } }],
    [
      '{ offers { of { ... on Book { loud pages } ... on Film { stars } } } }',
      { offers: [{ of: book({ pages: 7 }) }, { of: { stars: 3 } }] },
    ],
    [
      '{ book { loud stars like { ... on Book { l: loud } stars } } }',
      { book: book({ stars: 3, like: [{ l: 'TITLE B1', stars: 3 }, null] }) },
    ],
  ])('may require it at one place for some of the types behind it: %s', async (query, data) => {
    await expectAnswer(media, query, { data });
  });

  it('takes other arguments for each type behind it, under one key', async () => {
    await expectAnswer(media, '{ all { ... on Book { stars(min: 4) } ... on Film { stars(min: 5) } } }', {
      data: { all: [{ stars: 4 }, { stars: 5 }, { stars: 4 }] },
    });
  });

  it('meets fragments that never apply', async () => {
    const withUnion = () => [
      ...media(),
      testSubgraph(
        'd',
        'type Query { one: One } union Others = Other | One type Other { x: Int } type One { y: Int }',
        {
          Query: { one: () => ({ y: 1 }) },
        },
      ),
    ];
    await expectAnswer(withUnion, '{ best { id ... on Either { __typename } } }', {
      data: { best: { id: 'f1', __typename: 'Film' } },
    });
    await expectAnswer(media, '{ best { ... on Either { ... on Book { pages } } } }', { data: { best: {} } });
  });

  it('whose key is not resolvable only refers', async () => {
    const subgraphs = () => [
      ...media(),
      testSubgraph(
        'wall',
        'type Query { poster: Media } type Media @interfaceObject @key(fields: "id", resolvable: false) { id: ID! }',
        { Query: { poster: () => ({ id: 'b1' }) } },
      ),
    ];
    await expectAnswer(subgraphs, '{ poster { id } }', { data: { poster: { id: 'b1' } } });
    await expectAnswer(subgraphs, '{ poster { ... on Book { id } price stars } }', {
      data: { poster: { id: 'b1', price: 5, stars: 3 } },
    });
    await expectAnswer(subgraphs, '{ poster { ... on Film { id } } }', { data: { poster: {} } });
  });
});
