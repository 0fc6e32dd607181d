import { describe, expect, it } from 'vitest';
import { testSubgraph } from '../../tests/test-graph.ts';
import { byReference, expectAnswer } from './answers.ts';

type Reference = Readonly<Record<string, unknown>>;

const owner = (
  sdl = 'type Thing @key(fields: "id") { id: ID! name: String @shareable size: Int @shareable other: Int }',
) =>
  testSubgraph('owner', sdl, {
    Thing: { __resolveReference: byReference<Reference>(() => ({ name: 'of the owner', size: 1, other: 2 })) },
  });

describe('@provides', () => {
  const subgraphs = () => [
    owner(),
    testSubgraph(
      'a',
      `type Query { with: Thing @provides(fields: "name") list: [Thing] @provides(fields: "name size") without: Thing }
       type Thing @key(fields: "id") { id: ID! name: String @external size: Int @external }`,
      {
        Query: {
          with: () => ({ id: '1', name: 'along the path' }),
          list: () => [{ id: '1', name: 'x', size: 7 }, null],
          without: () => ({ id: '1' }),
        },
      },
    ),
  ];

  it('spares the owner, on its path', async () => {
    const asked = await expectAnswer(subgraphs, '{ with { n: name } list { ... { name } size } }', {
      data: { with: { n: 'along the path' }, list: [{ name: 'x', size: 7 }, null] },
    });
    expect(asked).toHaveLength(1);
  });

  it('says nothing of other paths, and of other fields', async () => {
    await expectAnswer(subgraphs, '{ without { name } with { name size other } }', {
      data: { without: { name: 'of the owner' }, with: { name: 'along the path', size: 1, other: 2 } },
    });
  });

  it('is asked for what the client selects only', async () => {
    const asked = await expectAnswer(subgraphs, '{ list { name ... @skip(if: true) { size } } }', {
      data: { list: [{ name: 'x' }, null] },
    });
    expect(asked.join()).not.toMatch(/\{[^}]*size(?!@)/);
  });

  it('goes through objects', async () => {
    const nested = () => [
      testSubgraph(
        'owner',
        `type Thing @key(fields: "id") { id: ID! part: Part @shareable } type Part @key(fields: "id") { id: ID! name: String @shareable }`,
        {
          Thing: { __resolveReference: byReference<Reference>(() => ({ part: { id: 'p', name: 'of the owner' } })) },
          Part: { __resolveReference: byReference<Reference>(() => ({ name: 'of the owner' })) },
        },
      ),
      testSubgraph(
        'a',
        `type Query { box: Box @provides(fields: "thing { part { name } }") thing: Thing } type Box { thing: Thing }
         type Thing @key(fields: "id") { id: ID! part: Part @external } type Part @key(fields: "id") { id: ID! name: String @external }`,
        {
          Query: {
            box: () => ({ thing: { id: '1', part: { id: 'p', name: 'along the path' } } }),
            thing: () => ({ id: '1' }),
          },
        },
      ),
    ];
    const asked = await expectAnswer(nested, '{ box { thing { part { name } } } }', {
      data: { box: { thing: { part: { name: 'along the path' } } } },
    });
    expect(asked).toHaveLength(1);
    await expectAnswer(nested, '{ thing { part { name } } }', { data: { thing: { part: { name: 'of the owner' } } } });
  });

  it('names the fields of members of a union', async () => {
    const unions = () => [
      testSubgraph(
        'owner',
        `type Book @key(fields: "id") { id: ID! title: String @shareable pages: Int } type Film @key(fields: "id") { id: ID! title: String @shareable }`,
        {
          Book: { __resolveReference: byReference<Reference>(() => ({ title: 'of the owner', pages: 3 })) },
          Film: { __resolveReference: byReference<Reference>(() => ({ title: 'of the owner' })) },
        },
      ),
      testSubgraph(
        'a',
        `type Query { media: [Media] @provides(fields: "... on Book { title }") } union Media = Book | Film
         type Book @key(fields: "id") { id: ID! title: String @external } type Film @key(fields: "id") { id: ID! }`,
        {
          Query: {
            media: () => [
              { __typename: 'Book', id: '1', title: 'along the path' },
              { __typename: 'Film', id: '2' },
            ],
          },
        },
      ),
    ];
    await expectAnswer(unions, '{ media { ... on Book { title pages } ... on Film { title } } }', {
      data: { media: [{ title: 'along the path', pages: 3 }, { title: 'of the owner' }] },
    });
  });

  it('goes through an interface', async () => {
    const types = 'interface Media { id: ID! maker: Maker }';
    const interfaces = () => [
      testSubgraph(
        'owner',
        `${types} type Book implements Media @key(fields: "id") { id: ID! maker: Maker @shareable pages: Int }
         type Maker @key(fields: "id") { id: ID! name: String @shareable }`,
        {
          Book: { __resolveReference: byReference<Reference>(() => ({ maker: { id: 'm' }, pages: 3 })) },
          Maker: { __resolveReference: byReference<Reference>(() => ({ name: 'of the owner' })) },
        },
      ),
      testSubgraph(
        'a',
        `type Query { with: Media @provides(fields: "maker { name }") without: Media } ${types}
         type Book implements Media @key(fields: "id") { id: ID! maker: Maker @shareable }
         type Maker @key(fields: "id") { id: ID! name: String @external }`,
        {
          Query: {
            with: () => ({ __typename: 'Book', id: '1', maker: { id: 'm', name: 'along the path' } }),
            without: () => ({ __typename: 'Book', id: '1', maker: { id: 'm' } }),
          },
        },
      ),
    ];
    await expectAnswer(interfaces, '{ with { maker { name } ... on Book { pages } } without { maker { name } } }', {
      data: {
        with: { maker: { name: 'along the path' }, pages: 3 },
        without: { maker: { name: 'of the owner' } },
      },
    });
  });

  it('serves a field that requires what it brings along', async () => {
    const both = () => [
      owner(),
      testSubgraph(
        'a',
        `type Query { with: Thing @provides(fields: "name") without: Thing }
         type Thing @key(fields: "id") { id: ID! name: String @external loud: String @requires(fields: "name") }`,
        {
          Query: { with: () => ({ id: '1', name: 'along the path' }), without: () => ({ id: '1' }) },
          Thing: {
            __resolveReference: byReference<Reference>(),
            loud: ({ name }: { name: string }) => name.toUpperCase(),
          },
        },
      ),
    ];
    await expectAnswer(both, '{ with { loud } without { loud } }', {
      data: { with: { loud: 'ALONG THE PATH' }, without: { loud: 'OF THE OWNER' } },
    });
  });
});
