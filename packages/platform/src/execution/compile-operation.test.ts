import { type GraphQLResolveInfo, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileOperation, type OperationCall, referenceOperation } from './compile-operation.ts';
import { type Resolvers, schemaOf } from './tests/schema-of.ts';

const compile = (typeDefs: string, resolvers: Resolvers, query: string) =>
  compileOperation({ schema: schemaOf(typeDefs, resolvers), document: parse(query) });

describe('level by level', () => {
  const typeDefs =
    'type Query { boxes: [Box!]! } type Box { id: Int, inner(depth: Int = 1): Box, boxes: [Box!]!, plain: Box }';
  const boxes = [1, 2, 3].map((id) => ({ id, boxes: [{ id: id * 10 }, { id: id * 10 + 1 }] }));

  it('answers at once what nothing has to be waited for', () => {
    const operation = compile(typeDefs, {}, '{ boxes { id boxes { id } } }');
    const result = operation.execute({ rootValue: { boxes } });
    expect(result).not.toBeInstanceOf(Promise);
    expect(result).toEqual({ data: { boxes } });
  });

  it('calls a field’s resolver for all objects of a level, with the same arguments, before anything below', async () => {
    const calls: string[] = [];
    const seen = new Set<unknown>();
    const resolvers = {
      Box: {
        inner: ({ id }: { id: number }, args: { depth: number }) => {
          calls.push(`inner ${id}`);
          seen.add(args);
          return id < 10 ? { id: id * 10 } : null;
        },
        plain: ({ id }: { id: number }) => {
          calls.push(`plain ${id}`);
          return null;
        },
      },
    };
    const query = 'query($depth: Int) { boxes { inner(depth: $depth) { plain { id } } plain { id } } }';
    await compile(typeDefs, resolvers, query).execute({ rootValue: { boxes }, variables: { depth: 2 } });
    const inner = ['inner 1', 'inner 2', 'inner 3', 'plain 10', 'plain 20', 'plain 30'];
    expect(calls).toEqual([...inner, 'plain 1', 'plain 2', 'plain 3']);
    expect([...seen]).toEqual([{ depth: 2 }]);
  });

  it('lets everything that one level loads be loaded together, whatever of it is there already', async () => {
    const batches: number[][] = [];
    const load = loader(async (ids: number[]) => {
      batches.push(ids);
      return ids.map((id) => ({ id: id * 10 }));
    });
    const resolvers = {
      Box: {
        // Every second one is known; what is known has to wait for nothing, and nothing below it is loaded before the rest.
        inner: ({ id }: { id: number }) => (id % 2 === 0 ? { id: id * 10 } : load(id)),
        plain: async ({ id }: { id: number }) => load(id),
      },
    };
    const operation = compile(
      typeDefs,
      resolvers,
      '{ boxes { boxes { id plain { plain { id } } inner { plain { id } } } } }',
    );
    await operation.execute({ rootValue: { boxes } });
    expect(batches.map((ids) => ids.length)).toEqual([9, 12]);
  });

  it('makes a mutation’s fields one after another, and none after data is lost', async () => {
    for (const query of ['mutation { a b c }', 'mutation { a lost c }', 'mutation { a lostLater c }']) {
      const logs = await Promise.all(
        [compileOperation, referenceOperation].map(async (prepare) => {
          const log: string[] = [];
          const field = (name: string, result: () => unknown) => async () => {
            log.push(`${name} begins`);
            await Promise.resolve();
            log.push(`${name} ends`);
            return result();
          };
          const fail = () => Promise.reject(new Error('lost'));
          const schema = schemaOf(
            'type Query { a: Int } type Mutation { a: Int, b: Int, c: Int, lost: Int!, lostLater: [Int!]! }',
            {
              Mutation: {
                a: field('a', fail),
                b: field('b', () => 1),
                c: field('c', () => 2),
                lost: field('lost', fail),
                lostLater: () => [field('item', fail)()],
              },
            },
          );
          const { data, errors } = await prepare({ schema, document: parse(query) }).execute({});
          return [...log, JSON.stringify(data), errors?.map(({ message }) => message)];
        }),
      );
      expect(logs[0]).toEqual(logs[1]);
    }
  });
});

describe('resolvers', () => {
  const typeDefs =
    'type Query { boxes(n: Int): [[Box]] } type Box { info(x: Int): String, few: Int, method(x: Int): String, other: String }';

  it('are given info when they declare it, as graphql-js gives it', async () => {
    const query = 'query Q($x: Int) { boxes { ...F } } fragment F on Box { alias: info(x: $x) few method(x: 2) other }';
    const infos = (prepare: typeof compileOperation) => {
      const seen: unknown[] = [];
      const keep = ({ schema, parentType, returnType, ...info }: GraphQLResolveInfo) => {
        seen.push({
          ...info,
          parentType: String(parentType),
          returnType: String(returnType),
          types: Object.keys(schema.getTypeMap()),
        });
        return 'x';
      };
      class Box {
        method(this: Box, args: unknown, context: unknown, info: GraphQLResolveInfo) {
          return `${this instanceof Box} ${JSON.stringify([args, context])} ${keep(info)}`;
        }
        other(..._none: unknown[]) {
          return 'other';
        }
      }
      const resolvers = {
        Box: {
          info: (_box: unknown, _args: unknown, _context: unknown, info: GraphQLResolveInfo) => keep(info),
          few: (...args: readonly unknown[]) => args.length,
        },
      };
      const call: OperationCall = {
        rootValue: { boxes: [[new Box(), null], [], [new Box()]] },
        context: 7,
        variables: { x: 1 },
      };
      const result = prepare({
        schema: schemaOf(typeDefs, resolvers),
        document: parse(query, { noLocation: true }),
      }).execute(call);
      return { seen: seen.map((each) => JSON.stringify(each)).sort(), result };
    };
    const compiled = infos(compileOperation);
    const reference = infos(referenceOperation);
    expect(compiled.seen).toHaveLength(4);
    expect(compiled.seen).toEqual(reference.seen);
    // Whoever declares three or fewer gets three.
    expect(compiled.result).toMatchObject({ data: { boxes: [[{ few: 3 }, null], [], [{ few: 3 }]] } });
  });

  it('may answer with any thenable, which is asked once', async () => {
    let asked = 0;
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: such a thing is what this is about.
      then: (resolve: (value: number) => void) => {
        asked += 1;
        resolve(1);
      },
    };
    const resolvers = {
      Box: { few: ({ fails }: { fails: boolean }) => (fails ? Promise.reject(new Error('x')) : thenable) },
    };
    const operation = compile(typeDefs, resolvers, '{ boxes { few } }');
    const result = await operation.execute({ rootValue: { boxes: [[{ fails: false }, { fails: true }]] } });
    expect(result.data).toEqual({ boxes: [[{ few: 1 }, { few: null }]] });
    expect(asked).toBe(1);
  });
});

it('keeps nothing of a request but the values of its conditions, and compiles for any number of them', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const fields = names.map((name) => `${name} @include(if: $${name})`).join(' ');
  const query = `query(${names.map((name) => `$${name}: Boolean!`).join(', ')}) { ${fields} z }`;
  const typeDefs = `type Query { z: Int ${names.map((name) => `${name}: Int`).join(' ')} }`;
  const operation = compile(typeDefs, {}, query);
  for (let round = 0; round < 2; round += 1) {
    for (let bits = 0; bits < 64; bits += 1) {
      const variables = Object.fromEntries(names.map((name, index) => [name, (bits & (1 << index)) !== 0]));
      const { data } = operation.execute({ variables }) as { data: Record<string, unknown> };
      expect(Object.keys(data)).toEqual([...names.filter((name) => variables[name]), 'z']);
    }
  }
});

/** As DataLoader does it: what is asked for until nothing more happens at once is one batch. */
function loader<Key, Value>(batch: (keys: Key[]) => Promise<Value[]>): (key: Key) => Promise<Value> {
  let waiting: { readonly key: Key; readonly resolve: (value: Value) => void }[] = [];
  return (key) =>
    new Promise((resolve) => {
      if (waiting.length === 0) {
        void Promise.resolve().then(() =>
          process.nextTick(async () => {
            const asked = waiting;
            waiting = [];
            const values = await batch(asked.map((each) => each.key));
            for (const [index, each] of asked.entries()) each.resolve(values[index] as Value);
          }),
        );
      }
      waiting.push({ key, resolve });
    });
}
