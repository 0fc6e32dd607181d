import { illegalArgument } from './search-error.ts';

/** How many changes a word of that length allows: `AUTO`, `AUTO:3,6`, 0, 1 or 2. */
export type Fuzziness = (length: number) => number;

/** @throws {SearchError} */
export function readFuzziness(value: unknown): Fuzziness {
  const text = String(value).toUpperCase();
  const [, low = '3', high = '6'] = /^AUTO(?::(\d+),(\d+))?$/.exec(text) ?? [];
  if (text.startsWith('AUTO')) {
    if (!/^AUTO(:\d+,\d+)?$/.test(text)) throw illegalArgument(`failed to find low and high distance values`);
    return (length) => {
      if (length < Number(low)) return 0;
      return length < Number(high) ? 1 : 2;
    };
  }
  const distance = Number(text);
  if (![0, 1, 2].includes(distance)) {
    throw illegalArgument(`Valid edit distances are [0, 1, 2] but was [${String(value)}]`);
  }
  return () => distance;
}

/** Insertions, deletions, replacements and neighbours that changed places; more than `most` is infinite. */
export function distanceOf(left: readonly string[], right: readonly string[], most: number): number {
  if (Math.abs(left.length - right.length) > most) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, character] of left.entries()) {
    const next = [i + 1];
    for (const [j, other] of right.entries()) {
      const changed = (row[j] ?? 0) + (character === other ? 0 : 1);
      let least = Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1);
      if (i > 0 && j > 0 && character === right[j - 1] && left[i - 1] === other) {
        least = Math.min(least, (before[j - 1] ?? 0) + 1);
      }
      next.push(least);
    }
    [before, row] = [row, next];
  }
  const distance = row[right.length] ?? 0;
  return distance > most ? Number.POSITIVE_INFINITY : distance;
}

export interface SimilarTo {
  readonly distance: number;
  readonly prefixLength: number;
  readonly maxExpansions: number;
}

/** The terms that a fuzzy query stands for, with how much each counts. */
export function similarTerms(
  word: string,
  terms: Iterable<string>,
  { distance, prefixLength, maxExpansions }: SimilarTo,
): ReadonlyMap<string, number> {
  const characters = [...word];
  const prefix = characters.slice(0, prefixLength).join('');
  const found: [string, number][] = [];
  for (const term of terms) {
    if (!term.startsWith(prefix)) continue;
    const other = [...term];
    const changes = distanceOf(characters, other, distance);
    if (changes > distance) continue;
    const alike = changes === 0 ? 1 : 1 - changes / Math.min(characters.length, other.length);
    if (alike > 0) found.push([term, alike]);
  }
  found.sort(([a, likeA], [b, likeB]) => likeB - likeA || (a < b ? -1 : 1));
  return new Map(found.slice(0, maxExpansions));
}
