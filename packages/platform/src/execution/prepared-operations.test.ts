import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { PreparedOperations } from './prepared-operations.ts';
import { schemaOf } from './tests/schema-of.ts';

it.each(['adaptive', 'compiled', 'reference'] as const)(
  'prepares each operation of a document once, %s',
  async (executor) => {
    const operations = new PreparedOperations({ schema: schemaOf('type Query { a: Int, b: Int }'), executor });
    const document = parse('query A { a } query B { b }');
    const a = operations.of(document, 'A');
    expect(operations.of(document, 'A')).toBe(a);
    expect(operations.of(document, 'B')).not.toBe(a);
    expect((await a.execute({ rootValue: { a: 1 } })).data).toEqual({ a: 1 });
    const unnamed = await operations.of(document, undefined).execute({});
    expect(unnamed.errors?.[0]?.message).toBe('Must provide operation name if query contains multiple operations.');
  },
);

it('leaves an operation to graphql-js the first time, and goes level by level when it comes again, adaptive', async () => {
  const schema = schemaOf('type Query { things: [Thing!]! } type Thing { a: Int, b: Int }');
  const read: string[] = [];
  const thing = (name: string) => ({ a: () => read.push(`${name}a`), b: () => read.push(`${name}b`) });
  const rootValue = { things: [thing('1'), thing('2')] };
  const operation = new PreparedOperations({ schema, executor: 'adaptive' }).of(parse('{ things { a b } }'), undefined);
  const orders: string[] = [];
  for (let time = 1; time <= 3; time++) {
    expect((await operation.execute({ rootValue })).errors).toBeUndefined();
    orders.push(read.splice(0).join(' '));
  }
  expect(orders).toEqual(['1a 1b 2a 2b', '1a 2a 1b 2b', '1a 2a 1b 2b']);
});
