import { expect, it } from 'vitest';
import { isFoundBy, typedWords } from './open-search-query.ts';

it('knows the words that were typed, what begins so and what they were mistyped for', () => {
  const isFound = isFoundBy(typedWords('Harb a invioce 東'));
  for (const word of ['harb', 'harbour', 'a', 'invoice', '東京']) expect(isFound(word), word).toBe(true);
  for (const word of ['ha', 'rb', 'an', 'voice', 'invoices', '京東']) expect(isFound(word), word).toBe(false);
});

it('compares no more than so many words, and goes on with what takes no comparing', () => {
  const isFound = isFoundBy(typedWords('lighthuose'));
  expect(isFound('lighthouse')).toBe(true);
  for (let number = 0; number < 10_000; number += 1) isFound(`xxxxx${String(number).padStart(5, '0')}`);
  expect(isFound('lighthousr')).toBe(false);
  // Of what was compared it still knows.
  expect(isFound('lighthouse')).toBe(true);
  expect(isFound('lighthuoses')).toBe(true);
});
