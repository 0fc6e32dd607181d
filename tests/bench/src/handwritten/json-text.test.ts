import { expect, it } from 'vitest';
import { quote, quoteOrNull } from './json-text.ts';

it.each([
  '',
  'Ada',
  'réunion',
  'a "quoted" word',
  'back\\slash',
  'two\nlines',
  '\u0000',
  '😀',
  '\ud800',
  'long '.repeat(20),
])('writes %j as JSON.stringify does', (text) => {
  expect(quote(text)).toBe(JSON.stringify(text));
});

it('writes null for what is not there', () => {
  expect(quoteOrNull(null)).toBe('null');
});
