import { setImmediate } from 'node:timers/promises';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { expect } from 'vitest';
import {
  compileOperation,
  type OperationCall,
  type OperationSource,
  referenceOperation,
} from '../compile-operation.ts';
import { type Resolvers, schemaOf } from './schema-of.ts';

/** What both executors answer, as a client would see it, with what stands behind each error. */
export interface Answers {
  readonly compiled: Answer;
  readonly reference: Answer;
}

interface Answer {
  readonly data: unknown;
  readonly errors: readonly ComparableError[];
}

interface ComparableError {
  readonly message: string;
  readonly path: readonly (string | number)[] | undefined;
  readonly locations: unknown;
  readonly original: string | undefined;
}

export interface Operation extends OperationCall {
  readonly query: string | DocumentNode;
  readonly operationName?: string;
}

/** Three times, so that what an execution leaves behind, and the generated code of the third, would be seen. */
export async function answersOf(schema: GraphQLSchema, { query, operationName, ...call }: Operation): Promise<Answers> {
  const document = typeof query === 'string' ? parse(query) : query;
  const source: OperationSource = { schema, document, operationName };
  const operation = compileOperation(source);
  const reference = comparable(await unattended(async () => referenceOperation(source).execute(call)));
  const first = comparable(await operation.execute(call));
  await operation.execute(call);
  const compiled = comparable(await operation.execute(call));
  expect(compiled, 'the third execution').toEqual(first);
  return { compiled, reference };
}

/** graphql-js leaves rejected promises behind where a list fails at once; ours may not, and is watched as ever. */
async function unattended<Result>(execute: () => Promise<Result>): Promise<Result> {
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', () => {});
  try {
    return await execute();
  } finally {
    await setImmediate();
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
  }
}

/** Data with the order of its keys, and errors in theirs: what graphql-js answers where nothing is waited for. */
export function expectSameAnswer({ compiled, reference }: Answers): void {
  expect(JSON.stringify(compiled.data)).toBe(JSON.stringify(reference.data));
  expect(compiled.errors).toEqual(reference.errors);
}

/** What both executors answer, which is the same. */
export async function same(typeDefs: string, resolvers: Resolvers, operation: Operation | string): Promise<Answer> {
  const schema = schemaOf(typeDefs, resolvers);
  const answers = await answersOf(schema, typeof operation === 'string' ? { query: operation } : operation);
  expectSameAnswer(answers);
  return answers.compiled;
}

/**
 * The same where promises decide which error comes first: of those that would set one place to null, or lie below it,
 * graphql-js keeps the one that was first in time, and those that were there before it.
 */
export function expectEquivalentAnswer({ compiled, reference }: Answers): void {
  expect(JSON.stringify(compiled.data)).toBe(JSON.stringify(reference.data));
  const own = compiled.errors.map(textOf);
  const others = reference.errors.map(textOf);
  for (const [errors, opposite, data] of [
    [compiled.errors, others, reference.data],
    [reference.errors, own, compiled.data],
  ] as const) {
    for (const error of errors) {
      if (opposite.includes(textOf(error))) continue;
      const place = nulledPlace(data, error.path ?? []);
      const rivals = (opposite === own ? compiled : reference).errors.filter(({ path }) =>
        startsWith(path ?? [], place),
      );
      expect(rivals, `an error at or below ${place.join('.')} beside ${textOf(error)}`).not.toEqual([]);
    }
  }
}

/** Where on the way to `path` the data ends. */
function nulledPlace(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null) return path.slice(0, depth);
    value = (value as Record<string | number, unknown>)[key];
  }
  return path;
}

function startsWith(path: readonly unknown[], start: readonly unknown[]): boolean {
  return start.every((key, depth) => path[depth] === key);
}

const textOf = (error: ComparableError) => JSON.stringify(error);

function comparable({ data, errors = [] }: ExecutionResult): Answer {
  return {
    data,
    errors: errors.map((error) => {
      expect(error).toBeInstanceOf(GraphQLError);
      const { message, path, locations, originalError } = error;
      const original = originalError && `${originalError.name}: ${originalError.message}`;
      return { message, path, locations, original };
    }),
  };
}
