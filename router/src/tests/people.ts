import { AppError } from '@trivet/platform';
import type { OperationLimits } from '../admission/limits.ts';
import type { ExecutorKind } from '../execution/create-executor.ts';
import type { GraphOperations } from '../execution/graph-operations.ts';
import { askInParts, collect, sumOf } from './parts.ts';
import { testGraph, testSubgraph } from './test-graph.ts';

const user = (number: number) => ({ __typename: 'User', id: `u${number}`, name: `user ${number}`, number });

/** Three subgraphs; whatever the second is asked waits for `hold`, and says so by `asked`. */
export function people(executor: ExecutorKind, held = true, limits: Partial<OperationLimits> = {}) {
  const hold = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  if (!held) hold.resolve();
  const waiting = async <Value>(value: Value): Promise<Value> => {
    asked.resolve();
    await hold.promise;
    return value;
  };
  const users = testSubgraph(
    'users',
    `type Query { me: User users: [User] nobody: User broken: Broken pets: [Pet!] grid: [[User!]!] }
     type Mutation { rename(name: String!): User }
     type User @key(fields: "id") { id: ID! name: String settings: Settings must: String! }
     type Settings { theme: String! inner: Inner }
     type Inner { a: Int b: Int! failing: Int }
     type Broken { user: User must: String! }
     interface Pet { name: String }
     type Cat implements Pet @key(fields: "name") { name: String lives: Int owner: User }
     type Dog implements Pet { name: String owner: User }`,
    {
      Query: {
        me: () => user(1),
        users: () => [user(1), null, user(2)],
        nobody: () => null,
        broken: () => ({ user: user(1), must: null }),
        pets: () => [
          { __typename: 'Cat', name: 'Tom', lives: 9, owner: user(1) },
          { __typename: 'Dog', name: 'Rex', owner: user(2) },
        ],
        grid: () => [[user(1)], [user(2), user(1)]],
      },
      Mutation: { rename: (_: unknown, { name }: { name: string }) => ({ ...user(1), name }) },
      User: {
        __resolveReference: ({ id }: { id: string }) => user(Number(id.slice(1))),
        settings: () => ({ theme: 'dark', inner: { a: 1, b: 2 } }),
        must: () => null,
      },
      Cat: {
        __resolveReference: ({ name }: { name: string }) => ({ __typename: 'Cat', name, lives: 9, owner: user(1) }),
      },
      Inner: {
        failing: () => {
          throw new AppError('NOT_FOUND', 'No such number.');
        },
      },
    },
  );
  const ages = testSubgraph(
    'ages',
    `type User @key(fields: "id") { id: ID! age: Int strict: Int! failing: Int posts: [Post!] }
     type Post @key(fields: "id") { id: ID! title: String }
     type Query { slow: String }`,
    {
      Query: { slow: () => waiting('slow') },
      Post: {
        __resolveReference: ({ id }: { id: string }) => ({ id, title: `post ${id.at(-1)}` }),
      },
      User: {
        __resolveReference: ({ id }: { id: string }) => waiting({ id, number: Number(id.slice(1)) }),
        age: ({ number }: { number: number }) => number * 10,
        strict: ({ number }: { number: number }) => (number === 2 ? null : number),
        failing: ({ number }: { number: number }) => {
          if (number === 2) throw new AppError('NOT_FOUND', 'No such age.');
          return number;
        },
        posts: ({ id }: { id: string }) => [1, 2].map((each) => ({ id: `${id}p${each}`, title: `post ${each}` })),
      },
    },
  );
  const likes = testSubgraph(
    'likes',
    `type Post @key(fields: "id") { id: ID! likes: Int }
     type User @key(fields: "id") { id: ID! age: Int @external score: Int @requires(fields: "age") }`,
    {
      Post: { likes: ({ id }: { id: string }) => id.length },
      User: { score: ({ age }: { age: number | null }) => (age === null ? null : age + 1) },
    },
  );
  const subgraphs = { users, ages, likes };
  return { graph: testGraph([users, ages, likes], { executor, limits }), hold, asked: asked.promise, ...subgraphs };
}

/** All parts of an answer, with the sum of them. */
export async function whole(graph: GraphOperations, query: string, variables: Record<string, unknown> = {}) {
  const { first, rest } = await askInParts(graph, query, { variables });
  const deliveries = await collect(rest);
  const parts = deliveries.flat();
  return { first, parts, deliveries, sum: sumOf(first.data, parts) };
}
