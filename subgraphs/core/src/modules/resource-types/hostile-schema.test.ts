import { UserFault } from '@trivet/platform';
import { describe, expect, it } from 'vitest';
import { maxBlockMs, named, nested, numbered, schemaCostSuite, shortest } from '../../tests/schema-cost-suite.ts';
import { DataValidator } from './data-validator.ts';

function refusal(schema: unknown): { readonly path: string; readonly message: string } | null {
  try {
    new DataValidator(schema as Record<string, unknown>, []);
    return null;
  } catch (error) {
    if (!(error instanceof UserFault)) throw error;
    expect(error.userErrorCode).toBe('INVALID_INPUT');
    return { path: error.inputPath?.join('/') ?? '', message: error.message };
  }
}

describe('a schema is refused that', () => {
  it.each<[string, object, string]>([
    ['refers to another place', { $ref: 'https://example.com/schema.json' }, 'schema/$ref'],
    ['refers to a file', { $ref: 'file:///etc/passwd' }, 'schema/$ref'],
    ['refers to nothing', { $ref: '#/$defs/none' }, 'schema/$ref'],
    ['refers to a place that is no definition', { $ref: '#/properties/a', properties: { a: {} } }, 'schema/$ref'],
    ['gives itself another id', { $id: 'https://example.com/' }, 'schema/$id'],
    ['has an anchor', { $anchor: 'a' }, 'schema/$anchor'],
    ['has a dynamic anchor', { properties: { a: { $dynamicAnchor: 'a' } } }, 'schema/properties/a/$dynamicAnchor'],
    ['refers dynamically', { $dynamicRef: '#a' }, 'schema/$dynamicRef'],
    ['is of another draft', { $schema: 'http://json-schema.org/draft-07/schema#' }, 'schema/$schema'],
    ['reads other data', { minimum: { $data: '1/limit' } }, 'schema/minimum'],
    ['has a keyword that nobody knows', { properties: { a: { requried: ['b'] } } }, 'schema/properties/a/requried'],
    ['has a keyword of objects', { constructor: {} }, 'schema/constructor'],
    ['describes __proto__', { properties: JSON.parse('{"__proto__": {"type": "string"}}') }, 'schema/properties'],
    ['wants __proto__', { required: ['__proto__'] }, 'schema/required'],
    ['is __proto__', JSON.parse('{"__proto__": {"type": "string"}}'), 'schema/__proto__'],
    ['leads back to itself', { $ref: '#' }, 'schema'],
    ['leads back by allOf', { $ref: '#/$defs/a', $defs: { a: { allOf: [{ $ref: '#/$defs/a' }] } } }, 'schema'],
    [
      'leads back by two',
      { $ref: '#/$defs/a', $defs: { a: { not: { $ref: '#/$defs/b' } }, b: { $ref: '#/$defs/a' } } },
      'schema',
    ],
    ['leads back within', { items: { $ref: '#/$defs/a' }, $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }] } } }, 'schema'],
    ['looks ahead', { pattern: '(?=a)b' }, 'schema/pattern'],
    ['looks back', { pattern: '(a)\\1' }, 'schema/pattern'],
    ['has a pattern that is none', { patternProperties: { '(': {} } }, 'schema/patternProperties/('],
    ['repeats too much', { pattern: '((a{0,100}){0,100}){0,100}' }, 'schema/pattern'],
    ['has a long pattern', { pattern: 'a'.repeat(257) }, 'schema/pattern'],
    ['has a format that nobody checks', { format: 'regex' }, 'schema/format'],
    ['has a format of objects', { format: 'constructor' }, 'schema/format'],
    ['has an unknown type', { type: 'text' }, 'schema/type'],
    ['counts in fractions', { minLength: 0.5 }, 'schema/minLength'],
    ['divides by nothing', { multipleOf: 0 }, 'schema/multipleOf'],
    ['has a property that is no schema', { properties: { a: 1 } }, 'schema/properties/a'],
    ['names things twice', { required: ['a', 'a'] }, 'schema/required'],
    ['hides definitions', { items: { $defs: {} } }, 'schema/items/$defs'],
    ['names a definition by a pointer', { $defs: { 'a/b': {} } }, 'schema/$defs/a/b'],
  ])('%s', (_what, schema, path) => {
    expect(refusal(schema)?.path).toBe(path);
  });

  it.each<[string, object]>([
    ['has a thousand properties', { properties: named(1_000, () => ({ type: 'string' })) }],
    ['lists ten thousand values', { enum: numbered(10_000, (n) => n) }],
    ['compares with a large value', { const: numbered(10_000, (n) => n) }],
    ['wants ten thousand names', { required: numbered(10_000, (n) => `p${n}`) }],
    ['has many patterns', { patternProperties: named(100, () => true, '([a-z]{1,30}){1,9}') }],
    ['repeats much, often', { pattern: 'a{1000}'.repeat(36) }],
    ['is deep', nested(100, (inner) => ({ allOf: [inner] }))],
    ['is very deep', nested(1_000, (inner) => ({ properties: { a: inner } }))],
  ])('%s, within a moment', (_what, schema) => {
    let refused: ReturnType<typeof refusal> = null;
    expect(
      shortest(() => {
        refused = refusal(schema);
      }),
    ).toBeLessThan(maxBlockMs);
    expect(refused).not.toBeNull();
  });
});

it('takes names that objects have, and says of data what is so', () => {
  const schema = {
    required: ['constructor'],
    properties: { toString: { type: 'number' }, hasOwnProperty: { const: 1 } },
  };
  const validator = new DataValidator(schema, []);
  expect(validator.faultsOf({}).map(({ path }) => path)).toEqual([['constructor']]);
  expect(validator.faultsOf({ constructor: 1, toString: 2, hasOwnProperty: 1 })).toEqual([]);
  expect(validator.faultsOf({ constructor: 1, toString: 'a' }).map(({ path }) => path)).toEqual([['toString']]);
  const closed = new DataValidator({ additionalProperties: false, properties: { a: true } }, []);
  expect(closed.faultsOf(JSON.parse('{"__proto__": {"a": 1}}')).map(({ path }) => path)).toEqual([['__proto__']]);
  expect(({} as { a?: unknown }).a).toBeUndefined();
});

// The others need some seconds: `schema-cost.full.test.ts`.
schemaCostSuite(['all keywords there can be', 'names that are counted', 'patterns of a famous kind']);
