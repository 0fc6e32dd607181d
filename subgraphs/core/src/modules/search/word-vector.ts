import type { SearchDocument, SearchKind, SearchWeight } from './search-index.ts';
import { wordsOf } from './words.ts';

/** As PostgreSQL calls them. */
const weights: Readonly<Record<SearchWeight, string>> = { TITLE: 'A', LABEL: 'B', BODY: 'C' };
/** Of PostgreSQL: further ones say nothing new of a rank. */
const lastPosition = 16_383;
const mostPositions = 255;
/** A vector is at most a megabyte, and a word of 64 characters may be 192 bytes. */
const mostWords = 4_000;

/**
 * What every word of an account's documents of one generation begins with. The end of an id is random, so two accounts hardly share
 * one; where they do, they are told apart by their rows.
 */
export function scopeOf(generation: number, accountId: string): string {
  return `${generation.toString(36)}.${accountId.slice(-8)}:`;
}

/** From the first scope of a generation on, to before the second. */
export function scopesOfGeneration(generation: number): readonly [string, string] {
  return [`${generation.toString(36)}.`, `${generation.toString(36)}/`];
}

/** What all things of a kind have among their words, or those of a type. No word begins so. */
export function typeLexeme(scope: string, kind: SearchKind, type?: string): string {
  return `${scope}#${kind}${type === undefined ? '' : `#${type}`}`;
}

/** The words of a document, once each, and the text of a tsvector with them. */
export function vectorOf(
  scope: string,
  { kind, type, texts }: Pick<SearchDocument, 'kind' | 'type' | 'texts'>,
): { readonly text: string; readonly words: readonly string[] } {
  const places = new Map<string, string[]>();
  let position = 0;
  for (const { text, weight } of texts) {
    for (const { word } of wordsOf(text)) {
      position = Math.min(position + 1, lastPosition);
      const present = places.get(word);
      if (present) {
        if (present.length < mostPositions && position < lastPosition) present.push(`${position}${weights[weight]}`);
      } else if (places.size < mostWords) places.set(word, [`${position}${weights[weight]}`]);
    }
  }
  const lexemes = [...places].map(([word, at]) => `${quoted(scope + word)}:${at.join(',')}`);
  const types = [typeLexeme(scope, kind), typeLexeme(scope, kind, type)].map(quoted);
  return { text: [...types, ...lexemes].join(' '), words: [...places.keys()] };
}

/** As tsvector and tsquery read it, whatever is in it. */
export function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
