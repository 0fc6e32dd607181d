import { expect, it } from 'vitest';
import { mergePatch } from './merge-patch.ts';

// The appendix of RFC 7396, as far as it is about objects.
it.each<[unknown, unknown, unknown]>([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('makes of %j by %j what the standard says', (value, patch, result) => {
  expect(mergePatch(value, patch)).toEqual(result);
});

it('takes names that objects have for names like others, and changes nothing else', () => {
  const value = JSON.parse('{"constructor": {"a": 1}, "__proto__": {"b": 1}}');
  const patch = JSON.parse(
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "toString": null}',
  );
  expect(JSON.stringify(mergePatch(value, patch))).toBe(
    '{"constructor":{"a":1,"prototype":{"polluted":true}},"__proto__":{"b":1,"polluted":true}}',
  );
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(JSON.stringify(value)).toBe('{"constructor":{"a":1},"__proto__":{"b":1}}');
});
