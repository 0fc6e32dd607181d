import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readWireResult } from './wire-result.ts';

describe('a result from another process', () => {
  it('is taken as it is when nothing went wrong', () => {
    const result = { data: { a: [1, { b: null }] }, extensions: { cursor: 'c' } };
    expect(readWireResult(result)).toBe(result);
  });

  it('has errors made anew, with what of them has the right type', () => {
    const read = readWireResult({
      data: null,
      errors: [
        { message: 'one', path: ['a', 0], extensions: { code: 'CONFLICT' }, locations: 'anywhere' },
        { message: 'two', path: 'a', extensions: 5 },
      ],
    });
    expect(read?.data).toBeNull();
    expect(read?.errors?.map((error) => error instanceof GraphQLError)).toEqual([true, true]);
    expect(JSON.parse(JSON.stringify(read?.errors))).toEqual([
      { message: 'one', path: ['a', 0], extensions: { code: 'CONFLICT' } },
      { message: 'two' },
    ]);
  });

  it('may carry extensions alone, as the beginning of a stream does', () => {
    expect(readWireResult({ extensions: { cursor: 'c', started: true } })).toEqual({
      extensions: { cursor: 'c', started: true },
    });
  });

  it.each([
    null,
    5,
    'text',
    [1],
    {},
    { data: 'no' },
    { data: [1] },
    { data: null },
    { data: {}, errors: {} },
    { data: {}, errors: ['no'] },
    { data: {}, errors: [{ message: 5 }] },
    { data: null, errors: [] },
  ])('is none: %j', (value) => {
    expect(readWireResult(value)).toBeUndefined();
  });

  it('is read although what is beside the data is of no use', () => {
    expect(readWireResult({ data: { a: 1 }, errors: [], extensions: 'text' })).toEqual({ data: { a: 1 } });
    expect(readWireResult({ data: { a: 1 }, errors: null })).toEqual({ data: { a: 1 } });
  });
});
