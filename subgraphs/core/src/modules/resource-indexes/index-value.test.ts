import { expect, it } from 'vitest';
import { absent, after, indexValue, indexValueAt, prefixRange } from './index-value.ts';

const inOrder = (values: readonly Buffer[]) => values.toSorted((one, other) => one.compare(other));

it.each([
  ['NUMBER', [-1e300, -2, -1.5, -5e-324, 0, 5e-324, 1, 1.5, 2 ** 53, 1e300]],
  ['STRING', ['', 'A', 'B', 'a', 'a\u0001', 'ab', 'b', 'é', 'ﬀ', '😀']],
  ['BOOLEAN', [false, true]],
  [
    'DATE_TIME',
    [
      '0001-01-01T00:00:00Z',
      '1969-12-31T23:59:59.999999999Z',
      '1970-01-01T00:00:00Z',
      '2026-01-01T01:00:00+02:00',
      '2026-01-01t00:00:00.000000001z',
      '9999-12-31T23:59:59Z',
    ],
  ],
] as const)('has values of the kind %s in their order, before what has none', (kind, values) => {
  const bytes = values.map((value) => indexValue(kind, value));
  expect(inOrder([absent, ...bytes.toReversed()])).toEqual([...bytes, absent]);
  for (const value of bytes) expect(inOrder([after(value), value])[0]).toBe(value);
});

it('knows one zero, and one instant in all zones', () => {
  expect(indexValue('NUMBER', -0)).toEqual(indexValue('NUMBER', 0));
  expect(indexValue('DATE_TIME', '2026-01-01T01:30:00+01:30')).toEqual(
    indexValue('DATE_TIME', '2026-01-01 00:00:00.000z'),
  );
});

it('tells long texts apart that begin alike, and keeps each short enough for an index', () => {
  const [one, other] = ['a', 'b'].map((end) => indexValue('STRING', '長'.repeat(999) + end)) as [Buffer, Buffer];
  expect(one.equals(other)).toBe(false);
  expect(Math.max(one.length, other.length)).toBeLessThan(500);
  const [from, to] = prefixRange('長長');
  expect(inOrder([to, one, from])).toEqual([from, one, to]);
});

it('takes what is there by names, and nothing of an array', () => {
  const at = (data: unknown, path = '/a/0') => indexValueAt(data, { path, kind: 'DATE_TIME' });
  expect(at({ a: { 0: '2026-01-01T00:00:00Z' } })).toEqual(indexValue('DATE_TIME', '2026-01-01T00:00:00Z'));
  for (const data of [{}, { a: null }, { a: { 0: null } }, { a: ['no time'] }, { a: 'text' }])
    expect(at(data)).toBe(absent);
  expect(at({ a: [] }, '/a/length')).toBe(absent);
  expect(at({}, '/constructor')).toBe(absent);
});
