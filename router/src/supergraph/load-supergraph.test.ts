import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { shop } from '../tests/shop.ts';
import { composeTestSupergraph } from '../tests/test-graph.ts';
import { loadSupergraph } from './load-supergraph.ts';

/** A supergraph of two subgraphs, of which the first has something to say. */
function supergraphWith(imports: string, typeDefs: string): string {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", ${imports}])`;
  const { supergraphSdl, errors } = composeServices([
    { name: 'one', typeDefs: parse(`${link} ${typeDefs}`) },
    {
      name: 'two',
      typeDefs: parse(`${link} type Query { b: Int } type Thing @key(fields: "id") { id: ID! old: Int }`),
    },
  ]);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

it('knows the subgraphs, the API and whom to ask for which ids, from the supergraph alone', () => {
  const { apiSchema, internalSchema, nodeOwners, subgraphNames } = loadSupergraph(composeTestSupergraph(shop().all));
  expect(subgraphNames).toEqual(['core', 'inbox', 'users']);
  expect(nodeOwners).toEqual([
    { type: 'Account', prefix: 'acc', subgraph: 'users', field: '_usersNodes' },
    { type: 'Resource', prefix: 'res', subgraph: 'core', field: '_coreNodes' },
    { type: 'User', prefix: 'usr', subgraph: 'users', field: '_usersNodes' },
  ]);
  expect(Object.keys(apiSchema.getQueryType()?.getFields() ?? {})).not.toContain('_usersNodes');
  expect(Object.keys(internalSchema.getQueryType()?.getFields() ?? {})).toContain('_usersNodes');
  expect(apiSchema.getDirective('nodeOwner')).toBeUndefined();
});

it.each([
  ['@authenticated', '"@authenticated"', 'type Query { a: Int @authenticated }'],
  ['@requiresScopes', '"@requiresScopes"', 'type Query { a: Int @requiresScopes(scopes: [["x"]]) }'],
  ['@policy', '"@policy"', 'type Query { a: Int @policy(policies: [["x"]]) }'],
  ['@auth', '{ name: "@authenticated", as: "@auth" }', 'type Query { a: Int @auth }'],
  [
    '@override(label:)',
    '"@override"',
    'type Query { a: Int } type Thing @key(fields: "id") { id: ID! old: Int @override(from: "two", label: "percent(10)") }',
  ],
  [
    '@fromContext',
    '"@context", "@fromContext"',
    'type Query { a: Parent } type Parent @key(fields: "id") @context(name: "c") { id: ID! x: Int! child: Child } type Child @key(fields: "id") { id: ID! y(x: Int @fromContext(field: "$c { x }")): Int }',
  ],
  [
    '@secret',
    '"@composeDirective"',
    'type Query { a: Int @secret } extend schema @link(url: "https://trivet.invalid/secret/v1.0", import: ["@secret"]) @composeDirective(name: "@secret") directive @secret on FIELD_DEFINITION',
  ],
])('refuses a supergraph with %s by name', (name, imports, typeDefs) => {
  expect(() => loadSupergraph(supergraphWith(imports, typeDefs))).toThrow(
    new RegExp(`^The supergraph uses what this router does not enforce: .*${name.replace(/[()]/g, '\\$&')}`),
  );
});

it('accepts what changes no answer', () => {
  const typeDefs =
    'type Query { a(first: Int): [Int] @cost(weight: 3) @listSize(slicingArguments: ["first"]) @tag(name: "x") b2: Int @deprecated }';
  expect(() => loadSupergraph(supergraphWith('"@cost", "@listSize", "@tag"', typeDefs))).not.toThrow();
  const moved = 'type Query { a: Int } type Thing @key(fields: "id") { id: ID! old: Int @override(from: "two") }';
  expect(() => loadSupergraph(supergraphWith('"@override"', moved))).not.toThrow();
});
