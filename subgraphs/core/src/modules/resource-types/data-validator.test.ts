import { describe, expect, it } from 'vitest';
import { DataValidator } from './data-validator.ts';

const validator = (schema: object, fields: ConstructorParameters<typeof DataValidator>[1] = []) =>
  new DataValidator(schema as Record<string, unknown>, fields);
const faults = (schema: object, data: unknown) => validator(schema).faultsOf(data);

it('names everything that does not fit, each with its place', () => {
  const schema = {
    type: 'object',
    required: ['number', 'lines'],
    additionalProperties: false,
    properties: {
      number: { type: 'string', pattern: '^[A-Z]{2}-\\d+$' },
      due: { type: 'string', format: 'date' },
      'a/b~c': { type: 'boolean' },
      lines: {
        type: 'array',
        items: { type: 'object', required: ['amount'], properties: { amount: { type: 'number', minimum: 0 } } },
      },
    },
  };
  const fits = { number: 'AB-1', due: '2026-02-28', lines: [{ amount: 1 }] };
  expect(faults(schema, fits)).toEqual([]);
  const data = { due: '2026-02-30', 'a/b~c': 1, lines: [{ amount: 1 }, { amount: -1 }, {}], other: null, number: 'ab' };
  expect(faults(schema, data).map(({ path }) => path.join(' '))).toEqual(
    expect.arrayContaining(['number', 'due', 'a/b~c', 'lines 1 amount', 'lines 2 amount', 'other']),
  );
  expect(faults(schema, data)).toHaveLength(6);
  expect(faults(schema, {})).toEqual([
    { message: 'This is missing.', path: ['number'] },
    { message: 'This is missing.', path: ['lines'] },
  ]);
});

it('says of each value for people what it must be, once, though a field says it too', () => {
  const schema = {
    additionalProperties: false,
    properties: {
      name: { type: 'string', minLength: 1 },
      age: { type: ['integer', 'null'] },
      since: { format: 'date-time' },
      tags: { type: 'array', maxItems: 2, uniqueItems: true },
      total: { minimum: 0 },
    },
  };
  const field = (path: string, kind: 'NUMBER' | 'DATE_TIME' | 'BOOLEAN') => ({
    path,
    kind,
    filterable: true,
    searchable: false,
  });
  const fields = [field('/age', 'NUMBER'), field('/since', 'DATE_TIME'), field('/total', 'BOOLEAN')];
  const data = { name: '', age: 'old', since: 'yesterday', tags: [1, 2, 3], total: 1, more: 1 };
  expect(
    validator(schema, fields)
      .faultsOf(data)
      .map(({ path, message }) => `${path}: ${message}`)
      .toSorted(),
  ).toEqual([
    'age: This must be a whole number or null.',
    'more: This is not in the definition of the type.',
    'name: This must have at least 1 character.',
    'since: This must be a date and time by RFC 3339, such as 2026-11-26T09:30:00Z.',
    'tags: This must have at most 2 items.',
    'total: This must be true or false or null.',
  ]);
});

it('names twenty at most, and no name that is longer than a name is', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`p${n}`, n]));
  expect(faults({ additionalProperties: { type: 'string' } }, many)).toHaveLength(20);
  const [fault] = faults(
    { additionalProperties: { additionalProperties: false } },
    { a: { ['x'.repeat(100_000)]: 1 } },
  );
  expect(fault?.path).toEqual(['a']);
});

it('reads a schema by the draft of 2020', () => {
  expect(faults({ prefixItems: [{ type: 'string' }], items: false }, ['a', 1])).toHaveLength(1);
  expect(faults({ $ref: '#/$defs/text', $defs: { text: { type: 'string' } } }, 1)).toHaveLength(1);
  const tree = { type: 'object', properties: { left: { $ref: '#' }, value: { type: 'number' } }, required: ['value'] };
  expect(faults(tree, { value: 1, left: { value: 2, left: {} } }).map(({ path }) => path)).toEqual([
    ['left', 'left', 'value'],
  ]);
  const closed = { allOf: [{ properties: { a: true } }], properties: { b: true }, unevaluatedProperties: false };
  expect(faults(closed, { a: 1, b: 1 })).toEqual([]);
  expect(faults(closed, { c: 1 })).toMatchObject([{ path: ['c'] }]);
  const contains = { contains: { type: 'number' }, minContains: 2 };
  expect([faults(contains, [1, 'a']).length > 0, faults(contains, [1, 2])]).toEqual([true, []]);
  const isA = { properties: { kind: { const: 'a' } }, required: ['kind'] };
  const either = Object.fromEntries([
    ['if', isA],
    ['then', { required: ['x'] }],
  ]);
  expect([faults(either, { kind: 'b' }), faults(either, { kind: 'a' }).length > 0]).toEqual([[], true]);
});

it('holds each text and each name to its own pattern', () => {
  const schema = {
    properties: { one: { pattern: '^a+$' }, other: { pattern: '^b+$' } },
    patternProperties: { '^n': { type: 'number' }, '^t': { type: 'string' } },
  };
  expect(faults(schema, { one: 'aa', other: 'b', n1: 1, t1: 'x' })).toEqual([]);
  const wrong = faults(schema, { one: 'a', other: 'a', n1: 'x', t1: 1 });
  expect(wrong.map(({ path }) => path.join('/')).toSorted()).toEqual(['n1', 'other', 't1']);
});

it('compares values as JSON does, though they have names that mean something to objects', () => {
  const odd = { valueOf: 1, toString: { a: [1] }, constructor: {}, hasOwnProperty: null };
  for (const schema of [{ const: odd }, { enum: [1, odd] }]) {
    expect(faults(schema, structuredClone(odd))).toEqual([]);
    expect(faults(schema, Object.fromEntries(Object.entries(odd).toReversed()))).toEqual([]);
    for (const other of [
      {},
      { ...odd, toString: { a: [2] } },
      { ...odd, constructor: [] },
      { ...odd, more: 1 },
      null,
      [],
    ])
      expect(faults(schema, other)).toHaveLength(1);
  }
  expect(faults({ const: [1, [2]] }, [1, [2]])).toEqual([]);
  expect(faults({ const: [1, 2] }, { 0: 1, 1: 2 })).toHaveLength(1);
  expect(faults({ const: {} }, JSON.parse('{"__proto__": 1}'))).toHaveLength(1);
  expect(faults({ const: { a: 1 } }, JSON.parse('{"__proto__": {"a": 1}}'))).toHaveLength(1);
});

it('knows of which names something is said, and that nothing is said of those that all objects have', () => {
  const closed = [
    { patternProperties: { '^a': true } },
    { anyOf: [{ properties: { a: true } }, { properties: { b: true } }] },
    { properties: { a: true } },
  ].map((schema) => ({ ...schema, unevaluatedProperties: false }));
  for (const schema of closed) {
    expect(faults(schema, { a: 1 })).toEqual([]);
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'z'])
      expect(faults(schema, JSON.parse(`{"a": 1, ${JSON.stringify(name)}: 1}`))).toMatchObject([{ path: [name] }]);
  }
  const said = { anyOf: [{ properties: { constructor: true } }], unevaluatedProperties: false };
  expect(faults(said, { constructor: 1 })).toEqual([]);
  const others = { anyOf: [{ properties: { a: true } }], unevaluatedProperties: { type: 'number' } };
  expect([faults(others, { a: 'x', b: 1 }), faults(others, { toString: 'x' })]).toMatchObject([
    [],
    [{ path: ['toString'] }],
  ]);
});

it('takes items for the same whatever the order of their names', () => {
  const unique = { uniqueItems: true };
  expect(
    faults(unique, [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ]),
  ).toHaveLength(1);
  expect(faults(unique, [1, '1', true, 'true', null, [1], { a: 1 }, { a: 1, b: 1 }])).toEqual([]);
  expect(faults({ uniqueItems: false }, [1, 1])).toEqual([]);
});

it.each([
  ['date', ['2024-02-29', '0001-01-01'], ['2023-02-29', '2026-13-01', '2026-00-10', '0000-01-01', '2026-1-1', '']],
  [
    'date-time',
    ['2026-11-26T09:30:00Z', '2026-11-26t09:30:00.123456z', '2026-11-26T09:30:00+05:30'],
    ['2026-11-26', '2026-11-26T25:00:00Z', '2026-11-26T09:30:00', '2026-02-30T09:30:00Z', '2026-11-26T09:30:60Z'],
  ],
  ['time', ['09:30:00Z'], ['9:30:00Z', '09:30', '24:00:00Z']],
  ['email', ['ada@example.com'], ['ada', 'ada@', '@example.com', 'a b@example.com', `${'a'.repeat(65)}@example.com`]],
  ['hostname', ['a.example.com'], ['-a.com', 'a..b', `${'a'.repeat(64)}.com`, '']],
  ['ipv4', ['127.0.0.1'], ['256.0.0.1', '1.2.3']],
  ['ipv6', ['::1', 'fe80::1'], ['::g', '1.2.3.4']],
  ['uri', ['https://example.com/a?b#c', 'urn:isbn:1'], ['/a', 'https://exa mple.com', 'no']],
  ['uuid', ['0190a5c0-0000-7000-8000-000000000000'], ['0190a5c0', '0190a5c0-0000-7000-8000-00000000000g']],
])('knows what a %s is', (format, good, bad) => {
  const wrong = (texts: readonly string[]) => texts.filter((text) => faults({ format }, text).length > 0);
  expect([wrong(good), wrong(bad)]).toEqual([[], bad]);
});

describe('the fields of a type', () => {
  const fields = [
    { path: '/customer/email', kind: 'STRING', filterable: true, searchable: true },
    { path: '/total', kind: 'NUMBER', filterable: true, searchable: false },
    { path: '/paid', kind: 'BOOLEAN', filterable: true, searchable: false },
    { path: '/due', kind: 'DATE_TIME', filterable: true, searchable: false },
    { path: '/customer/notes~1old', kind: 'STRING', filterable: false, searchable: true },
  ] as const;

  it('have to be of their kinds where they are there', () => {
    const check = (data: unknown) =>
      validator({}, fields)
        .faultsOf(data)
        .map(({ path }) => path.join('/'));
    expect(check({})).toEqual([]);
    expect(check({ customer: 'nobody', total: 1.5, paid: null, due: '2026-11-26T09:30:00Z' })).toEqual([]);
    expect(check({ customer: { email: 1, 'notes/old': {} }, total: '1', paid: 0, due: 'tomorrow' }).toSorted()).toEqual(
      ['customer/email', 'customer/notes/old', 'due', 'paid', 'total'],
    );
    expect(check({ customer: { email: 'x'.repeat(1_001), 'notes/old': 'x'.repeat(5_000) } })).toEqual([
      'customer/email',
    ]);
  });
});
