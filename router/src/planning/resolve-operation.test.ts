import { buildSchema, type GraphQLSchema, Kind, parse, print, stripIgnoredCharacters } from 'graphql';
import { expect, it } from 'vitest';
import { ReservedKeys } from './client-keys.ts';
import { fetchedOperation } from './fetched-operation.ts';
import { conditionVariables, resolveOperation, takingParts } from './resolve-operation.ts';

const schema = buildSchema(/* GraphQL */ `
  interface Named { name: String }
  interface Pet implements Named { name: String lives: Int owner: Person }
  type Cat implements Pet & Named { name: String lives: Int owner: Person color: String }
  type Dog implements Pet & Named { name: String lives: Int owner: Person good: Boolean }
  type Person implements Named { id: ID! name: String pets: [Pet] weight(unit: String): Float dues: Int }
  union Thing = Cat | Person
  union Stone = Rock
  type Rock { size: Int }
  type Subscription { pet: Pet }
  type Query { pet: Pet person: Person thing: Thing things: [Thing] stone: Stone named: Named }
`);

function read(query: string, operationName?: string) {
  const { definitions } = parse(query, { noLocation: true });
  const fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const operation = definitions.find(
    (each) => each.kind === Kind.OPERATION_DEFINITION && (!operationName || each.name?.value === operationName),
  );
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is no operation.');
  return { operation, fragments };
}

function resolved(query: string, conditions: Record<string, boolean> = {}) {
  const { operation, fragments } = read(query);
  return resolveOperation(schema, operation, { fragments, conditions: new Map(Object.entries(conditions)) });
}

const text = (operation: Parameters<typeof print>[0]) => stripIgnoredCharacters(print(operation));
const reserved = new ReservedKeys(schema as GraphQLSchema);
const fetched = (query: string) => fetchedOperation(resolved(query), reserved);

it.each([
  ['{ pet { ...F } } fragment F on Pet { name ...G } fragment G on Cat { color }', '{pet{name ...on Cat{color}}}'],
  ['{ pet { ... { name } ... on Pet { lives } } }', '{pet{name lives}}'],
  ['{ person { ... on Named { name } ... on Person { id } } }', '{person{name id}}'],
  ['{ person { ...F ...F } } fragment F on Person { id }', '{person{id}}'],
  ['{ person { id: id a: name } }', '{person{id a:name}}'],
])('puts fragments in their places: %s', (query, expected) => {
  expect(text(resolved(query))).toBe(expected);
});

it.each([
  ['{ pet { ... on Named { ... on Person { id } name } } }', '{pet{...on Named{name}}}'],
  ['{ pet { ... on Thing { ... on Person { id } } } }', '{pet}'],
  ['{ pet { ... on Thing { __typename ... on Named { name } } } }', '{pet{...on Cat{__typename name}}}'],
  ['{ thing { ... on Pet { ... on Dog { good } } ... on Person { id } } }', '{thing{...on Person{id}}}'],
])('leaves out fragments on what cannot be there: %s', (query, expected) => {
  expect(text(resolved(query))).toBe(expected);
});

it('decides conditions, and drops the variables that only they used', () => {
  const query = `query($a: Boolean!, $b: Boolean!, $unit: String) {
    person { id @include(if: $a) ...F @skip(if: $b) name @skip(if: $a) @include(if: true) }
  } fragment F on Person { weight(unit: $unit) }`;
  expect(text(resolved(query, { a: true, b: false }))).toBe('query($unit:String){person{id weight(unit:$unit)}}');
  expect(text(resolved(query, { a: false, b: true }))).toBe('{person{name}}');
  const { operation, fragments } = read(query);
  expect(conditionVariables(operation, fragments)).toEqual(['a', 'b']);
});

it('finds the conditions of the operation alone, wherever they stand, also behind one that leaves them out', () => {
  const { operation, fragments } = read(
    `query A($x: Boolean!, $y: Boolean!) { person { ...F @skip(if: true) } named @skip(if: $y) { name } }
     query B($z: Boolean!) { person @skip(if: $z) { id } }
     fragment F on Person { pets { name @include(if: $x) } }`,
    'A',
  );
  expect(conditionVariables(operation, fragments)).toEqual(['x', 'y']);
});

it('resolves introspection as well', () => {
  const query =
    '{ __schema { ...S } __type(name: "Cat") { name @skip(if: true) kind } } fragment S on __Schema { types { name } }';
  expect(text(resolved(query))).toBe('{__schema{types{name}}__type(name:"Cat"){kind}}');
});

it.each([
  ['{ __schema { types { name } } __typename }', undefined],
  ['{ __typename person { id } t: __type(name: "Cat") { name } }', '{person{id}}'],
  ['{ ... @skip(if: true) { person { id } } }', undefined],
  ['{ person { id @skip(if: true) } }', '{person{__typename}}'],
  ['{ pet { t: __typename ... on Cat { u: __typename } } }', '{pet{__typename ...on Cat{__typename}}}'],
])('asks for what is to be fetched, and for nothing else: %s', (query, expected) => {
  const { operation } = fetched(query) ?? {};
  expect(operation && text(operation)).toBe(expected);
});

it('gives another name to what planners could want for themselves', () => {
  const { operation, renamed } =
    fetched(
      '{ person { id: name name: id x: dues weight(unit: "lb") name__required_0: id } k0: pet { id: name, k1: lives } }',
    ) ?? {};
  expect(operation && text(operation)).toBe(
    '{person{k2:name k3:id x:dues weight(unit:"lb")k4:id}k0:pet{k2:name k1:lives}}',
  );
  expect(renamed).toEqual([
    ['id', 'id: name', 'k2'],
    ['name', 'name: id', 'k3'],
    ['name__required_0', 'name__required_0: id', 'k4'],
  ]);
});

it.each([
  [
    '{ things { ... on Cat { x: lives y: name } ... on Person { x: weight(unit: "g") y: name } } person { x: weight(unit: "g") } }',
    '{things{...on Cat{k0:lives y:name}...on Person{k1:weight(unit:"g")y:name}}person{k1:weight(unit:"g")}}',
  ],
  [
    '{ pet { ... on Cat { owner { weight(unit: "g") } } ... on Dog { owner { weight(unit: "t") } } } }',
    '{pet{...on Cat{owner{k0:weight(unit:"g")}}...on Dog{owner{k1:weight(unit:"t")}}}}',
  ],
  ['{ pet { o: owner { id } } thing { ... on Cat { o: lives } } }', '{pet{o:owner{id}}thing{...on Cat{o:lives}}}'],
])('gives each of what stands under one key at one place a key of its own: %s', (query, expected) => {
  const { operation } = fetched(query) ?? {};
  expect(operation && text(operation)).toBe(expected);
});

it('keeps what is deferred for who takes parts, with a label for each, and for nobody else', () => {
  const query = `query($a: Boolean!) { pet { ...F @defer(label: "x") ...F @defer(if: $a) ... @defer(if: false) { lives } } }
    fragment F on Pet { name }`;
  const parts = { [takingParts]: true };
  expect(text(resolved(query, { ...parts, a: true }))).toBe(
    '{pet{...on Pet@defer(label:"0 x"){name}...on Pet@defer(label:"1"){name}lives}}',
  );
  expect(text(resolved(query, { ...parts, a: false }))).toBe('{pet{...on Pet@defer(label:"0 x"){name}name lives}}');
  expect(text(resolved(query, { a: true }))).toBe('{pet{name lives}}');
  const { operation, fragments } = read(query);
  expect(conditionVariables(operation, fragments)).toEqual([takingParts, 'a']);
});

it('defers nothing in events of subscriptions, nor in introspection', () => {
  const parts = { [takingParts]: true, a: true };
  expect(text(resolved('subscription($a: Boolean!) { pet { ... @defer(if: $a) { name } } }', parts))).toBe(
    'subscription{pet{name}}',
  );
  expect(text(resolved('{ __schema { ... @defer { description } } }', parts))).toBe('{__schema{description}}');
});
