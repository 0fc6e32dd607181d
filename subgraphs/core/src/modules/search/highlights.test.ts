import { expect, it } from 'vitest';
import { highlightsOf, highlightsOfAll } from './highlights.ts';

const shown = (texts: readonly (readonly [string, string])[], found: RegExp) =>
  highlightsOf(
    texts.map(([field, text]) => ({ field, text })),
    (word) => found.test(word),
  ).map(({ field, text, ranges }) => ({ field, text, found: ranges.map(({ start, end }) => text.slice(start, end)) }));

it('shows where words are, as they are written, in three texts at most', () => {
  const texts = [
    ['a', 'One <b>two</b> ÉCLAIR, one.'],
    ['b', 'nothing'],
    ['c', 'éclair'],
    ['d', '東京都庁'],
    ['e', 'one'],
  ] as const;
  expect(shown(texts, /^(one|eclair|東京|京都)$/)).toEqual([
    { field: 'a', text: 'One <b>two</b> ÉCLAIR, one.', found: ['One', 'ÉCLAIR', 'one'] },
    { field: 'c', text: 'éclair', found: ['éclair'] },
    // Two that overlap are one.
    { field: 'd', text: '東京都庁', found: ['東京都'] },
  ]);
});

it('shows of a long text what is around the first, and whole characters', () => {
  const text = `${'🙂'.repeat(501)} harbour ${'🙂'.repeat(50)} harbour ${'🙂'.repeat(500)} harbour`;
  const [shownText] = shown([['a', text]], /harbour/);
  expect(shownText?.found).toEqual(['harbour', 'harbour']);
  expect(shownText?.text.isWellFormed()).toBe(true);
  expect(shownText?.text.length).toBeLessThan(260);
});

it('shows a word that is longer than a piece, as far as the piece goes', () => {
  const [shownText] = shown([['a', `x ${'y'.repeat(1000)}`]], /^yy/);
  expect(shownText?.found[0]?.length).toBeGreaterThan(100);
  expect(shownText?.found[0]?.length).toBeLessThan(500);
});

it('gives others their turn between long texts', async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    turn = setImmediate(count);
  };
  let turn = setImmediate(count);
  const texts = [{ field: 'a', text: `${'lorem ipsum '.repeat(1_600)}harbour` }];
  const all = await highlightsOfAll(Array(20).fill({ texts }), (word) => word === 'harbour');
  clearImmediate(turn);
  expect(all.map((each) => each.length)).toEqual(Array(20).fill(1));
  expect(turns).toBeGreaterThanOrEqual(3);
});
