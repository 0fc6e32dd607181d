import { AppError, globalId } from '@trivet/platform';
import { type TestSubgraph, testSubgraph } from './test-graph.ts';

const uuid = (number: number) => `0190163d-8694-739b-aea5-${String(number).padStart(12, '0')}`;
export const userId = (number: number) => globalId('usr', uuid(number));
export const accountId = (number: number) => globalId('acc', uuid(number));
export const resourceId = (number: number) => globalId('res', uuid(number));

export interface Shop {
  readonly users: TestSubgraph;
  readonly core: TestSubgraph;
  readonly inbox: TestSubgraph;
  readonly all: readonly TestSubgraph[];
}

/** Three subgraphs that extend each other's types, cut after the real ones. Resource 9 is hidden from everybody. */
export function shop(): Shop {
  const users = testSubgraph(
    'users',
    `type User implements Node @key(fields: "id") @node(prefix: "usr") {
       id: ID! displayName: String accounts: [Account!]! favourite: Account friends: [[User!]!]
     }
     type Account implements Node @key(fields: "id") @node(prefix: "acc") { id: ID! name: String! owner: User weight: Int }
     type Query { viewer: User account(id: ID!): Account users: [User] anything: [Thing!]! _usersNodes(ids: [ID!]!): [Node]! @inaccessible }
     type Mutation { rename(name: String!): User drop: Boolean }
     union Thing = User | Account`,
    {
      Query: {
        viewer: () => user(1),
        account: (_: unknown, { id }: { id: string }) => (id === accountId(1) ? account(1) : null),
        users: () => [user(1), null, user(2)],
        anything: () => [user(1), account(2)],
        _usersNodes: (_: unknown, { ids }: { ids: string[] }) =>
          ids.map(
            (id) => [user(1), user(2), account(1), account(2), account(3)].find((each) => each.id === id) ?? null,
          ),
      },
      Mutation: {
        rename: (_: unknown, { name }: { name: string }) => ({ ...user(1), displayName: name }),
        drop: () => true,
      },
      User: {
        __resolveReference: ({ id }: { id: string }) => [user(1), user(2)].find((each) => each.id === id) ?? null,
        accounts: () => [account(1), account(2), account(3)],
        favourite: () => account(2),
        friends: () => [[user(1), user(2)], [user(1)]],
      },
      Account: {
        __resolveReference: ({ id }: { id: string }) =>
          [account(1), account(2), account(3)].find((each) => each.id === id),
        owner: ({ id }: { id: string }) => (id === accountId(3) ? null : user(1)),
      },
    },
  );
  const core = testSubgraph(
    'core',
    `type Account @key(fields: "id") {
       id: ID! weight: Int @external plan(upper: Boolean = false): Plan resources(first: Int): [Resource!] strict: String! price: Int @requires(fields: "weight")
     }
     type Plan { name: String! seats: Int }
     type Resource implements Node & Named @key(fields: "id") @node(prefix: "res") {
       id: ID! name: String createdBy: User account: Account data: JSON kind: Kind failing: String! strict: Int!
     }
     interface Named { name: String }
     type Folder implements Named { name: String size: Int }
     scalar JSON
     enum Kind { SMALL LARGE SECRET @inaccessible }
     type User @key(fields: "id", resolvable: false) { id: ID! }
     input Filter { and: [Filter!] ids: [ID!] }
     type Query { resource(id: ID!): Resource named: [Named!] search(filter: Filter): Int _coreNodes(ids: [ID!]!): [Node]! @inaccessible }
     type Mutation { touch: Int }
     type Subscription { changed(after: String): Change! ticks: Int }
     type Change { kind: String! resource: Resource }`,
    {
      Query: {
        resource: (_: unknown, { id }: { id: string }) => resource(id),
        named: () => [{ __typename: 'Folder', name: 'f', size: 3 }, resource(resourceId(1))],
        search: () => 1,
        _coreNodes: (_: unknown, { ids }: { ids: string[] }) => ids.map(resource),
      },
      Mutation: { touch: () => 1 },
      Account: {
        __resolveReference: (reference: { id: string }) => (reference.id === accountId(9) ? null : reference),
        plan: ({ id }: { id: string }, { upper }: { upper: boolean }) => {
          if (id === accountId(2)) throw new AppError('NOT_FOUND', 'No plan.');
          return { name: upper ? 'FREE' : 'free', seats: 3 };
        },
        resources: () => [resource(resourceId(1)), resource(resourceId(2))],
        strict: ({ id }: { id: string }) => (id === accountId(2) ? null : 'ok'),
        price: ({ weight }: { weight: number | null }) => (weight === null ? null : weight * 2),
      },
      Resource: {
        __resolveReference: ({ id }: { id: string }) => resource(id),
        failing: () => {
          throw new Error('a secret detail');
        },
      },
      Subscription: { changed: { subscribe: async function* () {} }, ticks: { subscribe: async function* () {} } },
    },
  );
  const inbox = testSubgraph(
    'inbox',
    `type User @key(fields: "id") { id: ID! unread: Int! messages: [Message!] }
     type Message { text: String about: Account }
     type Account @key(fields: "id", resolvable: false) { id: ID! }`,
    {
      User: {
        unread: ({ id }: { id: string }) => (id === userId(1) ? 7 : 0),
        messages: () => [
          { text: 'a', about: { id: accountId(1) } },
          { text: 'b', about: null },
        ],
      },
    },
  );
  return { users, core, inbox, all: [users, core, inbox] };
}

const user = (number: number) => ({ __typename: 'User', id: userId(number), displayName: `user ${number}` });
const account = (number: number) => ({
  __typename: 'Account',
  id: accountId(number),
  name: `account ${number}`,
  weight: number === 2 ? null : number,
});
const resource = (id: string) => {
  const number = [1, 2].find((each) => resourceId(each) === id);
  if (number === undefined) return null;
  return {
    __typename: 'Resource',
    id,
    name: `resource ${number}`,
    createdBy: { id: userId(number) },
    account: { id: accountId(number) },
    data: { nested: { list: [1, { a: null }] } },
    kind: number === 1 ? 'SMALL' : 'SECRET',
    strict: number,
  };
};
