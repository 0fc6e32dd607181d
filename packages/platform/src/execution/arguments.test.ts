import { GraphQLEnumType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { answersOf, expectSameAnswer } from './tests/compare.ts';
import { schemaOf } from './tests/schema-of.ts';

describe('arguments and variables, as graphql-js has them', () => {
  const echo = `
    enum Colour { RED GREEN }
    input Point { x: Int! = 1, y: [Int], colour: Colour, inner: Point }
    type Query { echo(int: Int = 5, must: Int! = 7, id: ID, colour: Colour, point: Point, points: [Point!], float: Float, flag: Boolean): String, required(value: Int!): Int }
  `;
  const resolvers = { Query: { echo: (_root: unknown, args: unknown) => JSON.stringify(args), required: () => 1 } };
  const ask = (query: string, variables: Record<string, unknown> = {}) => {
    const schema = schemaOf(echo, resolvers);
    const colour = schema.getType('Colour') as GraphQLEnumType;
    const values = { RED: { value: 'internal' }, GREEN: { value: 2 } };
    Object.assign(colour, new GraphQLEnumType({ ...colour.toConfig(), values }));
    return answersOf(schema, { query, variables });
  };

  it.each([
    ['{ echo }', {}],
    ['{ echo(int: null, id: 7, colour: RED, point: { x: 2, y: 3, inner: { y: [null] } }, float: 1, flag: true) }', {}],
    ['query($int: Int, $must: Int) { echo(int: $int, must: $must) }', {}],
    ['query($int: Int, $must: Int) { echo(int: $int, must: $must) }', { int: null, must: null }],
    ['query($int: Int, $must: Int) { echo(int: $int, must: $must) }', { int: 1, must: 2 }],
    ['query($int: Int = 9, $colour: Colour = GREEN) { echo(int: $int, colour: $colour) }', {}],
    ['query($id: ID, $point: Point) { echo(id: $id, point: $point) }', { id: 3, point: { colour: 'RED' } }],
    ['query($x: Int!, $points: [Point!]) { echo(point: { x: $x }, points: $points) }', { x: 1, points: { y: 1 } }],
    ['query($x: Int) { echo(point: { x: $x, y: [$x] }) }', {}],
    ['query($value: Int) { required(value: $value) }', {}],
    ['query($value: Int) { required(value: $value) }', { value: null }],
    ['{ required }', {}],
    ['{ required(value: "text") }', {}],
  ])('%s with %o', async (query, variables) => {
    expectSameAnswer(await ask(query, variables));
  });

  it.each([
    ['query($a: Int!, $b: [Int!]!) { echo }', {}],
    ['query($a: Int!) { echo }', { a: null }],
    ['query($a: Int, $b: Boolean, $c: Float, $d: String) { echo }', { a: 1.5, b: 'yes', c: '1', d: 3 }],
    ['query($p: Point!, $c: Colour) { echo }', { p: { x: 'x', unknown: 1 }, c: 'BLUE' }],
    ['query($p: [Point!]!) { echo }', { p: [{ x: 1 }, null, { inner: { y: ['z'] } }] }],
    ['query($q: Query) { echo }', { q: 1 }],
    ['query($ids: [Int]) { echo }', { ids: Array.from({ length: 60 }, () => 'x') }],
  ])('refuses %s with %o', async (query, variables) => {
    const answers = await ask(query, variables);
    expectSameAnswer(answers);
    expect(answers.compiled.errors).not.toEqual([]);
    expect(answers.compiled.data).toBeUndefined();
  });
});

it('takes undefined from a scalar for a refusal, and null for a value', async () => {
  const typeDefs = 'scalar Odd type Query { echo(odd: Odd, odds: [Odd!]): String }';
  const parseValue = (value: unknown) => (value === 'none' ? undefined : value === 'null' ? null : { value });
  const resolvers = { Odd: { parseValue }, Query: { echo: (_root: unknown, args: unknown) => JSON.stringify(args) } };
  const query = 'query($odd: Odd, $odds: [Odd!]) { echo(odd: $odd, odds: $odds) }';
  for (const value of ['none', 'null', 'some']) {
    const variables = { odd: value, odds: [value] };
    expectSameAnswer(await answersOf(schemaOf(typeDefs, resolvers), { query, variables }));
  }
});
