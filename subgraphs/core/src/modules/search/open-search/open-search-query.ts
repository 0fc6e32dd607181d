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
/** Takes some tens of milliseconds. */
const mostCompared = 10_000;

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

/**
 * Whether a word of a text is one of those that were typed, for showing it. Comparing is bounded for all hits of a page together: texts
 * may be made of words that are nearly like others, and what is mistyped is then shown in fewer of them.
 */
export function isFoundBy(typed: readonly string[]): (word: string) => boolean {
  const beginnings = typed.filter(isBeginning);
  const mistyped = typed
    .map((word) => ({ word, most: toleratedDistance(word), length: [...word].length }))
    .filter(({ most }) => most > 0);
  const near = new Map<string, boolean>();
  let left = mostCompared;
  // As the fuzzy query has it: its `AUTO:4,8` is `toleratedDistance`.
  const isNear = (word: string) => {
    const known = near.get(word);
    if (known !== undefined) return known;
    const { length } = [...word];
    const isIt = mistyped.some((each) => {
      if (Math.abs(each.length - length) > each.most || left === 0) return false;
      left -= 1;
      return editDistance(each.word, word) <= each.most;
    });
    if (left > 0) near.set(word, isIt);
    return isIt;
  };
  return (word) => typed.includes(word) || beginnings.some((each) => word.startsWith(each)) || isNear(word);
}
