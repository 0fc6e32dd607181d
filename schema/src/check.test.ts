import { expect, it } from 'vitest';
import { checkApi } from './check.ts';

const released = `
  type Query { user(id: ID!): User users(first: Int = 10): [User!]! }
  type User { id: ID! name: String status: Status }
  enum Status { ACTIVE GONE }
`;

it('finds nothing in an API that has not changed, whatever its descriptions say', () => {
  const described = released.replace('type User', '"A person." type User');
  expect(checkApi(released, described)).toEqual({ breaking: [], dangerous: [] });
});

it('takes new types, new fields and new optional arguments for harmless', () => {
  const grown = `${released.replace('user(id: ID!)', 'user(id: ID!)').replace('name: String', 'name: String email: String')}
    type Order { id: ID! }`;
  expect(checkApi(released, grown).breaking).toEqual([]);
});

it.each([
  ['a field that goes', 'name: String ', '', ['User.name was removed.']],
  ['a field that becomes nullable', '[User!]!', '[User!]', ['Query.users changed type from [User!]! to [User!].']],
  [
    'an argument that becomes required',
    'first: Int = 10',
    'first: Int!',
    ['Query.users arg first has changed type from Int to Int!.'],
  ],
  ['an enum value that goes', 'ACTIVE GONE', 'ACTIVE', ['GONE was removed from enum type Status.']],
])('calls %s breaking', (_what, before, after, sentences) => {
  expect(checkApi(released, released.replace(before, after)).breaking).toEqual(sentences);
});

it.each([
  ['a new enum value', 'ACTIVE GONE', 'ACTIVE GONE AWAY', ['AWAY was added to enum type Status.']],
  [
    'another default',
    'first: Int = 10',
    'first: Int = 20',
    ['Query.users arg first has changed defaultValue from 10 to 20.'],
  ],
])('calls %s dangerous, not breaking', (_what, before, after, sentences) => {
  expect(checkApi(released, released.replace(before, after))).toEqual({ breaking: [], dangerous: sentences });
});
