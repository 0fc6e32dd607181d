import { describe, expect, it } from 'vitest';
import { type TestSubgraph, testSubgraph } from '../../tests/test-graph.ts';
import { byReference, expectAnswer } from './answers.ts';

type Reference = Readonly<Record<string, unknown>>;
type Currency = { readonly currency: string };

const priceIn = (_: unknown, { currency }: Currency) => (currency === 'USD' ? 10 : 20);

/** What the resolver of a field with `@requires` found in the representation. */
const read = (key: string) => (reference: Reference) => reference[key];

describe('@requires of a field with arguments', () => {
  const argued = (): TestSubgraph[] => [
    testSubgraph(
      'a',
      'type Query { things: [Thing!]! } type Thing @key(fields: "id") { id: ID! price(currency: String!): Int name: String weight(unit: String = "kg"): String }',
      {
        Query: { things: () => [{ id: '1' }, { id: '2' }] },
        Thing: {
          __resolveReference: byReference<Reference>(),
          price: priceIn,
          name: ({ id }: { id: string }) => `n${id}`,
          weight: (_: unknown, { unit }: { unit: string }) => `5 ${unit}`,
        },
      },
    ),
    testSubgraph(
      'b',
      `type Thing @key(fields: "id") { id: ID! price(currency: String!): Int @external weight(unit: String = "kg"): String @external
         dollars: Int @requires(fields: "price(currency: \\"USD\\")") euros(times: Int = 1): Int @requires(fields: "price(currency: \\"EUR\\")")
         heavy: String @requires(fields: "weight") both: String @requires(fields: "weight price(currency: \\"EUR\\")") plain: Int }`,
      {
        Thing: {
          __resolveReference: byReference<Reference>(),
          dollars: read('price'),
          euros: ({ price }: { price: number }, { times }: { times: number }) => price * times,
          heavy: read('weight'),
          both: ({ weight, price }: Reference) => `${weight} ${price}`,
          plain: () => 1,
        },
      },
    ),
  ];
  const each = (one: object) => ({ data: { things: [one, one] } });

  it('gives them', async () => {
    await expectAnswer(argued, '{ things { dollars } }', each({ dollars: 10 }));
  });

  it('is not disturbed by what the client asks of the same field', async () => {
    await expectAnswer(
      argued,
      '{ things { price(currency: "EUR") dollars weight(unit: "g") heavy } }',
      each({ price: 20, dollars: 10, weight: '5 g', heavy: '5 kg' }),
    );
  });

  it('keeps apart fields that require one with different arguments, in one request', async () => {
    const asked = await expectAnswer(
      argued,
      'query($n: Int) { things { dollars more: euros(times: $n) both heavy euros plain price(currency: "USD") } }',
      {
        ...each({ dollars: 10, more: 60, both: '5 kg 20', heavy: '5 kg', euros: 20, plain: 1, price: 10 }),
        variables: { n: 3 },
      },
    );
    expect(asked).toHaveLength(2);
    expect(asked[1]?.match(/_entities/g)).toHaveLength(2);
  });

  it('leaves a client’s alias alone that looks like one of ours', async () => {
    const asked = await expectAnswer(argued, '{ things { price__required_0: name dollars } }', {
      data: { things: ['n1', 'n2'].map((name) => ({ price__required_0: name, dollars: 10 })) },
    });
    expect(asked[0]).toContain('price__required_0:price(currency:"USD")');
  });

  it('reaches below objects, through other entities, and keeps those apart too', async () => {
    const nested = () => [
      testSubgraph(
        'a',
        `type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! shops(first: Int): [Shop] } type Shop @key(fields: "id") { id: ID! }`,
        {
          Query: { thing: () => ({ id: '1' }) },
          Thing: {
            __resolveReference: byReference<Reference>(),
            shops: (_: unknown, { first }: { first?: number }) => [{ id: 's1' }, null, { id: 's2' }].slice(0, first),
          },
        },
      ),
      testSubgraph('s', 'type Shop @key(fields: "id") { id: ID! price(currency: String!): Int }', {
        Shop: { __resolveReference: byReference<Reference>(), price: priceIn },
      }),
      testSubgraph(
        'b',
        `type Thing @key(fields: "id") { id: ID! shops(first: Int): [Shop] @external
           dollars: String @requires(fields: "shops(first: 1) { price(currency: \\"USD\\") }")
           euros: String @requires(fields: "shops { price(currency: \\"EUR\\") id }") 
           again: String @requires(fields: "shops { price(currency: \\"USD\\") }") }
         type Shop @key(fields: "id") { id: ID! price(currency: String!): Int @external }`,
        {
          Thing: {
            __resolveReference: byReference<Reference>(),
            ...Object.fromEntries(
              ['dollars', 'euros', 'again'].map((name) => [name, ({ shops }: Reference) => JSON.stringify(shops)]),
            ),
          },
        },
      ),
    ];
    await expectAnswer(nested, '{ thing { dollars euros again shops { id } } }', {
      data: {
        thing: {
          dollars: JSON.stringify([{ price: 10 }]),
          euros: JSON.stringify([{ id: 's1', price: 20 }, null, { id: 's2', price: 20 }]),
          again: JSON.stringify([{ id: 's1', price: 10 }, null, { id: 's2', price: 10 }]),
          shops: [{ id: 's1' }, null, { id: 's2' }],
        },
      },
    });
  });

  it('reaches the types of an interface and the members of a union', async () => {
    const types = `interface Part { size(unit: String): String } union Any = Wheel | Frame
      type Wheel implements Part { size(unit: String): String @shareable } type Frame implements Part { size(unit: String): String @shareable metal(short: Boolean): String @shareable }`;
    const parts = () => [
      testSubgraph(
        'a',
        `type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! part: Part any: Any } ${types}`,
        {
          Query: { thing: () => ({ id: '1' }) },
          Thing: {
            __resolveReference: byReference<Reference>(),
            part: () => ({ __typename: 'Wheel' }),
            any: () => ({ __typename: 'Frame' }),
          },
          Wheel: { size: (_: unknown, { unit }: { unit: string }) => `1 ${unit}` },
          Frame: {
            size: (_: unknown, { unit }: { unit: string }) => `2 ${unit}`,
            metal: (_: unknown, { short }: { short: boolean }) => (short ? 'Al' : 'aluminium'),
          },
        },
      ),
      testSubgraph(
        'b',
        `type Thing @key(fields: "id") { id: ID! part: Part @external any: Any @external
           told: String @requires(fields: "part { size(unit: \\"cm\\") } any { ... on Frame { size(unit: \\"in\\") metal(short: true) } }") } ${types}`,
        {
          Thing: {
            __resolveReference: byReference<Reference>(),
            told: ({ part, any }: { part: Reference; any: Reference }) =>
              [part['size'], any['size'], any['metal']].join(', '),
          },
        },
      ),
    ];
    await expectAnswer(parts, '{ thing { told part { size(unit: "km") } any { ... on Frame { metal } } } }', {
      data: { thing: { told: '1 cm, 2 in, Al', part: { size: '1 km' }, any: { metal: 'aluminium' } } },
    });
  });

  it('chains', async () => {
    const chained = () => [
      ...argued(),
      testSubgraph(
        'c',
        'type Thing @key(fields: "id") { id: ID! euros(times: Int = 1): Int @external total: Int @requires(fields: "euros(times: 2)") }',
        { Thing: { __resolveReference: byReference<Reference>(), total: ({ euros }: { euros: number }) => euros + 1 } },
      ),
    ];
    await expectAnswer(chained, '{ things { total euros dollars } }', each({ total: 41, euros: 20, dollars: 10 }));
  });

  it('of what the types behind an interface object have', async () => {
    const media = () => [
      testSubgraph(
        'home',
        `type Query { all: [Media!]! } interface Media @key(fields: "id") { id: ID! title(upper: Boolean): String }
         type Book implements Media @key(fields: "id") { id: ID! title(upper: Boolean): String }`,
        {
          Query: { all: () => [{ __typename: 'Book', id: 'b' }] },
          Book: { title: (_: unknown, { upper }: { upper?: boolean }) => (upper ? 'T' : 't') },
        },
      ),
      testSubgraph(
        'stars',
        `type Media @interfaceObject @key(fields: "id") { id: ID! title(upper: Boolean): String @external loud: String @requires(fields: "title(upper: true)") }`,
        { Media: { __resolveReference: byReference<Reference>(), loud: ({ title }: Reference) => `${title}!` } },
      ),
    ];
    await expectAnswer(media, '{ all { title loud } }', { data: { all: [{ title: 't', loud: 'T!' }] } });
  });
});
