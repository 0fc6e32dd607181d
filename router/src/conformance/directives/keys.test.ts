import { describe, expect, it } from 'vitest';
import { testSubgraph } from '../../tests/test-graph.ts';
import { byReference, expectAnswer } from './answers.ts';

type Reference = Readonly<Record<string, unknown>>;

describe('@key', () => {
  it('of several, the one that the other subgraph has is sent, and nothing else', async () => {
    const references: Reference[] = [];
    const subgraphs = () => [
      testSubgraph(
        'a',
        `type Query { things: [Thing!]! }
         type Thing @key(fields: "id") @key(fields: "sku country") { id: ID! sku: String! country: String! }`,
        { Query: { things: () => ['1', '2', '1'].map((id) => ({ id, sku: `s${id}`, country: 'ch' })) } },
      ),
      testSubgraph('b', 'type Thing @key(fields: "sku country") { sku: String! country: String! price: Int }', {
        Thing: {
          __resolveReference: async (reference: Reference) => {
            references.push(reference);
            return { ...reference, price: Number(String(reference['sku']).slice(1)) };
          },
        },
      }),
    ];
    await expectAnswer(subgraphs, '{ things { price } }', {
      data: { things: [{ price: 1 }, { price: 2 }, { price: 1 }] },
    });
    expect(references.slice(0, 2)).toEqual([
      { __typename: 'Thing', sku: 's1', country: 'ch' },
      { __typename: 'Thing', sku: 's2', country: 'ch' },
    ]);
  });

  it('leads over a third subgraph where two have no key in common', async () => {
    const subgraphs = () => [
      testSubgraph('a', 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! }', {
        Query: { thing: () => ({ id: '1' }) },
      }),
      testSubgraph('b', 'type Thing @key(fields: "id") @key(fields: "code") { id: ID! code: String! }', {
        Thing: { __resolveReference: byReference(({ id }: { id: string }) => ({ code: `c${id}` })) },
      }),
      testSubgraph('c', 'type Thing @key(fields: "code") { code: String! size: Int }', {
        Thing: { __resolveReference: byReference(() => ({ size: 9 })) },
      }),
    ];
    const asked = await expectAnswer(subgraphs, '{ thing { size } }', { data: { thing: { size: 9 } } });
    expect(asked.map((each) => each[0])).toEqual(['a', 'b', 'c']);
  });

  it('may be nested, in objects and in entities, and hold lists', async () => {
    const type = 'tags { name } owner { id place { town zip } }';
    const sdl = `type Thing @key(fields: "${type}") { tags: [Tag!]! owner: Owner! FIELD }
      type Tag { name: String! @shareable } type Owner @key(fields: "id place { town zip }") { id: ID! place: Place! @shareable }
      type Place { town: String! @shareable zip: Int @shareable }`;
    const thing = { tags: [{ name: 'x' }, { name: 'y' }], owner: { id: '1', place: { town: 'Bern', zip: null } } };
    const subgraphs = () => [
      testSubgraph('a', `type Query { thing: Thing } ${sdl.replace('FIELD', '')}`, { Query: { thing: () => thing } }),
      testSubgraph('b', sdl.replace('FIELD', 'told: String'), {
        Thing: {
          __resolveReference: async ({ __typename, ...reference }: Reference) => ({ told: JSON.stringify(reference) }),
        },
      }),
    ];
    await expectAnswer(subgraphs, '{ thing { told tags { n: name } } }', {
      data: { thing: { told: JSON.stringify(thing), tags: [{ n: 'x' }, { n: 'y' }] } },
    });
  });

  it('that is not resolvable is never used to resolve anything', async () => {
    const subgraphs = () => [
      testSubgraph(
        'a',
        `type Query { thing: Thing }
         type Thing @key(fields: "id") @key(fields: "part { one two }", resolvable: false) @key(fields: "other", resolvable: false)
           { id: ID! other: ID! part: Part! name: String! @external label: String @requires(fields: "name") }
         type Part { one: ID! @shareable two: ID! @shareable }`,
        {
          Query: { thing: () => ({ id: '1', other: 'o', part: { one: '1', two: '2' } }) },
          Thing: {
            __resolveReference: byReference(),
            label: ({ name }: { name?: string }) => `label of ${name}`,
          },
        },
      ),
      testSubgraph(
        'b',
        `type Thing @key(fields: "id", resolvable: false) @key(fields: "other part { two }") { id: ID! other: ID! part: Part! name: String! }
         type Part { one: ID! @shareable two: ID! @shareable }`,
        {
          Thing: {
            __resolveReference: byReference(({ other, part }: { other: string; part: { two: string } }) => ({
              name: `${other}${part.two}`,
            })),
          },
        },
      ),
    ];
    await expectAnswer(subgraphs, '{ thing { id label name } }', {
      data: { thing: { id: '1', label: 'label of o2', name: 'o2' } },
    });
  });

  it('of an entity that a stub refers to is not asked of the stub', async () => {
    const subgraphs = () => [
      testSubgraph(
        'a',
        'type Query { mine: Mine } type Mine { of: Thing } type Thing @key(fields: "id", resolvable: false) { id: ID! }',
        { Query: { mine: () => ({ of: { id: '7' } }) } },
      ),
      testSubgraph('b', 'type Thing @key(fields: "id") { id: ID! name: String }', {
        Thing: { __resolveReference: byReference(({ id }: { id: string }) => ({ name: `n${id}` })) },
      }),
    ];
    const asked = await expectAnswer(subgraphs, '{ mine { of { id } } }', { data: { mine: { of: { id: '7' } } } });
    expect(asked).toHaveLength(1);
    await expectAnswer(subgraphs, '{ mine { of { name } } }', { data: { mine: { of: { name: 'n7' } } } });
  });

  it('that holds null is sent as it is, and what is not found is null', async () => {
    const subgraphs = () => [
      testSubgraph('a', 'type Query { things: [Thing] } type Thing @key(fields: "code") { code: String }', {
        Query: { things: () => [{ code: null }, null, { code: 'x' }] },
      }),
      testSubgraph('b', 'type Thing @key(fields: "code") { code: String name: String }', {
        Thing: {
          __resolveReference: async ({ code }: { code: string | null }) => (code === null ? null : { name: code }),
        },
      }),
    ];
    await expectAnswer(subgraphs, '{ things { code name } }', {
      data: { things: [{ code: null, name: null }, null, { code: 'x', name: 'x' }] },
    });
  });

  it('of an entity that one subgraph does not find leaves out what only that subgraph has', async () => {
    const subgraphs = () => [
      testSubgraph(
        'a',
        'type Query { shelves: [Shelf!] } type Shelf { thing: Thing } type Thing @key(fields: "id") { id: ID! }',
        {
          Query: { shelves: () => ['1', '2'].map((id) => ({ thing: { id } })) },
        },
      ),
      testSubgraph('b', 'type Thing @key(fields: "id") @key(fields: "code") { id: ID! code: String }', {
        Thing: { __resolveReference: async ({ id }: { id: string }) => (id === '1' ? { id, code: 'c' } : null) },
      }),
      testSubgraph('c', 'type Thing @key(fields: "code") { code: String name: String }', {
        Thing: { __resolveReference: byReference(() => ({ name: 'n' })) },
      }),
    ];
    await expectAnswer(subgraphs, '{ shelves { thing { id name } } }', {
      data: { shelves: [{ thing: { id: '1', name: 'n' } }, { thing: { id: '2', name: null } }] },
    });
  });

  it('has the values of enums, numbers and scalars of our own', async () => {
    const sdl =
      'enum Kind { A B } scalar Json type Thing @key(fields: "kind number json") { kind: Kind! number: Float! json: Json! FIELD }';
    const subgraphs = () => [
      testSubgraph('a', `type Query { thing: Thing } ${sdl.replace('FIELD', '')}`, {
        Query: { thing: () => ({ kind: 'B', number: 1.5, json: { deep: [1, null] } }) },
      }),
      testSubgraph('b', sdl.replace('FIELD', 'told: String'), {
        Thing: {
          __resolveReference: async ({ kind, number, json }: Reference) => ({
            told: JSON.stringify([kind, number, json]),
          }),
        },
      }),
    ];
    await expectAnswer(subgraphs, '{ thing { told } }', {
      data: { thing: { told: '["B",1.5,{"deep":[1,null]}]' } },
    });
  });

  it('is not mistaken for what a client calls by its name', async () => {
    const subgraphs = () => [
      testSubgraph('a', 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! name: String }', {
        Query: { thing: () => ({ id: '1', name: 'n' }) },
      }),
      testSubgraph('b', 'type Thing @key(fields: "id") { id: ID! size: Int }', {
        Thing: { __resolveReference: byReference(({ id }: { id: string }) => ({ size: Number(id) })) },
      }),
    ];
    await expectAnswer(subgraphs, '{ thing { id: name size } }', { data: { thing: { id: 'n', size: 1 } } });
  });
});

describe('references', () => {
  it('go to the subgraphs that have a type, for each member of a list of several types', async () => {
    const subgraphs = () => [
      testSubgraph(
        'a',
        `type Query { all: [Any] named: [Named!] } union Any = One | Two interface Named { id: ID! }
         type One implements Named @key(fields: "id") { id: ID! } type Two implements Named @key(fields: "id") { id: ID! } `,
        {
          Query: {
            all: () => [{ __typename: 'Two', id: '2' }, null, { __typename: 'One', id: '1' }],
            named: () => [
              { __typename: 'One', id: '1' },
              { __typename: 'Two', id: '2' },
            ],
          },
        },
      ),
      testSubgraph('b', 'type One @key(fields: "id") { id: ID! text: String } ', {
        One: { __resolveReference: byReference(({ id }: { id: string }) => ({ text: `one ${id}` })) },
      }),
      testSubgraph('c', 'type Two @key(fields: "id") { id: ID! text: String }', {
        Two: { __resolveReference: byReference(({ id }: { id: string }) => ({ text: `two ${id}` })) },
      }),
    ];
    await expectAnswer(
      subgraphs,
      '{ all { ... on One { text } ... on Two { text } } named { id ... on Two { t: text } } }',
      {
        data: { all: [{ text: 'two 2' }, null, { text: 'one 1' }], named: [{ id: '1' }, { id: '2', t: 'two 2' }] },
      },
    );
  });

  it('are made once for what stands in several places', async () => {
    const seen: number[] = [];
    const subgraphs = () => [
      testSubgraph('a', 'type Query { pairs: [[Thing]!]! } type Thing @key(fields: "id") { id: ID! next: Thing }', {
        Query: {
          pairs: () => [
            [{ id: '1' }, { id: '2' }],
            [null, { id: '1' }],
          ],
        },
        Thing: { next: ({ id }: { id: string }) => (id === '2' ? { id: '1' } : null) },
      }),
      testSubgraph('b', 'type Thing @key(fields: "id") { id: ID! name: String }', {
        Thing: {
          __resolveReference: async ({ id }: { id: string }) => {
            seen.push(Number(id));
            return { id, name: `n${id}` };
          },
        },
      }),
    ];
    const [one, two] = [
      { name: 'n1', next: null },
      { name: 'n2', next: { name: 'n1' } },
    ];
    await expectAnswer(subgraphs, '{ pairs { name next { name } } }', {
      data: {
        pairs: [
          [one, two],
          [null, one],
        ],
      },
    });
    expect(seen.slice(0, 3).sort()).toEqual([1, 1, 2]);
  });
});
