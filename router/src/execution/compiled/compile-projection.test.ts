import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { RawJson } from '@trivet/platform';
import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { plainestOperation } from '../../tests/plainest-operation.ts';
import { Losses } from '../losses.ts';
import { project } from '../project.ts';
import type { TreeObject } from '../tree.ts';
import { compileProjection } from './compile-projection.ts';
import { misfit } from './leaf-text.ts';

const schema = buildSchema(/* GraphQL */ `
  scalar JSON
  enum Color { RED GREEN }
  interface Named { name: String }
  type Cat implements Named { name: String lives: Int! color: Color }
  type Dog implements Named { name: String weight: Float good: Boolean id: ID! }
  union Pet = Cat | Dog
  type Query { pet: Pet pets: [Pet!] named: Named grid: [[Int]] must: [Int!]! any: JSON cat: Cat cats: [Cat] text: String! }
`);

const cat = { __typename: 'Cat', name: 'Tom', lives: 9, color: 'RED' };
const dog = { __typename: 'Dog', name: 'Rex', weight: 1.5, good: true, id: 'd1' };

function write(query: string, root: TreeObject, conditions: Record<string, boolean> = {}): string {
  return compileProjection(schema, plainestOperation(schema, query, conditions))(root);
}

it.each<[string, string, TreeObject, string]>([
  [
    'what is selected, in the order of the operation',
    '{ text grid }',
    { grid: [[1, null], null], text: 'a', more: 1 },
    '{"text":"a","grid":[[1,null],null]}',
  ],
  [
    'null for what is not there',
    '{ cat { name } any grid }',
    { any: undefined, grid: null },
    '{"cat":null,"any":null,"grid":null}',
  ],
  [
    'members of unions by their types',
    '{ pets { __typename ... on Named { name } ... on Cat { lives } ... on Dog { good id } } }',
    { pets: [cat, dog] },
    '{"pets":[{"__typename":"Cat","name":"Tom","lives":9},{"__typename":"Dog","name":"Rex","good":true,"id":"d1"}]}',
  ],
  ['nothing of a type that no fragment is about', '{ pet { ... on Cat { lives } } }', { pet: dog }, '{"pet":{}}'],
  [
    'aliases that every object has by itself',
    '{ constructor: text __proto__: cat { toString: name } }',
    Object.assign(JSON.parse('{"__proto__":{"toString":"T"}}'), { constructor: 'c' }),
    '{"constructor":"c","__proto__":{"toString":"T"}}',
  ],
  ['null for such an alias that nobody answered', '{ cat { valueOf: name } }', { cat: {} }, '{"cat":{"valueOf":null}}'],
  [
    'numbers, truth, enums',
    '{ pet { ... on Dog { weight good } } cat { color lives } }',
    { pet: dog, cat },
    '{"pet":{"weight":1.5,"good":true},"cat":{"color":"RED","lives":9}}',
  ],
  [
    'text with quotes, control characters, lone surrogates',
    '{ text }',
    { text: '"\\\n\u0000\ud800é' },
    JSON.stringify({ text: '"\\\n\u0000\ud800é' }),
  ],
  ['long text', '{ text }', { text: `${'x'.repeat(200)}"` }, JSON.stringify({ text: `${'x'.repeat(200)}"` })],
  ['a number for an ID', '{ pet { ... on Dog { id } } }', { pet: { ...dog, id: 7 } }, '{"pet":{"id":"7"}}'],
  ['JSON as a value', '{ any }', { any: { a: [1, { b: null }] } }, '{"any":{"a":[1,{"b":null}]}}'],
  ['JSON as text, to the letter', '{ any }', { any: new RawJson('{ "a" : 1 }') }, '{"any":{ "a" : 1 }}'],
])('writes %s', (_, query, root, expected) => {
  expect(write(query, root)).toBe(expected);
});

it('merges what fragments select below one key, under the conditions of this execution', () => {
  const query = `query($a: Boolean!, $b: Boolean!) { cat { name @include(if: $a) } ... @skip(if: $b) { cat { lives } } text @include(if: $b) cat { color } }`;
  const root = { cat, text: 't' };
  expect(write(query, root, { a: true, b: false })).toBe('{"cat":{"name":"Tom","lives":9,"color":"RED"}}');
  expect(write(query, root, { a: false, b: true })).toBe('{"cat":{"color":"RED"},"text":"t"}');
});

it.each<[string, string, TreeObject]>([
  ['null where there may be none', '{ text }', { text: null }],
  ['nothing where something has to be', '{ text }', {}],
  ['null in a list that has none', '{ must }', { must: [1, null] }],
  ['an object for a list', '{ grid }', { grid: {} }],
  ['a list for an object', '{ cat { name } }', { cat: [] }],
  ['text for an object', '{ cat { name } }', { cat: 'Tom' }],
  ['text for a number', '{ cat { lives } }', { cat: { lives: '9' } }],
  ['more than an Int holds', '{ cat { lives } }', { cat: { lives: 2 ** 31 } }],
  ['a value that the enum does not have', '{ cat { color } }', { cat: { color: 'BLUE' } }],
  ['an object for text', '{ text }', { text: {} }],
  ['a type that the union does not have', '{ pet { __typename } }', { pet: { __typename: 'Query' } }],
  ['a type that there is not', '{ named { name } }', { named: { __typename: 'Fox', name: 'f' } }],
  ['no type where it has to be known', '{ named { __typename name } }', { named: { name: 'f' } }],
])('leaves to the interpreter what does not fit: %s', (_, query, root) => {
  let thrown: unknown;
  try {
    write(query, root);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBe(misfit);
});

it('writes what the interpreter writes', () => {
  const query =
    '{ a: pets { __typename ... on Named { n: name } ... on Cat { lives color } } cats { name lives } grid any must text }';
  const root = { a: [cat, { ...dog, n: 'x' }], cats: [null, cat], grid: [[], [1]], any: 'x', must: [], text: '' };
  const request = {
    operation: plainestOperation(schema, query),
    plan: { kind: 'query' as const },
    comesAgain: true,
    variables: {},
    viewer: { kind: 'anonymous' as const },
    requestId: '',
  };
  const interpreted = project({ schema, request, root, losses: new Losses(), errors: [] });
  expect(write(query, root)).toBe(JSON.stringify(interpreted.data));
});

it('is not tried where code may not be generated', () => {
  const module = join(import.meta.dirname, 'generated-code.ts');
  const print = `import(${JSON.stringify(module)}).then(({ mayGenerateCode }) => console.log(mayGenerateCode))`;
  const run = (...flags: string[]) =>
    execFileSync(process.execPath, [...flags, '--eval', print], { encoding: 'utf8' }).trim();
  expect([run(), run('--disallow-code-generation-from-strings')]).toEqual(['true', 'false']);
});
