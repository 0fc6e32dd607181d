import { AppError } from '@trivet/platform';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { testSubgraph } from '../../tests/test-graph.ts';
import { byReference, expectAnswer } from './answers.ts';

type Reference = Readonly<Record<string, unknown>>;

describe('@shareable', () => {
  it('lets a value type be put together from several subgraphs, element by element', async () => {
    const subgraphs = () => [
      testSubgraph(
        'a',
        'type Query { range: Range @shareable list: [[Range]] @shareable } type Range { from: Int @shareable both: Int @shareable }',
        { Query: { range: () => ({ from: 1, both: 0 }), list: () => [[{ from: 1, both: 0 }, null], null] } },
      ),
      testSubgraph(
        'b',
        'type Query { range: Range @shareable list: [[Range]] @shareable } type Range { to: Int both: Int @shareable }',
        { Query: { range: () => ({ to: 2, both: 0 }), list: () => [[{ to: 2, both: 0 }, null], null] } },
      ),
    ];
    await expectAnswer(subgraphs, '{ range { to both from } list { from t: to } }', {
      data: { range: { to: 2, both: 0, from: 1 }, list: [[{ from: 1, t: 2 }, null], null] },
    });
  });

  it('lets one subgraph answer a root field alone, whichever can', async () => {
    const subgraphs = () => [
      testSubgraph('a', 'type Query { thing: Thing @shareable } type Thing @key(fields: "id") { id: ID! one: Int }', {
        Query: { thing: () => ({ id: '1' }) },
        Thing: { __resolveReference: byReference<Reference>(), one: () => 1 },
      }),
      testSubgraph('b', 'type Query { thing: Thing @shareable } type Thing @key(fields: "id") { id: ID! two: Int }', {
        Query: { thing: () => ({ id: '1' }) },
        Thing: { __resolveReference: byReference<Reference>(), two: () => 2 },
      }),
    ];
    for (const [query, thing] of [
      ['{ thing { one } }', { one: 1 }],
      ['{ thing { two } }', { two: 2 }],
      ['{ thing { id } }', { id: '1' }],
    ] as const) {
      expect(await expectAnswer(subgraphs, query, { data: { thing } })).toHaveLength(1);
    }
    await expectAnswer(subgraphs, '{ thing { two one } }', { data: { thing: { two: 2, one: 1 } } });
  });

  it('keeps what one subgraph has where another answers null for the same object', async () => {
    const subgraphs = () => [
      testSubgraph('a', 'type Query { pair: Pair @shareable } type Pair { one: Int }', {
        Query: { pair: () => ({ one: 1 }) },
      }),
      testSubgraph('b', 'type Query { pair: Pair @shareable } type Pair { two: Int }', { Query: { pair: () => null } }),
    ];
    await expectAnswer(subgraphs, '{ pair { one two } }', { data: { pair: { one: 1, two: null } } });
  });

  it('says what is missing of an object of which one subgraph does not bring its part', async () => {
    const pair = (name: string, part: string, value: object) =>
      testSubgraph(name, `type Query { pair: Pair @shareable } type Pair { ${part}: Int }`, {
        Query: { pair: () => value },
      });
    const subgraphs = () => [
      pair('a', 'one', { one: 1 }),
      {
        ...pair('b', 'two', { two: 2 }),
        execute: async () => ({ errors: [new GraphQLError('down', { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } })] }),
      },
    ];
    await expectAnswer(subgraphs, '{ pair { one t: two } }', {
      data: { pair: { one: 1, t: null } },
      errors: [['pair.t', 'SUBGRAPH_UNAVAILABLE']],
    });
  });

  it('tells once of a field that fails in every subgraph that has a part of it', async () => {
    const pair = (name: string, part: string, code: 'FORBIDDEN' | 'CONFLICT') =>
      testSubgraph(name, `type Query { pair: Pair @shareable } type Pair { ${part}: Int }`, {
        Query: {
          pair: () => {
            throw new AppError(code, 'no');
          },
        },
      });
    await expectAnswer(() => [pair('a', 'one', 'FORBIDDEN'), pair('b', 'two', 'FORBIDDEN')], '{ pair { one two } }', {
      data: { pair: null },
      errors: [['pair', 'FORBIDDEN']],
    });
    // Of several errors of one field it is told of the first.
    await expectAnswer(() => [pair('a', 'one', 'CONFLICT'), pair('b', 'two', 'FORBIDDEN')], '{ pair { one two } }', {
      data: { pair: null },
      errors: [['pair', 'CONFLICT']],
    });
  });

  it('makes a field nullable that one subgraph may leave empty', async () => {
    const subgraphs = () => [
      testSubgraph('a', 'type Query { text: String! @shareable other: Int }', {
        Query: { text: () => 'a', other: () => 1 },
      }),
      testSubgraph('b', 'type Query { text: String @shareable more: Int }', {
        Query: { text: () => null, more: () => 2 },
      }),
    ];
    await expectAnswer(subgraphs, '{ more text }', { data: { more: 2, text: null } });
    await expectAnswer(subgraphs, '{ other text }', { data: { other: 1, text: 'a' } });
  });
});

describe('@override', () => {
  const subgraphs = () => [
    testSubgraph(
      'a',
      'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! moved: String stays: Int }',
      {
        Query: { thing: () => ({ id: '1' }) },
        Thing: {
          __resolveReference: byReference<Reference>(),
          stays: () => 1,
          moved: () => {
            throw new AppError('CONFLICT', 'has moved');
          },
        },
      },
    ),
    testSubgraph(
      'b',
      'type Thing @key(fields: "id") { id: ID! moved: String @override(from: "a") size: Int @external big: String @requires(fields: "size") } ',
      {
        Thing: {
          __resolveReference: byReference<Reference>(),
          moved: () => 'of b',
          big: ({ size }: Reference) => `${size}`,
        },
      },
    ),
    testSubgraph(
      'c',
      'type Thing @key(fields: "id") { id: ID! size: Int needs: String @requires(fields: "moved") moved: String @external }',
      {
        Thing: {
          __resolveReference: byReference<Reference>(),
          size: () => 3,
          needs: ({ moved }: Reference) => `needs ${moved}`,
        },
      },
    ),
  ];

  it('takes a field away from the subgraph that had it', async () => {
    await expectAnswer(subgraphs, '{ thing { moved stays } }', { data: { thing: { moved: 'of b', stays: 1 } } });
  });

  it('holds for what requires the field, too', async () => {
    await expectAnswer(subgraphs, '{ thing { needs big } }', { data: { thing: { needs: 'needs of b', big: '3' } } });
  });

  it('from a subgraph that there is not, changes nothing', async () => {
    const alone = () => [
      testSubgraph('a', 'type Query { thing: Int @override(from: "gone") }', { Query: { thing: () => 1 } }),
    ];
    await expectAnswer(alone, '{ thing }', { data: { thing: 1 } });
  });
});

describe('@inaccessible', () => {
  const subgraphs = () => [
    testSubgraph(
      'a',
      `type Query { thing: Thing hidden: Int @inaccessible things: [Any] kinds: [Kind] }
       type Thing @key(fields: "code") { code: ID! @inaccessible secret: Int @inaccessible name: String }
       type Hidden @inaccessible { x: Int } union Any = Thing | Hidden enum Kind { A B @inaccessible }`,
      {
        Query: {
          thing: () => ({ code: 'c', secret: 4, name: 'n' }),
          things: () => [{ __typename: 'Thing', code: 'c', name: 'n' }, { __typename: 'Hidden' }],
          kinds: () => ['A', 'B'],
        },
        Thing: { __resolveReference: byReference<Reference>(() => ({ secret: 4, name: 'n' })) },
      },
    ),
    testSubgraph(
      'b',
      'type Thing @key(fields: "code") { code: ID! secret: Int @external price: Int @requires(fields: "secret") told: String }',
      {
        Thing: {
          __resolveReference: byReference<Reference>(),
          price: ({ secret }: { secret: number }) => secret * 2,
          told: ({ code }: Reference) => `code ${code}`,
        },
      },
    ),
  ];

  it('hides keys and required fields from clients, and from nobody else', async () => {
    await expectAnswer(subgraphs, '{ thing { told price } }', { data: { thing: { told: 'code c', price: 8 } } });
  });

  it('hides types and values: they are null where they stand, with an error', async () => {
    await expectAnswer(subgraphs, '{ things { __typename ... on Thing { name } } kinds }', {
      data: { things: [{ __typename: 'Thing', name: 'n' }, null], kinds: ['A', null] },
      errors: [
        ['things.1', 'INTERNAL_SERVER_ERROR'],
        ['kinds.1', 'INTERNAL_SERVER_ERROR'],
      ],
    });
  });
});
