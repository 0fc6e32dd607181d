import type { AccountAccess } from '@trivet/identity';
import type { Clock } from '@trivet/platform';
import { editDistance, toleratedDistance } from './edit-distance.ts';
import { highlightsOfAll } from './highlights.ts';
import type { SearchDocumentRow } from './search.model.ts';
import type { SearchDocumentRepository } from './search-document.repository.ts';
import type {
  SearchChange,
  SearchFacet,
  SearchIndex,
  SearchPage,
  SearchPageRequest,
  SearchQuery,
  SearchRefusal,
} from './search-index.ts';
import { quoted, scopeOf, scopesOfGeneration, typeLexeme, vectorOf } from './word-vector.ts';
import { wordsOf } from './words.ts';

/** Of a query. */
const mostWords = 20;
/** That somebody may have meant by one of them. */
const mostMeant = 5;
const consideredSimilar = 20;
const removedAtOnce = 2_000;
const tidiedAfterMs = 20 * 3_600_000;

/** A word of a query, and what it is found by. */
interface Wanted {
  readonly word: string;
  readonly isPrefix: boolean;
  /** What it may have been meant to be, where nothing begins with it. */
  readonly meant: readonly string[];
}

/** Full text and trigrams of PostgreSQL, in core's own database. */
export class PostgresSearchIndex implements SearchIndex {
  readonly name = 'postgres';
  readonly #documents: SearchDocumentRepository;
  readonly #clock: Clock;

  constructor({ documents, clock }: { readonly documents: SearchDocumentRepository; readonly clock: Clock }) {
    this.#documents = documents;
    this.#clock = clock;
  }

  /** Generations are rows. */
  async create(): Promise<void> {}

  /** What is committed is found. */
  async refresh(): Promise<void> {}

  async write(generation: number, changes: readonly SearchChange[]): Promise<readonly SearchRefusal[]> {
    const latest = new Map<string, SearchDocumentRow>();
    const words = new Map<string, { readonly scope: string; readonly accountId: string; readonly word: string }>();
    for (const change of changes) {
      const { id, accountId, kind, version } = change.put ?? change.remove;
      if ((latest.get(id)?.version ?? -1) >= version) continue;
      const scope = scopeOf(generation, accountId);
      const vector = change.put && vectorOf(scope, change.put);
      latest.set(id, {
        ...{ id, accountId, kind, version, isRemoved: !vector, type: change.put?.type ?? '' },
        texts: change.put?.texts.map(({ field, text }) => ({ field, text })) ?? [],
        words: vector?.text ?? '',
      });
      for (const word of vector?.words ?? []) words.set(`${scope}${word}`, { scope, accountId, word });
    }
    await this.#documents.write(generation, [...latest.values()], [...words.values()]);
    // Of what was there before, words may be left that nothing has any more.
    const accounts = [...new Set([...latest.values()].map(({ accountId }) => accountId))];
    const at = new Date(this.#clock.now().getTime() + tidiedAfterMs);
    await this.#documents.tidyLater(accounts, { at, replace: false });
    return [];
  }

  async removeAccount(generation: number, accountId: string): Promise<void> {
    const scope = scopeOf(generation, accountId);
    while ((await this.#documents.deleteOfAccount(generation, { accountId, scope }, removedAtOnce)) > 0);
  }

  async drop(generation: number): Promise<void> {
    while ((await this.#documents.deleteOfGeneration(generation, scopesOfGeneration(generation), removedAtOnce)) > 0);
  }

  async search(
    { accountId, rows }: AccountAccess,
    generation: number,
    query: SearchQuery,
    { first, after }: SearchPageRequest,
  ): Promise<SearchPage> {
    const wanted = await this.#wanted(accountId, generation, query);
    if (!wanted) return { hits: [], hasNextPage: false };
    const found = await this.#documents.search(
      { accountId, rows },
      { generation, ...queriesOf(scopeOf(generation, accountId), wanted, query), first: first + 1, after },
    );
    const isFound = (word: string) => wanted.some((each) => finds(each, word));
    const shown = found.slice(0, first);
    const highlights = await highlightsOfAll(shown, isFound);
    const hits = shown.map(({ id, kind, score }, at) => ({ id, kind, score, highlights: highlights[at] ?? [] }));
    return { hits, hasNextPage: found.length > first };
  }

  async count({ accountId, rows }: AccountAccess, generation: number, query: SearchQuery): Promise<SearchFacet[]> {
    const wanted = await this.#wanted(accountId, generation, query);
    if (!wanted) return [];
    const { query: text } = queriesOf(scopeOf(generation, accountId), wanted, query);
    return this.#documents.count({ accountId, rows }, text);
  }

  /** Null where nothing can be found. */
  async #wanted(
    accountId: string,
    generation: number,
    { text, kinds, types }: SearchQuery,
  ): Promise<readonly Wanted[] | null> {
    const words = [...new Set([...wordsOf(text)].map(({ word }) => word))].slice(0, mostWords);
    if (words.length === 0 || kinds.length === 0 || types?.length === 0) return null;
    const scope = scopeOf(generation, accountId);
    const known = new Set(await this.#documents.listKnownWords({ accountId, scope }, words));
    const unknown = words.filter((word) => !known.has(word));
    const mistyped = unknown.filter((word) => toleratedDistance(word) > 0);
    if (mistyped.length < unknown.length) return null;
    const similar =
      mistyped.length === 0
        ? []
        : await this.#documents.listSimilarWords({ accountId, scope }, mistyped, consideredSimilar);
    const wanted = words.map((word): Wanted => ({ word, isPrefix: isPrefix(word), meant: meantBy(word, similar) }));
    return wanted.every(({ word, meant }) => known.has(word) || meant.length > 0) ? wanted : null;
  }
}

function meantBy(word: string, similar: readonly { readonly typed: string; readonly word: string }[]): string[] {
  return similar
    .filter(({ typed }) => typed === word)
    .map((each) => ({ word: each.word, distance: editDistance(word, each.word) }))
    .filter(({ distance }) => distance <= toleratedDistance(word))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, mostMeant)
    .map((each) => each.word);
}

/** One letter begins too many; of writings where it is a word, it is half of one. */
function isPrefix(word: string): boolean {
  return word.length > 1 || /[^\p{Script=Latin}\p{N}]/u.test(word);
}

function finds({ word: wanted, isPrefix, meant }: Wanted, word: string): boolean {
  return word === wanted || (isPrefix && word.startsWith(wanted)) || meant.includes(word);
}

/** What is found, and by what of it is ranked: that a word is there whole counts besides. */
function queriesOf(
  scope: string,
  wanted: readonly Wanted[],
  { kinds, types }: SearchQuery,
): { readonly query: string; readonly ranking: string; readonly whole: string } {
  const lexeme = (word: string) => quoted(`${scope}${word}`);
  const ranking = wanted
    .map(({ word, isPrefix, meant }) => {
      const any = [`${lexeme(word)}${isPrefix ? ':*' : ''}`, ...meant.map(lexeme)];
      return `(${any.join('|')})`;
    })
    .join('&');
  const whole = wanted.map(({ word }) => lexeme(word)).join('|');
  const of = kinds.flatMap((kind) => types?.map((type) => typeLexeme(scope, kind, type)) ?? [typeLexeme(scope, kind)]);
  return { ranking, whole, query: `${ranking}&(${of.map(quoted).join('|')})` };
}
