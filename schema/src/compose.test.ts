import { expect, it } from 'vitest';
import { composeSubgraphs } from './compose.ts';

const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])
  directive @node(prefix: String!) on OBJECT
  "An object with an id that is unique in the whole graph."
  interface Node {
    "Opaque, stable, and sortable by time of creation."
    id: ID!
  }
`;
const users = {
  name: 'users',
  typeDefs: `${head}
    type User implements Node @key(fields: "id") @node(prefix: "usr") {
      "Opaque, stable, and sortable by time of creation."
      id: ID!
      name: String
      secret: String @inaccessible
    }
    enum Code { TAKEN }
    type Failure @key(fields: "code") { code: Code! }
    type Query { viewer: User failure: Failure _usersNodes(ids: [ID!]!): [Node]! @inaccessible }`,
};

it('generates `node` and `nodes`, and hides what is between the router and its subgraphs', () => {
  const { apiSdl, supergraphSdl, nodeSdl } = composeSubgraphs([users]);
  expect(apiSdl).toContain('node(id: ID!): Node');
  expect(apiSdl).toContain('nodes(ids: [ID!]!): [Node]!');
  expect(apiSdl).not.toMatch(/_usersNodes|secret|nodeOwner|join__|@link/);
  expect(supergraphSdl).toContain('@nodeOwner(prefix: "usr", subgraph: "users", field: "_usersNodes")');
  expect(supergraphSdl).toContain('NODE @join__graph(name: "node", url: "http://node.invalid/graphql")');
  expect(nodeSdl).toContain('type User implements Node @key(fields: "id", resolvable: false)');
});

it('answers the same for the same subgraphs, in whatever order they come', () => {
  const other = { name: 'zoo', typeDefs: `${head} type Query { animal: String }` };
  expect(composeSubgraphs([other, users]).supergraphSdl).toBe(composeSubgraphs([users, other]).supergraphSdl);
});

it('lets an output enum have other values in each subgraph', () => {
  const other = { name: 'core', typeDefs: `${head} enum Code { FULL } type Query { full: Code }` };
  expect(composeSubgraphs([users, other]).apiSdl).toMatch(/enum Code \{\n {2}FULL\n {2}TAKEN\n\}/);
});

it('reports all composition errors at once', () => {
  const other = { name: 'core', typeDefs: `${head} type Query { viewer: Int failure: Int }` };
  expect(() => composeSubgraphs([users, other])).toThrow(
    /The subgraphs do not compose:\n- .*viewer[\s\S]*\n- .*failure/,
  );
});

it('takes a hint for an error: an input field that only one subgraph knows would vanish silently', () => {
  const input = (fields: string) =>
    `${head} input Filter { ${fields} } extend type Query { FIELD(filter: Filter): Int }`;
  const one = {
    name: 'one',
    typeDefs: `${input('a: Int b: Int').replace('FIELD', 'one').replace('extend type', 'type')}`,
  };
  const two = { name: 'two', typeDefs: `${input('a: Int').replace('FIELD', 'two').replace('extend type', 'type')}` };
  expect(() => composeSubgraphs([one, two])).toThrow(/INCONSISTENT_INPUT_OBJECT_FIELD.*Filter/);
});

it.each([
  [
    'a prefix with two owners',
    `type Role implements Node @key(fields: "id") @node(prefix: "usr") { id: ID! }`,
    /prefix "usr" belongs to two types: Role of core and User of users/,
  ],
  [
    'a type with two owners',
    `type User implements Node @key(fields: "id") @node(prefix: "per") { id: ID! }`,
    /User is declared with @node by two subgraphs/,
  ],
  [
    'a prefix that no id can have',
    `type Role implements Node @key(fields: "id") @node(prefix: "a_") { id: ID! }`,
    /@node on Role needs a prefix/,
  ],
])('refuses %s', (_what, type, message) => {
  const core = {
    name: 'core',
    typeDefs: `${head} ${type} type Query { _coreNodes(ids: [ID!]!): [Node]! @inaccessible }`,
  };
  expect(() => composeSubgraphs([users, core])).toThrow(message);
});

it('refuses an owner that cannot be asked', () => {
  const core = {
    name: 'core',
    typeDefs: `${head} type Role implements Node @key(fields: "id") @node(prefix: "rol") { id: ID! } type Query { a: Int }`,
  };
  expect(() => composeSubgraphs([users, core])).toThrow('has no field Query._coreNodes(ids: [ID!]!): [Node]!');
});
