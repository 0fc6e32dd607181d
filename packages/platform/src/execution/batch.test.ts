import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { batch } from './batch.ts';
import { compileOperation, referenceOperation } from './compile-operation.ts';
import { answersOf, expectEquivalentAnswer, expectSameAnswer } from './tests/compare.ts';
import { schemaOf } from './tests/schema-of.ts';

const typeDefs = 'type Query { boxes: [Box!]! } type Box { id: Int!, size(unit: String = "cm"): String!, inner: Box }';
const query = '{ boxes { id size(unit: "m") inner { size } } }';
const rootValue = { boxes: [{ id: 1, inner: { id: 4 } }, { id: 2 }, { id: 3, inner: { id: 5 } }] };

interface Box {
  readonly id: number;
}
const size = (box: Box, unit: string) => `${box.id} ${unit}`;

/** As a generated type of resolvers has them: it has to fit without a word about types. */
type SizeResolver = (
  parent: Box,
  args: { unit: string },
  context: { readonly factor: number },
  info: unknown,
) => Promise<string> | string;

it('is called once per level with all its parents, and by graphql-js once for each', async () => {
  const calls: number[][] = [];
  const resolve: SizeResolver = batch(async (boxes, { unit }) => {
    calls.push(boxes.map(({ id }) => id));
    return boxes.map((box) => size(box, unit));
  });
  const source = { schema: schemaOf(typeDefs, { Box: { size: resolve } }), document: parse(query) };
  const compiled = await compileOperation(source).execute({ rootValue });
  expect(calls.splice(0)).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect(compiled).toEqual(JSON.parse(JSON.stringify(await referenceOperation(source).execute({ rootValue }))));
  expect(calls).toHaveLength(5);
});

it('answers at once where its form does', () => {
  const resolve = batch((boxes: readonly Box[], { unit }: { unit: string }) => boxes.map((box) => size(box, unit)));
  const source = { schema: schemaOf(typeDefs, { Box: { size: resolve } }), document: parse(query) };
  expect(compileOperation(source).execute({ rootValue })).not.toBeInstanceOf(Promise);
});

it('leaves the results to whoever gave them', async () => {
  const inner = Object.freeze([{ id: 7 }, null, { id: 8 }]);
  const schema = schemaOf(typeDefs, { Box: { inner: batch((_boxes: readonly Box[]) => inner) } });
  const { data } = await compileOperation({ schema, document: parse('{ boxes { inner { id } } }') }).execute({
    rootValue,
  });
  expect(data).toEqual({ boxes: [{ inner: { id: 7 } }, { inner: null }, { inner: { id: 8 } }] });
});

it('fails for one parent by an Error or a promise among the results, and for all when it throws or answers too few', async () => {
  const forms = [
    (boxes: readonly Box[]) => boxes.map(({ id }) => (id % 2 === 0 ? new Error(`no ${id}`) : 'x')),
    async (boxes: readonly Box[]) =>
      boxes.map(({ id }) => (id % 2 === 0 ? Promise.reject(new Error(`no ${id}`)) : Promise.resolve('x'))),
    () => {
      throw new Error('thrown');
    },
    () => Promise.reject(new Error('rejected')),
  ];
  for (const form of forms) {
    const schema = schemaOf(typeDefs.replace('[Box!]!', '[Box]'), { Box: { size: batch(form) } });
    expectEquivalentAnswer(await answersOf(schema, { query, rootValue }));
  }
  const schema = schemaOf(typeDefs, { Box: { size: batch(async () => ['one', 'two']) } });
  const { errors } = await compileOperation({ schema, document: parse(query) }).execute({ rootValue });
  expect(errors?.[0]?.message).toBe('A batch resolver gave 2 results for 3 parents.');
});

it('is handed what the resolver of a field is handed', async () => {
  const resolve = batch((boxes: readonly Box[], args: object, context: { readonly factor: number }) =>
    boxes.map(({ id }) => JSON.stringify([id * context.factor, args])),
  );
  const schema = schemaOf(typeDefs, { Box: { size: resolve } });
  expectSameAnswer(await answersOf(schema, { query, rootValue, context: { factor: 3 } }));
});
