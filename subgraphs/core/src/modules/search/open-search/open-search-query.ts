import type { AccountAccess } from '@trivet/identity';
import { editDistance, toleratedDistance } from '../edit-distance.ts';
import type { SearchQuery } from '../search-index.ts';
import { wordsOf } from '../words.ts';

/** How much a word counts: in a title twice as much as in a label, there twice as much as in the rest. */
const boosts = { title: 8, label: 4, body: 2 };
const fields = Object.entries(boosts);
/** For a word that is there whole: less than what a title counts more than a label. */
const wholeBoost = 3;
/** What is mistyped counts less than the beginning of a word in the same text. */
const mistypedPart = 0.25;
const mostWords = 20;

/** The words that somebody typed, each once; of more than that he hardly knows. */
export function typedWords(text: string): string[] {
  return [...new Set([...wordsOf(text)].map(({ word }) => word))].slice(0, mostWords);
}

/** One letter begins too many; of writings where it is a word, it is half of one. */
function isBeginning(word: string): boolean {
  return word.length > 1 || /[^\p{Script=Latin}\p{N}]/u.test(word);
}

/**
 * In an account, and nowhere else: there is no other way to a query. It is 145 clauses at most, and the server takes 1,024: a fuzzy
 * clause is one, because it is not rewritten to the words that it stands for, of which there would be 50 nearest ones of all accounts.
 */
export function queryOf({ accountId }: AccountAccess, { kinds, types }: SearchQuery, words: readonly string[]) {
  return {
    bool: {
      filter: [{ term: { accountId } }, { terms: { kind: kinds } }, ...(types ? [{ terms: { type: types } }] : [])],
      must: words.map((word) => ({ dis_max: { queries: [...likeQueries(word), ...mistypedQueries(word)] } })),
      should: words.map((word) => ({ term: { words: { value: word, boost: wholeBoost } } })),
    },
  };
}

function likeQueries(value: string) {
  return fields.map(([field, boost]) => ({
    term: { [isBeginning(value) ? `${field}.beginnings` : field]: { value, boost } },
  }));
}

function mistypedQueries(value: string) {
  if (toleratedDistance(value) === 0) return [];
  return fields.map(([field, boost]) => ({
    fuzzy: {
      [field]: { value, fuzziness: 'AUTO:4,8', rewrite: 'constant_score', boost: boost * mistypedPart },
    },
  }));
}

/** Whether a word of a text is one of those that were typed, for showing it. */
export function isFoundBy(typed: readonly string[]): (word: string) => boolean {
  // Texts say the same words again and again.
  const known = new Map<string, boolean>();
  return (word) => {
    const isKnown = known.get(word);
    if (isKnown !== undefined) return isKnown;
    const isFound = typed.some(
      (each) => word === each || (isBeginning(each) && word.startsWith(each)) || isNear(each, word),
    );
    known.set(word, isFound);
    return isFound;
  };
}

/** As the fuzzy query has it: its `AUTO:4,8` is `toleratedDistance`. */
function isNear(typed: string, word: string): boolean {
  const most = toleratedDistance(typed);
  return most > 0 && Math.abs([...typed].length - [...word].length) <= most && editDistance(typed, word) <= most;
}
