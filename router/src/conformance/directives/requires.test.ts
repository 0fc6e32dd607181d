import { AppError } from '@trivet/platform';
import { describe, expect, it } from 'vitest';
import { ask, type TestSubgraph, testGraph, testSubgraph } from '../../tests/test-graph.ts';
import { byReference, expectAnswer } from './answers.ts';

type Reference = Readonly<Record<string, unknown>>;

/** What the resolver of a field with `@requires` found in the representation, as text. */
const told = (...names: string[]) => ({
  __resolveReference: byReference<Reference>(),
  told: (reference: Reference) => JSON.stringify(Object.fromEntries(names.map((name) => [name, reference[name]]))),
});

const things = (sdl: string, fields: object, extra = ''): TestSubgraph =>
  testSubgraph('a', `type Query { things: [Thing!]! } type Thing @key(fields: "id") { id: ID! ${sdl} } ${extra}`, {
    Query: { things: () => [{ id: '1' }, { id: '2' }] },
    Thing: { __resolveReference: byReference<Reference>(), ...fields },
  });

describe('@requires', () => {
  it('brings fields of other subgraphs, with nested selections and lists', async () => {
    const item = 'type Item { name: String @shareable size: Size @shareable } type Size { width: Int @shareable }';
    const subgraphs = () => [
      things(
        'weight: Int items: [Item]',
        {
          weight: ({ id }: { id: string }) => (id === '1' ? 5 : null),
          items: ({ id }: { id: string }) => (id === '1' ? [{ name: 'i', size: { width: 2 } }, null] : null),
        },
        item,
      ),
      testSubgraph(
        'b',
        `type Thing @key(fields: "id") { id: ID! weight: Int @external items: [Item] @external
           told: String @requires(fields: "weight items { name size { width } }") } ${item}`,
        { Thing: told('weight', 'items') },
      ),
    ];
    await expectAnswer(subgraphs, '{ things { told } }', {
      data: {
        things: [
          { told: '{"weight":5,"items":[{"name":"i","size":{"width":2}},null]}' },
          { told: '{"weight":null,"items":null}' },
        ],
      },
    });
  });

  it('tells of what failed at the object, and not at another field that the client calls by that name', async () => {
    const subgraphs = () => [
      things('weight: Int size: Int', {
        weight: () => {
          throw new AppError('CONFLICT', 'It is being weighed.');
        },
        size: () => 3,
      }),
      testSubgraph(
        'b',
        'type Thing @key(fields: "id") { id: ID! weight: Int @external told: String @requires(fields: "weight") }',
        { Thing: told('weight') },
      ),
    ];
    const thing = { told: '{"weight":null}', weight: 3 };
    await expectAnswer(subgraphs, '{ things { told weight: size } }', {
      data: { things: [thing, thing] },
      errors: [
        ['things.0', 'CONFLICT'],
        ['things.1', 'CONFLICT'],
      ],
    });
  });

  it('goes through entities that a third subgraph has', async () => {
    const subgraphs = () => [
      things(
        'owner: Owner',
        { owner: ({ id }: { id: string }) => ({ id: `o${id}` }) },
        'type Owner @key(fields: "id") { id: ID! }',
      ),
      testSubgraph('b', 'type Owner @key(fields: "id") { id: ID! name: String }', {
        Owner: { __resolveReference: byReference<Reference>(({ id }) => ({ name: `name of ${id}` })) },
      }),
      testSubgraph(
        'c',
        `type Thing @key(fields: "id") { id: ID! owner: Owner @external told: String @requires(fields: "owner { name }") }
         type Owner @key(fields: "id") { id: ID! name: String @external }`,
        { Thing: { ...told('owner'), told: ({ owner }: Reference) => String((owner as Reference)['name']) } },
      ),
    ];
    await expectAnswer(subgraphs, '{ things { told } }', {
      data: { things: [{ told: 'name of o1' }, { told: 'name of o2' }] },
    });
  });

  it('asks for nothing where the field is not selected', async () => {
    const subgraphs = () => [
      things('weight: Int', { weight: () => 5 }),
      testSubgraph(
        'b',
        'type Thing @key(fields: "id") { id: ID! weight: Int @external told: String @requires(fields: "weight") plain: Int }',
        { Thing: { ...told('weight'), plain: () => 1 } },
      ),
    ];
    const asked = await expectAnswer(subgraphs, '{ things { plain } }', {
      data: { things: [{ plain: 1 }, { plain: 1 }] },
    });
    expect(asked.join()).not.toContain('weight');
  });

  it('is not disturbed by what a client calls by the name of what is required, or how he calls that', async () => {
    const subgraphs = () => [
      things('weight(unit: String = "kg"): String name: String', {
        weight: (_: unknown, { unit }: { unit: string }) => `5 ${unit}`,
        name: () => 'n',
      }),
      testSubgraph(
        'b',
        `type Thing @key(fields: "id") { id: ID! weight(unit: String = "kg"): String @external told: String @requires(fields: "weight") }`,
        { Thing: told('weight') },
      ),
    ];
    const one = { weight: 'n', w: '5 g', told: '{"weight":"5 kg"}' };
    await expectAnswer(subgraphs, '{ things { weight: name w: weight(unit: "g") told } }', {
      data: { things: [one, one] },
    });
  });

  it('brings the members of unions and interfaces, each with its own fields', async () => {
    const types =
      'union Part = Wheel | Frame type Wheel { inches: Int @shareable } type Frame { metal: String @shareable }';
    const subgraphs = () => [
      things(
        'part: Part',
        {
          part: ({ id }: { id: string }) =>
            id === '1' ? { __typename: 'Wheel', inches: 28 } : { __typename: 'Frame', metal: 'Al' },
        },
        types,
      ),
      testSubgraph(
        'b',
        `type Thing @key(fields: "id") { id: ID! part: Part @external
           told: String @requires(fields: "part { ... on Wheel { inches } ... on Frame { metal } }") } ${types}`,
        {
          Thing: {
            ...told(),
            told: ({ part }: { part: Reference }) => JSON.stringify([part['inches'] ?? part['metal']]),
          },
        },
      ),
    ];
    await expectAnswer(subgraphs, '{ things { told } }', {
      data: { things: [{ told: '[28]' }, { told: '["Al"]' }] },
    });
  });

  it('brings what an interface says', async () => {
    const types =
      'interface Part { weight: Int } type Wheel implements Part { weight: Int @shareable inches: Int @shareable }';
    const subgraphs = () => [
      things('part: Part', { part: () => ({ __typename: 'Wheel', weight: 2, inches: 28 }) }, types),
      testSubgraph(
        'b',
        `type Thing @key(fields: "id") { id: ID! part: Part @external told: Int @requires(fields: "part { weight }") } ${types}`,
        { Thing: { ...told(), told: ({ part }: { part: { weight: number } }) => part.weight } },
      ),
    ];
    await expectAnswer(subgraphs, '{ things { told part { weight } } }', {
      data: { things: [1, 2].map(() => ({ told: 2, part: { weight: 2 } })) },
    });
  });

  it('chains: what is required requires something itself', async () => {
    const subgraphs = () => [
      things('weight: Int', { weight: ({ id }: { id: string }) => Number(id) }),
      testSubgraph(
        'b',
        'type Thing @key(fields: "id") { id: ID! weight: Int @external price: Int @requires(fields: "weight") }',
        { Thing: { ...told(), price: ({ weight }: { weight: number }) => weight * 10 } },
      ),
      testSubgraph(
        'c',
        'type Thing @key(fields: "id") { id: ID! price: Int @external total: Int @requires(fields: "price") }',
        { Thing: { ...told(), total: ({ price }: { price: number }) => price + 1 } },
      ),
    ];
    await expectAnswer(subgraphs, '{ things { total } }', { data: { things: [{ total: 11 }, { total: 21 }] } });
    await expectAnswer(subgraphs, '{ things { total price weight } }', {
      data: {
        things: [
          { total: 11, price: 10, weight: 1 },
          { total: 21, price: 20, weight: 2 },
        ],
      },
    });
  });

  it('goes there and back: two subgraphs require each other’s fields', async () => {
    const subgraphs = () => [
      things('first: Int! second: Int! @external third: Int @requires(fields: "second")', {
        first: ({ id }: { id: string }) => Number(id),
        third: ({ second }: { second: number }) => second + 1,
      }),
      testSubgraph(
        'b',
        'type Thing @key(fields: "id") { id: ID! first: Int! @external second: Int! @requires(fields: "first") }',
        { Thing: { ...told(), second: ({ first }: { first: number }) => first * 10 } },
      ),
    ];
    await expectAnswer(subgraphs, '{ things { third } }', { data: { things: [{ third: 11 }, { third: 21 }] } });
  });

  describe('chains through the subgraph that the client comes from', () => {
    /** `n0` is the owner's, `ra` requires it in the subgraph that begins, and `rd` of the owner requires `ra`. */
    const back = (required: string, types: (at: string) => string, value: unknown, provides = '') => [
      testSubgraph(
        'a',
        `type Query { one: Thing ${provides} all: [Node2] } interface Node2 { id: ID! } ${types('a')}
         type Thing implements Node2 @key(fields: "id") { id: ID! n0: Value @external ra: String @requires(fields: "n0${required}") }`,
        {
          Query: {
            one: () => ({ id: '1', ...(provides && { n0: value }) }),
            all: () => [{ __typename: 'Thing', id: '1' }],
          },
          Thing: { __resolveReference: byReference<Reference>(), ra: ({ n0 }: Reference) => JSON.stringify(n0) },
        },
      ),
      testSubgraph(
        'd',
        `${types('d')} type Thing @key(fields: "id") { id: ID! n0: Value ${provides && '@shareable'} ra: String @external rd: String @requires(fields: "ra") }`,
        {
          Thing: {
            __resolveReference: byReference<Reference>(),
            n0: () => value,
            rd: ({ ra }: Reference) => `rd of ${ra}`,
          },
        },
      ),
      testSubgraph('b', `type Part @key(fields: "id") { id: ID! size: Int }`, {
        Part: { __resolveReference: byReference<Reference>(() => ({ size: 5 })) },
      }),
    ];
    const scalar = () => back('', () => 'scalar Value', 7);
    const valueType = () => back('{ x }', () => 'type Value { x: Int @shareable }', { x: 7 });
    const entity = () =>
      back(
        '{ id of { size } }',
        (at) =>
          `type Value @key(fields: "id") { id: ID! of: Part @shareable } type Part @key(fields: "id") { id: ID! ${at === 'a' ? 'size: Int @external' : ''} }`,
        { id: 'v', of: { id: 'p' } },
      );

    it.each([
      ['{ one { rd } }', scalar, { one: { rd: 'rd of 7' } }],
      ['{ one { ra rd n0 } }', scalar, { one: { ra: '7', rd: 'rd of 7', n0: 7 } }],
      ['{ one { ra } }', scalar, { one: { ra: '7' } }],
      ['{ all { ... on Thing { rd } } }', scalar, { all: [{ rd: 'rd of 7' }] }],
      ['{ one { rd } }', valueType, { one: { rd: 'rd of {"x":7}' } }],
      ['{ all { ... on Thing { rd } id } }', entity, { all: [{ rd: 'rd of {"id":"v","of":{"size":5}}', id: '1' }] }],
      [
        '{ one { rd } }',
        () => back('', () => 'scalar Value', 7, '@provides(fields: "n0")'),
        { one: { rd: 'rd of 7' } },
      ],
    ])('%s', async (query, subgraphs, data) => {
      await expectAnswer(subgraphs, query, { data });
    });

    it('is an internal error where no plan is found that asks in time, and nothing is asked', async () => {
      const subgraphs = [
        testSubgraph(
          'c',
          `type Query { two: Two } type Two @key(fields: "id") { id: ID! } type One @key(fields: "id") { id: ID! rb: Int @external rc: Int @requires(fields: "rb") }`,
        ),
        testSubgraph(
          'b',
          `type Two @key(fields: "id") { id: ID! one: One } type One @key(fields: "id") { id: ID! x: Int @external rb: Int @requires(fields: "x") }`,
        ),
        testSubgraph('d', 'type One @key(fields: "id") { id: ID! x: Int }'),
      ];
      expect(await ask(testGraph(subgraphs), '{ two { one { rc } } }')).toMatchObject({
        errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
      });
      expect(subgraphs.flatMap(({ requests }) => requests)).toEqual([]);
    });

    it('where the path provides what is required, asks for it there', async () => {
      const asked = await expectAnswer(
        () => back('', () => 'scalar Value', 7, '@provides(fields: "n0")'),
        '{ one { ra } }',
        { data: { one: { ra: '7' } } },
      );
      expect(asked).toHaveLength(1);
    });
  });

  it('of a field that fails sends null, and tells of the error at the object', async () => {
    const subgraphs = () => [
      things('weight: Int', {
        weight: ({ id }: { id: string }) => {
          if (id === '1') return 5;
          throw new AppError('CONFLICT', 'no weight');
        },
      }),
      testSubgraph(
        'b',
        'type Thing @key(fields: "id") { id: ID! weight: Int @external told: String @requires(fields: "weight") }',
        { Thing: told('weight') },
      ),
    ];
    await expectAnswer(subgraphs, '{ things { told } }', {
      data: { things: [{ told: '{"weight":5}' }, { told: '{"weight":null}' }] },
      errors: [['things.1', 'CONFLICT']],
    });
  });

  it('under a condition takes nothing with it when it is left out', async () => {
    const subgraphs = () => [
      things('weight: Int', { weight: () => 5 }),
      testSubgraph(
        'b',
        'type Thing @key(fields: "id") { id: ID! weight: Int @external told: String @requires(fields: "weight") plain: Int }',
        { Thing: { ...told('weight'), plain: () => 1 } },
      ),
    ];
    await expectAnswer(subgraphs, 'query($no: Boolean!) { things { told @include(if: $no) plain } }', {
      variables: { no: false },
      data: { things: [{ plain: 1 }, { plain: 1 }] },
    });
  });
});
