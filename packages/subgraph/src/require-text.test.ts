import { UserFault } from '@trivet/platform';
import { expect, it } from 'vitest';
import { requireText } from './require-text.ts';

const rule = { path: ['displayName'], max: 5 } as const;

it('gives the text without the white space around it', () => {
  expect(requireText('  Ada \n', rule)).toBe('Ada');
  expect(requireText('A d a', rule)).toBe('A d a');
});

it('counts characters and not their halves', () => {
  expect(requireText('🎉🎉🎉🎉🎉', rule)).toBe('🎉🎉🎉🎉🎉');
  expect(() => requireText('🎉🎉🎉🎉🎉🎉', rule)).toThrow(UserFault);
});

it('refuses what is too short, too long, or no text, and names the field', () => {
  const refused = ['', '   ', 'abcdef', 'a\u0000b', '\u0000', 'a\nb', 'a\u0085b', 'a\ud800', '\udc00a', '\ud800'];
  for (const text of refused) {
    expect(() => requireText(text, rule), JSON.stringify(text)).toThrow(
      expect.objectContaining({ userErrorCode: 'INVALID_INPUT', inputPath: ['displayName'] }),
    );
  }
  expect(() => requireText('abcdef', rule)).toThrow('"displayName" must have 1 to 5 characters.');
  expect(() => requireText('', { path: ['labels', '0'], max: 5 })).toThrow('"labels.0" must have 1 to 5 characters.');
});

it('looks at no more of a hostile text than it needs to', () => {
  const begunAt = performance.now();
  expect(() => requireText(`${' '.repeat(500_000)}x${' '.repeat(500_000)}y`, rule)).toThrow(UserFault);
  expect(performance.now() - begunAt).toBeLessThan(2000);
});
