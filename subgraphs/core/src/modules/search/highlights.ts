import { setImmediate as immediate } from 'node:timers/promises';
import type { SearchHighlight, SearchRange, SearchText } from './search-index.ts';
import { wordsOf } from './words.ts';

const mostTexts = 3;
const mostRanges = 20;
/** Around what was found, of a text that is longer than both together. */
const before = 60;
const after = 180;
/** Takes some tens of milliseconds to read. */
const charactersAtOnce = 100_000;

type ShownText = Pick<SearchText, 'field' | 'text'>;

/** Those of each of many documents, in their order: they are read a part at a time, and others have their turn in between. */
export async function highlightsOfAll(
  documents: readonly { readonly texts: readonly ShownText[] }[],
  isFound: (word: string) => boolean,
): Promise<SearchHighlight[][]> {
  const all: SearchHighlight[][] = [];
  let characters = 0;
  for (const { texts } of documents) {
    all.push(highlightsOf(texts, isFound));
    characters += texts.reduce((sum, { text }) => sum + text.length, 0);
    if (characters < charactersAtOnce) continue;
    await immediate();
    characters = 0;
  }
  return all;
}

/** Where words are found in texts: `isFound` says which. At most three texts, and of a long one a piece around the first of them. */
export function highlightsOf(texts: readonly ShownText[], isFound: (word: string) => boolean): SearchHighlight[] {
  const highlights: SearchHighlight[] = [];
  for (const { field, text } of texts) {
    if (highlights.length === mostTexts) break;
    const ranges = rangesOf(text, isFound);
    const [first] = ranges;
    if (first) highlights.push({ field, ...pieceOf(text, ranges, first) });
  }
  return highlights;
}

function rangesOf(text: string, isFound: (word: string) => boolean): SearchRange[] {
  const ranges: SearchRange[] = [];
  for (const { word, start, end } of wordsOf(text)) {
    if (!isFound(word)) continue;
    const last = ranges.at(-1);
    // Of writings without spaces words overlap.
    if (last && start < last.end) ranges[ranges.length - 1] = { start: last.start, end };
    else if (ranges.length === mostRanges) break;
    else ranges.push({ start, end });
  }
  return ranges;
}

function pieceOf(
  text: string,
  ranges: readonly SearchRange[],
  first: SearchRange,
): Pick<SearchHighlight, 'text' | 'ranges'> {
  if (text.length <= before + after) return { text, ranges };
  const from = edge(text, Math.max(0, first.start - before));
  const to = edge(
    text,
    Math.min(text.length, Math.max(first.start + after, Math.min(first.end, first.start + 2 * after))),
  );
  const within = ranges
    .filter(({ start }) => start < to)
    .map(({ start, end }) => ({ start: start - from, end: Math.min(end, to) - from }));
  return { text: text.slice(from, to), ranges: within };
}

/** Never in the middle of a character. */
function edge(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
}
