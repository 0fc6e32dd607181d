import { buildSchema, getIntrospectionQuery } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../admission/limits.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { shop } from '../tests/shop.ts';
import { testSupergraph } from '../tests/test-graph.ts';
import { readDocument } from './read-document.ts';

let supergraph: LoadedSupergraph;
beforeAll(() => {
  supergraph = testSupergraph(shop().all);
});

const repeat = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');
const read = (query: string, operationName?: string) =>
  readDocument({ query, operationName }, { apiSchema: supergraph.apiSchema, limits: defaultLimits });
const codes = (query: string, operationName?: string) => {
  const outcome = read(query, operationName);
  return 'operation' in outcome ? outcome.operation.operation : outcome.map(({ code }) => code);
};

describe('what clients send by mistake', () => {
  it.each([
    ['nothing', '', 'GRAPHQL_PARSE_FAILED'],
    ['a syntax error', '{ viewer { id }', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ viewer { shoeSize } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a hidden field', '{ _usersNodes(ids: []) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an entity by its key', '{ _entities(representations: []) { __typename } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an undeclared variable', '{ account(id: $id) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a schema', 'type Query { a: Int }', 'GRAPHQL_VALIDATION_FAILED'],
    ['two subscriptions in one', 'subscription { ticks changed { kind } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['several operations without a name', 'query A { viewer { id } } query B { viewer { id } }', 'BAD_USER_INPUT'],
    ['a fragment alone', 'fragment F on User { id }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('is answered with a code: %s', (_, query, code) => {
    expect(codes(query)).toContain(code);
  });

  it('knows the kinds of operations that there are', () => {
    const schema = buildSchema('type Query { a: Int }');
    const errors = readDocument({ query: 'mutation { __typename }' }, { apiSchema: schema, limits: defaultLimits });
    expect(errors).toMatchObject([{ code: 'GRAPHQL_VALIDATION_FAILED' }]);
  });

  it('names the operation that is not there', () => {
    expect(codes('query A { viewer { id } }', 'B')).toEqual(['BAD_USER_INPUT']);
    expect(codes('query A { viewer { id } }', 'A')).toBe('query');
  });

  it('says where, and what may have been meant, at most ten times', () => {
    const errors = read(`{ viewer { displayNam ${repeat(50, (index) => `wrong${index}`)} } }`);
    expect(errors).toHaveLength(10);
    expect(errors).toContainEqual({
      message: 'Cannot query field "displayNam" on type "User". Did you mean "displayName"?',
      code: 'GRAPHQL_VALIDATION_FAILED',
      positions: [11],
    });
  });
});

describe('what clients send by design', () => {
  const deep = (levels: number) => `{ viewer ${'{ accounts { owner '.repeat(levels)}{ id }${'} }'.repeat(levels)} }`;

  it('passes the usual query of introspection, and is not offended by a large one', () => {
    expect(codes(getIntrospectionQuery())).toBe('query');
    expect(codes(`{ ${repeat(60, (index) => `a${index}: viewer { id accounts { id name plan { name } } }`)} }`)).toBe(
      'query',
    );
  });

  it.each([
    ['10,000 aliases', () => `{ ${repeat(10_000, (index) => `a${index}: viewer { id }`)} }`],
    ['a hundred levels', () => deep(50)],
    [
      'a hundred levels by fragments',
      () =>
        `{ viewer { ...F0 } } ${repeat(60, (index) => `fragment F${index} on User { accounts { owner { ...F${index + 1} } } }`)} fragment F60 on User { id }`,
    ],
    [
      'fragments that double at every level',
      () =>
        `{ viewer { ...F0 } } ${repeat(8, (index) => `fragment F${index} on User { a: favourite { owner { ...F${index + 1} } } b: favourite { owner { ...F${index + 1} } } c: favourite { owner { ...F${index + 1} } } }`)} fragment F8 on User { id }`,
    ],
    ['one field many times', () => `{ viewer { ${repeat(1900, () => 'id')} } }`],
    [
      'the schema a hundred times',
      () => `{ ${repeat(100, (index) => `a${index}: __schema { types { fields { name args { name } } } }`)} }`,
    ],
    ['a value that takes the planner for ever', () => `{ search(filter: ${'{ and: '.repeat(30)}{}${'}'.repeat(30)}) }`],
    [
      'a list in a list in a list',
      () => `query($a: Filter = ${'{ and: ['.repeat(30)}${']}'.repeat(30)}) { search(filter: $a) }`,
    ],
  ])('is refused for its size: %s', (_, query) => {
    expect(codes(query())).toEqual(['OPERATION_LIMIT_EXCEEDED']);
  });

  it('is refused also with more levels than the stack may have, by whoever comes to an end first', () => {
    const deep = codes(`{ search(filter: ${'['.repeat(1990)}`);
    // The parser takes less of the stack once V8 has optimised it, and then finds that nothing is closed.
    expect([['OPERATION_LIMIT_EXCEEDED'], ['GRAPHQL_PARSE_FAILED']]).toContainEqual(deep);
  });

  it.each([
    ['a fragment in itself', '{ viewer { ...A } } fragment A on User { accounts { owner { ...A } } }'],
    [
      'fragments in a circle',
      '{ viewer { ...A } } fragment A on User { ...B } fragment B on User { ...C } fragment C on User { ...A }',
    ],
    [
      'a circle at the root of a subscription',
      'subscription { ...A } fragment A on Subscription { ticks ...B } fragment B on Subscription { ...A }',
    ],
    [
      'introspection in a circle',
      `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`,
    ],
  ])('is refused, and ends: %s', (_, query) => {
    expect(codes(query)).toContain('GRAPHQL_VALIDATION_FAILED');
  });

  it.each([
    'subscription($a: Boolean!) { ticks @include(if: $a) }',
    'subscription($a: Boolean!) { ticks @skip(if: $a) }',
    'subscription { ticks @include(if: true) }',
    'subscription($a: Boolean!) { ... on Subscription @include(if: $a) { ticks } }',
    'subscription($a: Boolean!) { ...F @include(if: $a) } fragment F on Subscription { ticks }',
    'subscription($a: Boolean!) { ...F } fragment F on Subscription { ... { ticks @skip(if: $a) } }',
  ])('is refused before it can make graphql-js throw: %s', (query) => {
    expect(codes(query)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it('may have conditions below the root of a subscription', () => {
    expect(codes('subscription($a: Boolean!) { changed { kind @include(if: $a) } }')).toBe('subscription');
  });
});
