import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { answersOf, expectEquivalentAnswer, expectSameAnswer, same } from './tests/compare.ts';
import { type Resolvers, schemaOf } from './tests/schema-of.ts';

const fail = (message = 'failed') => {
  throw new Error(message);
};

describe('null and errors, as graphql-js has them', () => {
  const tree = `
    type Query { box: Box, needed: Box!, boxes: [Box], neededBoxes: [Box!], other: Int }
    type Box { id: Int, needed: Int!, first: Int, inner: Box, innermost: Box!, boxes: [Box!]! }
  `;
  const box = {
    id: 1,
    needed: 1,
    inner: { needed: null },
    innermost: { id: 2, needed: null },
    boxes: [{ needed: 1 }, {}],
  };

  it('lets null rise to the nearest place that may be null', async () => {
    const rootValue = { box, boxes: [box, null, { needed: null }], neededBoxes: [box, { needed: null }] };
    const ask = (query: string) => same(tree, {}, { query, rootValue });
    expect((await ask('{ box { inner { needed } id } }')).data).toEqual({ box: { inner: null, id: 1 } });
    expect((await ask('{ box { innermost { needed } } other }')).data).toEqual({ box: null, other: null });
    expect((await ask('{ boxes { needed } }')).data).toEqual({ boxes: [{ needed: 1 }, null, null] });
    expect((await ask('{ neededBoxes { needed } }')).data).toEqual({ neededBoxes: null });
    expect((await ask('{ box { boxes { needed } } }')).data).toEqual({ box: null });
    expect((await ask('{ needed { id } }')).data).toBeNull();
  });

  it('tells of what was lost before its parent, and not of what was lost after it', async () => {
    const { errors } = await same(
      tree,
      { Box: { first: () => fail('first'), needed: () => fail('needed'), id: () => fail('after') } },
      { query: '{ box { first needed id } boxes { id } }', rootValue: { box: {}, boxes: [{}] } },
    );
    expect(errors.map(({ message }) => message)).toEqual(['first', 'needed', 'after']);
    expect(errors.map(({ path }) => path?.join('.'))).toEqual(['box.first', 'box.needed', 'boxes.0.id']);
  });

  it('takes what is thrown, rejected or returned for an error, whatever it is', async () => {
    const own = new GraphQLError('own', { path: ['elsewhere'], extensions: { code: 'OWN' } });
    const { errors } = await same(
      'type Query { thrown: Int, text: Int, rejected: Int, returned: Int, list: [Int!], lists: [Int], own: Int, coded: Int }',
      {
        Query: {
          thrown: () => fail(),
          text: () => {
            throw 'no Error';
          },
          returned: () => new Error('returned'),
          list: () => [1, new Error('in a list')],
          lists: () => [1, new Error('in another')],
          own: () => own,
          coded: () => new GraphQLError('coded', { extensions: { code: 'CODED' } }),
        },
      },
      '{ thrown text returned list lists own coded }',
    );
    expect(errors).toHaveLength(7);
    const waiting = await answersOf(
      schemaOf('type Query { a: [Int], b: Int!, c: Int }', {
        Query: {
          a: async () => [1, Promise.reject(new Error('a'))],
          b: async () => fail('b'),
          c: async () => fail('c'),
        },
      }),
      { query: '{ a b c }' },
    );
    expectEquivalentAnswer(waiting);
    // Ours are in the order of the response, however long each was waited for.
    expect(waiting.compiled.errors.map(({ message }) => message)).toEqual(['a', 'b']);
  });

  it('does not take for a list what is none', async () => {
    const query = '{ text set generator breaks number }';
    const { data, errors } = await same(
      'type Query { text: [String], set: [Int], generator: [Int], breaks: [Int], number: [Int] }',
      {
        Query: {
          text: () => 'text',
          set: () => new Set([1, 2]),
          *generator() {
            yield 1;
          },
          *breaks() {
            yield 1;
            fail('broke');
          },
          number: () => 1,
        },
      },
      query,
    );
    expect(data).toEqual({ text: null, set: [1, 2], generator: [1], breaks: null, number: null });
    expect(errors.map(({ message }) => message)).toEqual([
      'Expected Iterable, but did not find one for field "Query.text".',
      'broke',
      'Expected Iterable, but did not find one for field "Query.number".',
    ]);
  });

  it('serialises values as their scalars do', async () => {
    const values = [
      1,
      1.5,
      2 ** 31,
      -1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      true,
      '',
      '7',
      'x',
      7n,
      { valueOf: () => 3 },
      [],
    ];
    const types = ['Int', 'Float', 'Boolean', 'String', 'ID'];
    const typeDefs = `type Query { ${types.map((type) => `${type}: [${type}]`).join(' ')} }`;
    const rootValue = Object.fromEntries(types.map((type) => [type, values]));
    const { errors } = await same(typeDefs, {}, { query: `{ ${types.join(' ')} }`, rootValue });
    expect(errors.length).toBeGreaterThan(20);
  });

  it('completes lists of lists, of promises too', async () => {
    const grid = async () => [Promise.resolve([1, Promise.resolve(2), null]), null, [], [Promise.resolve('x')]];
    const { data, errors } = await same('type Query { grid: [[Int]] }', { Query: { grid } }, '{ grid }');
    expect(data).toEqual({ grid: [[1, 2, null], null, [], [null]] });
    expect(errors.map(({ path }) => path)).toEqual([['grid', 3, 0]]);
  });
});

describe('types of objects, as graphql-js has them', () => {
  const kinds = `
    interface Named { name: String }
    union Thing = Cat | Dog
    type Cat implements Named { name: String, lives: Int }
    type Dog implements Named { name: String, bones: Int }
    type Fish { name: String }
    type Query { named: [Named], things: [Thing!], cat: Cat }
  `;
  const query = '{ named { __typename name ... on Cat { lives } ...D } } fragment D on Dog { bones name }';
  const pets = [
    { name: 'Tom', lives: 7 },
    { name: 'Rex', bones: 2 },
    { name: 'Kit', lives: 9 },
  ];

  it('asks resolveType, the value, or isTypeOf', async () => {
    const byLives = ({ lives }: { lives?: number }) => (lives ? 'Cat' : 'Dog');
    const resolvers: Resolvers[] = [
      { Named: { resolveType: byLives } },
      { Named: { resolveType: async (pet: { lives?: number }) => byLives(pet) } },
      { Query: { named: () => pets.map((pet) => ({ ...pet, __typename: byLives(pet) })) } },
      { Cat: { isTypeOf: (pet: object) => 'lives' in pet }, Dog: { isTypeOf: () => true } },
      { Cat: { isTypeOf: async (pet: object) => 'lives' in pet }, Dog: { isTypeOf: async () => true } },
    ];
    for (const each of resolvers) {
      const { data } = await same(kinds, each, { query, rootValue: { named: pets } });
      expect(data).toMatchObject({ named: [{ __typename: 'Cat', lives: 7 }, { bones: 2 }, { lives: 9 }] });
    }
  });

  it('tells what is wrong with a type', async () => {
    for (const name of [undefined, null, 7, 'Nothing', 'Int', 'Fish', 'Thing', 'failure']) {
      const resolveType = () => (name === 'failure' ? fail() : name);
      for (const resolve of [resolveType, async () => resolveType()]) {
        const { errors } = await same(
          kinds,
          { Named: { resolveType: resolve } },
          { query, rootValue: { named: [{}] } },
        );
        expect(errors).toHaveLength(1);
      }
    }
    const { errors } = await same(kinds, {}, { query, rootValue: { named: [{}, 'text'] } });
    expect(errors).toHaveLength(2);
    const schema = schemaOf(kinds);
    const itself = { ...pets[0], __typename: undefined };
    Object.assign(schema.getType('Named') as object, { resolveType: () => schema.getType('Cat') });
    const answers = await answersOf(schema, { query, rootValue: { named: [itself] } });
    expectSameAnswer(answers);
    expect(answers.compiled.errors).toHaveLength(1);
  });

  it('asks isTypeOf of the one type that it can be, too', async () => {
    for (const verdict of [() => false, async () => false, () => fail(), async () => fail()]) {
      const resolvers = { Cat: { isTypeOf: verdict } };
      const { errors } = await same(kinds, resolvers, { query: '{ cat { name } }', rootValue: { cat: {} } });
      expect(errors).toHaveLength(1);
    }
  });
});

describe('documents, as graphql-js has them', () => {
  const typeDefs = 'type Query { a: Int, b: Int, self: Query }  type Mutation { a: Int }  type Subscription { a: Int }';
  const rootValue: Record<string, unknown> = { a: 1, b: 2 };
  rootValue['self'] = rootValue;

  it.each([
    '{ b a c: a a __typename type: __typename self { x: __typename b } }',
    '{ self { a } ...F self { b self { a } } } fragment F on Query { a self { self { b } } ...F }',
    '{ __schema { queryType { name } } a }',
    '{ a ...F } fragment F on Query { __type(name: "Query") { name } }',
    '{ a nothing self { nothing a } }',
    'mutation { a }',
    'subscription { a }',
    'query A { a } query B { b }',
    '{ a @skip(if: true) }',
    'fragment F on Query { a }',
  ])('%s', async (query) => {
    await same(typeDefs, {}, { query, rootValue });
  });

  it('executes the operation that is named, if it is there', async () => {
    const query = 'query A { a } query B { b }';
    expect((await same(typeDefs, {}, { query, rootValue, operationName: 'B' })).data).toEqual({ b: 2 });
    expect((await same(typeDefs, {}, { query, rootValue, operationName: 'C' })).errors).toHaveLength(1);
  });

  it('follows the conditions of each request', async () => {
    const schema = schemaOf(typeDefs);
    const query = `query($x: Boolean!, $y: Boolean! = true, $z: Boolean) {
      a @include(if: $x) self { b @skip(if: $y) ... @include(if: $x) { a } } ...F @skip(if: $x) o: self { a @include(if: $z) }
    } fragment F on Query { f: b }`;
    for (const x of [true, false, true]) {
      for (const variables of [{ x }, { x, y: false, z: true }, { x, z: null }, { x, y: true, z: false }]) {
        expectSameAnswer(await answersOf(schema, { query, variables, rootValue }));
      }
    }
    expectSameAnswer(await answersOf(schema, { query: 'query($z: Boolean) { a @skip(if: $z) }', rootValue }));
  });

  it('answers under any name', async () => {
    const query = '{ __proto__: a constructor: a hasOwnProperty: b self { __proto__: self { a } toString: b } }';
    const { data } = await same(typeDefs, {}, { query, rootValue });
    expect(Object.keys(data as object)).toEqual(['__proto__', 'constructor', 'hasOwnProperty', 'self']);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });
});
