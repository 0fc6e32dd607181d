/** A word as it is looked for, and where it stands in the text: in UTF-16 code units, from `start` to before `end`. */
export interface Word {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** What is longer is cut: nobody types so much of one word. */
const maxLength = 64;

/** Writings without spaces between words: any two neighbours are taken for one. */
const unspaced = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}';
const pieces = new RegExp(
  `(?<unspaced>[${unspaced}]+)|(?<sign>\\p{Extended_Pictographic})|[[\\p{L}\\p{N}\\p{M}]--[${unspaced}]]+`,
  'gv',
);
/** Accents, and the points of Hebrew and Arabic, without which a word is the same; not the vowels of other writings. */
const points = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]/g;
const noPart = /[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]/gu;

/** The words of a text, in their order: the same for capitals or not, with accents or without, in whichever form of Unicode. */
export function* wordsOf(text: string): Generator<Word> {
  for (const { 0: piece, index, groups } of text.matchAll(pieces)) {
    if (groups?.['unspaced'] !== undefined) {
      yield* pairsOf(piece, index);
      continue;
    }
    const word = folded(piece);
    if (word !== '') yield { word, start: index, end: index + piece.length };
  }
}

/** Each two neighbours; one that is alone is a word. */
function* pairsOf(piece: string, start: number): Generator<Word> {
  const characters = [...piece];
  let at = start;
  for (const [index, character] of characters.entries()) {
    const next = characters[index + 1] ?? '';
    const word = folded(character + next);
    const isWhole = next !== '' || characters.length === 1;
    if (isWhole && word !== '') yield { word, start: at, end: at + character.length + next.length };
    at += character.length;
  }
}

function folded(piece: string): string {
  // What Unicode writes as one character may be many, a sentence even.
  const plain = piece
    .slice(0, 4 * maxLength)
    .normalize('NFKD')
    .replace(points, '')
    .toLowerCase()
    .replaceAll('ß', 'ss');
  return plain
    .normalize('NFC')
    .replace(noPart, '')
    .slice(0, maxLength)
    .replace(/[\ud800-\udbff]$/, '');
}
