import { expect, it } from 'vitest';
import { wordsOf } from './words.ts';

const words = (text: string) => [...wordsOf(text)].map(({ word }) => word);

it.each([
  ['One two-three, four_five 6.7', ['one', 'two', 'three', 'four', 'five', '6', '7']],
  ['ÉCLAIR éclair e\u0301clair', ['eclair', 'eclair', 'eclair']],
  ['Straße STRASSE İstanbul', ['strasse', 'strasse', 'istanbul']],
  ['ﬁle ½', ['file', '12']],
  ['שָׁלוֹם مُحَمَّد', ['שלום', 'محمد']],
  ['Добрый ё', ['добрыи', 'е']],
  ['東京都 a京b', ['東京', '京都', 'a', '京', 'b']],
  ['हिन्दी', ['हिन्दी']],
  ['go🚀🙂', ['go', '🚀', '🙂']],
  ['%_\\ \' " \u0001 \u202e ', []],
  ['\u0301\u0301', []],
  ['__proto__', ['proto']],
])('reads the words of %j', (text, expected) => expect(words(text)).toEqual(expected));

it('says where they stand, as the text is written', () => {
  const text = 'Der Ｅclair, 東京都 🚀';
  const found = [...wordsOf(text)].map(({ word, start, end }) => [word, text.slice(start, end)]);
  expect(found).toEqual([
    ['der', 'Der'],
    ['eclair', 'Ｅclair'],
    ['東京', '東京'],
    ['京都', '京都'],
    ['🚀', '🚀'],
  ]);
});

it('cuts what is too long, whole characters at a time', () => {
  expect(words('x'.repeat(100_000))).toEqual(['x'.repeat(64)]);
  expect(words(`x${'𝒳'.repeat(100)}`)[0]?.isWellFormed()).toBe(true);
  // One character that means eighteen.
  expect(words('\ufdfa'.repeat(1000))[0]?.length).toBeLessThanOrEqual(64);
});
