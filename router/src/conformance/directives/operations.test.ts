import { AppError } from '@trivet/platform';
import { describe, expect, it } from 'vitest';
import { testSubgraph } from '../../tests/test-graph.ts';
import { byReference, expectAnswer, expectRefused } from './answers.ts';

type Reference = Readonly<Record<string, unknown>>;

describe('mutations', () => {
  it('are done one after the other, over subgraphs, and what each selects elsewhere is fetched before the next', async () => {
    const log: string[] = [];
    const subgraphs = () => [
      testSubgraph(
        'a',
        'type Query { q: Int } type Mutation { add(n: Int!): Thing fail: Int } type Thing @key(fields: "id") { id: ID! }',
        {
          Mutation: {
            add: async (_: unknown, { n }: { n: number }) => {
              log.push(`add ${n}`);
              return { id: String(n) };
            },
            fail: () => {
              log.push('fail');
              throw new AppError('CONFLICT', 'no');
            },
          },
        },
      ),
      testSubgraph('b', 'type Mutation { note(n: Int!): Thing } type Thing @key(fields: "id") { id: ID! seen: Int }', {
        Mutation: {
          note: (_: unknown, { n }: { n: number }) => {
            log.push(`note ${n}`);
            return { id: String(n) };
          },
        },
        Thing: { __resolveReference: byReference<Reference>(), seen: ({ id }: Reference) => log.push(`seen ${id}`) },
      }),
    ];
    await expectAnswer(subgraphs, 'mutation { x: add(n: 1) { id } note(n: 2) { id } fail y: add(n: 3) { id } }', {
      data: { x: { id: '1' }, note: { id: '2' }, fail: null, y: { id: '3' } },
      errors: [['fail', 'CONFLICT']],
    });
    expect(log.splice(0, 4)).toEqual(['add 1', 'note 2', 'fail', 'add 3']);
    log.length = 0;
    await expectAnswer(subgraphs, 'mutation { x: add(n: 1) { seen } note(n: 2) { id } }', {
      data: { x: { seen: expect.any(Number) as unknown }, note: { id: '2' } },
    });
    expect(log.splice(0, 3)).toEqual(['add 1', 'seen 1', 'note 2']);
  });
});

describe('conditions', () => {
  const subgraphs = () => [
    testSubgraph('a', 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! name: String size: Int }', {
      Query: { thing: () => ({ id: '1', name: 'n', size: 2 }) },
    }),
    testSubgraph('b', 'type Thing @key(fields: "id") { id: ID! price: Int other: Thing }', {
      Thing: { __resolveReference: byReference<Reference>(() => ({ price: 3, other: { id: '1', price: 3 } })) },
    }),
  ];
  const ask = (query: string, thing: unknown, variables = {}) =>
    expectAnswer(subgraphs, query, { data: { thing }, variables });

  it('spare subgraphs of which nothing is asked', async () => {
    const query =
      'query($yes: Boolean!, $no: Boolean!) { thing { name price @include(if: $no) other @skip(if: $yes) { price } } }';
    expect(await ask(query, { name: 'n' }, { yes: true, no: false })).toHaveLength(1);
    await ask(query, { name: 'n', price: 3, other: { price: 3 } }, { yes: false, no: true });
  });

  it('of both kinds have to agree', async () => {
    const query = 'query($s: Boolean!, $i: Boolean!) { thing { name price @skip(if: $s) @include(if: $i) } }';
    for (const s of [true, false]) {
      for (const i of [true, false]) await ask(query, { name: 'n', ...(!s && i && { price: 3 }) }, { s, i });
    }
  });

  it('may leave nothing of an object, or of the operation', async () => {
    await ask('query($no: Boolean!) { thing { ... @include(if: $no) { price name } } }', {}, { no: false });
    await ask(
      'query($no: Boolean!) { thing { ... on Thing { other { id @include(if: $no) } } } }',
      { other: {} },
      { no: false },
    );
    const nothing = await expectAnswer(subgraphs, 'query($no: Boolean!) { thing @include(if: $no) { name } }', {
      data: {},
      variables: { no: false },
    });
    expect(nothing).toEqual([]);
  });

  it('stand within each other, by variable and by literal', async () => {
    const query = `query($v: Boolean!) { thing @skip(if: $v) { ...A @skip(if: true) } } fragment A on Thing { price }`;
    await ask(query, {}, { v: false });
  });

  it('hold for introspection too', async () => {
    const query = '{ ...S @skip(if: true) thing { name } } fragment S on Query { __type(name: "Thing") { name } }';
    await ask(query, { name: 'n' });
    await expectAnswer(
      subgraphs,
      'query($v: Boolean!) { ... on Query @include(if: $v) { __type(name: "Thing") { name } } }',
      {
        data: { __type: { name: 'Thing' } },
        variables: { v: true },
      },
    );
  });

  it('have defaults, and refuse null', async () => {
    const query = 'query($v: Boolean! = false) { thing { name price @include(if: $v) } }';
    await ask(query, { name: 'n' });
    await expectRefused(
      subgraphs,
      'query($v: Boolean) { thing { name @include(if: $v) } }',
      'GRAPHQL_VALIDATION_FAILED',
    );
  });
});

describe('extensions', () => {
  it('by `extend` and external keys are types as any other', async () => {
    const subgraphs = () => [
      testSubgraph('a', 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! name: String }', {
        Query: { thing: () => ({ id: '1', name: 'n' }) },
        Thing: { __resolveReference: byReference<Reference>(() => ({ name: 'n' })) },
      }),
      testSubgraph(
        'b',
        `extend type Query { other: Thing } extend type Thing @key(fields: "id") { id: ID! @external name: String @external
           label: String @requires(fields: "name") }`,
        {
          Query: { other: () => ({ id: '2' }) },
          Thing: { __resolveReference: byReference<Reference>(), label: ({ name }: Reference) => `label ${name}` },
        },
      ),
    ];
    await expectAnswer(subgraphs, '{ thing { label } other { id name label } }', {
      data: { thing: { label: 'label n' }, other: { id: '2', name: 'n', label: 'label n' } },
    });
  });
});
