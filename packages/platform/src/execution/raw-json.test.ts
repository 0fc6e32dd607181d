import { buildSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { scalarResolvers } from '../schema/scalars.ts';
import { compileOperation, referenceOperation } from './compile-operation.ts';
import { RawJson, stringifyResult } from './raw-json.ts';

const text = '{"__proto__": {"a": 1}, "constructor": null, "list": [1.50, "\\u00e9 $& raw-"]}';

it('is written as it is, and nothing else differs from what JSON.stringify writes', () => {
  const result = { data: { one: new RawJson(text), two: [new RawJson('[]'), null], three: { four: 'é' } } };
  expect(stringifyResult(result)).toBe(`{"data":{"one":${text},"two":[[],null],"three":{"four":"é"}}}`);
  expect(stringifyResult({ data: { a: ['b'] } })).toBe('{"data":{"a":["b"]}}');
});

it('is its value for whoever writes JSON without knowing of it', () => {
  const written = JSON.stringify({ data: new RawJson(text) });
  expect(written).toBe(`{"data":${JSON.stringify(JSON.parse(text))}}`);
});

it('is text again for the next, after something that cannot be written', () => {
  const loop: Record<string, unknown> = { raw: new RawJson('1') };
  loop['loop'] = loop;
  expect(() => stringifyResult(loop)).toThrow('circular');
  expect(JSON.stringify(new RawJson('1'))).toBe('1');
});

it('passes the JSON scalar untouched, by either executor', async () => {
  const schema = buildSchema('scalar JSON type Query { data: JSON! }');
  Object.assign(schema.getType('JSON') as object, { serialize: scalarResolvers.JSON.serialize });
  const source = { schema, document: parse('{ data }') };
  const raw = new RawJson(text);
  for (const operation of [compileOperation(source), referenceOperation(source)]) {
    const { data } = await operation.execute({ rootValue: { data: raw } });
    expect(data?.['data']).toBe(raw);
  }
});
