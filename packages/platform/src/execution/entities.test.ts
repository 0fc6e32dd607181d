import { type GraphQLResolveInfo, parse } from 'graphql';
import { expect, it } from 'vitest';
import { buildSchema } from '../schema/build-schema.ts';
import { compileOperation } from './compile-operation.ts';
import { answersOf, expectEquivalentAnswer, expectSameAnswer } from './tests/compare.ts';

const typeDefs = parse(/* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { nothing: Int }
  type Person @key(fields: "id") { id: ID!, name: String!, friend: Person }
  type Account @key(fields: "id") { id: ID!, owner: Person, missing: Int! }
  type Stub @key(fields: "id") { id: ID! }
  interface Media @key(fields: "id") { id: ID!, title: String }
  type Book implements Media @key(fields: "id") { id: ID!, title: String }
`);

const query = `query($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Person { id name friend { name } }
    ... on Account { id owner { name } }
    ... on Stub { id }
    ... on Media { title }
  }
}`;

interface Reference {
  readonly __typename: string;
  readonly id: string;
}

/** What a reference comes to is in its id. */
const outcomes: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  undefined: () => undefined,
  rejected: () => Promise.reject(new Error('rejected')),
  returned: () => new Error('returned'),
  text: () => 'text',
  nameless: () => ({ id: 'nameless', name: null }),
  otherType: () => ({ __typename: 'Account', id: 'other', name: 'Other' }),
};

const person = ({ id }: Reference) =>
  outcomes[id] ? outcomes[id]() : { id, name: `Person ${id}`, friend: { name: `Friend of ${id}` } };

function schema(resolvers: Record<string, Record<string, unknown>> = {}) {
  return buildSchema({
    typeDefs,
    resolvers: {
      Person: { __resolveReference: person },
      Account: { __resolveReference: async ({ id }: Reference) => ({ id, owner: { name: `Owner of ${id}` } }) },
      Book: { title: ({ id }: { id: string }) => `Book ${id}` },
      ...resolvers,
    },
  });
}

const ask = (references: readonly unknown[], resolvers?: Record<string, Record<string, unknown>>) =>
  answersOf(schema(resolvers), { query, variables: { representations: references } });

const pathsOf = ({ errors }: { readonly errors: readonly { readonly path: readonly unknown[] | undefined }[] }) =>
  errors.map(({ path }) => path?.join('.'));

const reference = (__typename: string, id: string): Reference => ({ __typename, id });

it('answers entities of several types in the order of their representations', async () => {
  const types = ['Person', 'Account', 'Stub'];
  const answers = await ask(Array.from({ length: 9 }, (_, id) => reference(types[id % 3] ?? '', String(id))));
  expectSameAnswer(answers);
  expect(answers.compiled.data).toMatchObject({ _entities: { 1: { __typename: 'Account', id: '1' }, 8: { id: '8' } } });
  expectSameAnswer(await ask([]));
  const mixed = ['Account', 'Person', 'Stub', 'Person'].map((type) => reference(type, 'returned'));
  expect(pathsOf((await ask(mixed)).compiled)).toEqual(['_entities.1', '_entities.3']);
});

it('answers null, an error or another type for the one entity that it is about, as Apollo’s library does', async () => {
  const answers = await ask(['a', ...Object.keys(outcomes), 'b'].map((id) => reference('Person', id)));
  expectEquivalentAnswer(answers);
  expect(pathsOf(answers.compiled)).toEqual(['_entities.3', '_entities.4', '_entities.5', '_entities.6.name']);
});

it('loses one entity where its resolver throws at once, and not all of them', async () => {
  const resolvers = {
    Person: {
      __resolveReference: (each: Reference) => {
        if (each.id === 'bad') throw new Error('thrown');
        return person(each);
      },
    },
  };
  const { compiled, reference: apollo } = await ask(
    ['a', 'bad', 'b'].map((id) => reference('Person', id)),
    resolvers,
  );
  expect(apollo.data).toBeNull();
  expect(compiled.data).toMatchObject({ _entities: [{ id: 'a' }, null, { id: 'b' }] });
  expect(compiled.errors).toMatchObject([{ message: 'thrown', path: ['_entities', 1] }]);
});

it('leaves what is unusual to Apollo’s library', async () => {
  for (const references of [
    [reference('Media', '1'), reference('Book', '2')],
    [reference('Nothing', '1')],
    [reference('_Any', '1')],
    [{ id: 'nameless' }],
    ['text'],
  ]) {
    const resolvers = { Media: { __resolveType: () => 'Book' } };
    expectSameAnswer(await ask(references, resolvers));
  }
  for (const representations of [undefined, null, [null], 'Person', { __typename: 'Person', id: 'one' }]) {
    const variables = representations === undefined ? {} : { representations };
    expectSameAnswer(await answersOf(schema(), { query, variables }));
  }
});

it('hands a reference resolver the representation itself, all of them before it waits for one', async () => {
  const seen: unknown[] = [];
  const infos: unknown[] = [];
  const resolvers = {
    Person: {
      __resolveReference: async (each: Reference, _context: unknown, info: GraphQLResolveInfo) => {
        seen.push(each);
        infos.push(info.path.key);
        await Promise.resolve();
        seen.push('waited');
        return { id: each.id, name: 'x' };
      },
    },
  };
  const operation = compileOperation({ schema: schema(resolvers), document: parse(query) });
  const representations = [Object.freeze(reference('Person', 'a')), Object.freeze(reference('Person', 'b'))];
  await operation.execute({ variables: { representations } });
  expect(seen).toHaveLength(4);
  expect(seen[0]).toBe(representations[0]);
  expect(seen[1]).toBe(representations[1]);
  expect(infos).toEqual(['_entities', '_entities']);
});
