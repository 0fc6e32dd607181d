import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { PreparedOperations } from './prepared-operations.ts';
import { schemaOf } from './tests/schema-of.ts';

it.each(['compiled', 'reference'] as const)('prepares each operation of a document once, %s', async (executor) => {
  const operations = new PreparedOperations({ schema: schemaOf('type Query { a: Int, b: Int }'), executor });
  const document = parse('query A { a } query B { b }');
  const a = operations.of(document, 'A');
  expect(operations.of(document, 'A')).toBe(a);
  expect(operations.of(document, 'B')).not.toBe(a);
  expect((await a.execute({ rootValue: { a: 1 } })).data).toEqual({ a: 1 });
  const unnamed = await operations.of(document, undefined).execute({});
  expect(unnamed.errors?.[0]?.message).toBe('Must provide operation name if query contains multiple operations.');
});
