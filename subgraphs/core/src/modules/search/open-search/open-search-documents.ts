import type { SearchChange, SearchDocument, SearchKind, SearchText, SearchWeight } from '../search-index.ts';
import { wordsOf } from '../words.ts';

/** Where the words of a text are, by how much they count. */
export const fieldOf: Readonly<Record<SearchWeight, 'title' | 'label' | 'body'>> = {
  ...{ TITLE: 'title', LABEL: 'label', BODY: 'body' },
};

/** No word is longer, see `wordsOf`. */
const longestWord = 64;

/**
 * How the documents of a generation are kept. Words come folded and cut by `wordsOf`, so that they are the same ones as in PostgreSQL:
 * the index only separates them. Beginnings are words of their own, because a query for a prefix would read all words of all accounts
 * that begin so.
 *
 * All words count the same (`boolean`): BM25 would say by an account's scores how rare a word is in the data of the others,
 * and give each copy of a shard scores of its own.
 */
export function indexDefinition({ shards, replicas }: { readonly shards: number; readonly replicas: number }) {
  const keyword = { type: 'keyword' } as const;
  const words = { type: 'text', norms: false, index_options: 'docs', similarity: 'boolean' } as const;
  const text = {
    ...words,
    analyzer: 'whitespace',
    copy_to: 'words',
    fields: { beginnings: { ...words, analyzer: 'beginnings', search_analyzer: 'whitespace' } },
  };
  return {
    settings: {
      number_of_shards: shards,
      number_of_replicas: replicas,
      analysis: {
        filter: { beginnings: { type: 'edge_ngram' as const, min_gram: 1, max_gram: longestWord } },
        analyzer: { beginnings: { type: 'custom' as const, tokenizer: 'whitespace', filter: ['beginnings'] } },
      },
    },
    mappings: {
      dynamic: 'strict' as const,
      _routing: { required: true },
      properties: {
        ...{ accountId: keyword, kind: keyword, type: keyword, id: keyword, facet: keyword },
        ...{ title: text, label: text, body: text, words: { ...words, analyzer: 'whitespace' } },
        // As they were written, to show where something was found.
        texts: { type: 'object' as const, enabled: false },
      },
    },
  };
}

/** What a search gets back of a document. */
export interface FoundSource {
  readonly kind: SearchKind;
  readonly id: string;
  readonly texts: readonly Pick<SearchText, 'field' | 'text'>[];
}
export const foundFields = ['kind', 'id', 'texts'] satisfies (keyof FoundSource)[];

/** A kind and a type as they are counted; neither has a space before its own. */
export const facetOf = (kind: SearchKind, type: string) => `${kind} ${type}`;

/** A change as a request of many has it: what is to be done, and the document. */
export function actionOf(change: SearchChange): readonly [object, object] {
  const { kind, id, accountId, version } = change.put ?? change.remove;
  const action = { _id: `${kind}-${id}`, routing: accountId, version, version_type: 'external' };
  // What is removed is a document without content, which is of no account and found by nobody. A deletion is remembered for a minute
  // only, and makes an index where there is none any more.
  return [{ index: action }, change.put ? sourceOf(change.put) : {}];
}

/** What it takes of a request at most, in bytes: an escaped character of a text is six, and comes again as three of a word. */
export function sizeOf({ put }: SearchChange): number {
  return 1_000 + (put?.texts.reduce((sum, { field, text }) => sum + 9 * (field.length + text.length), 0) ?? 0);
}

function sourceOf({ kind, id, accountId, type, texts }: SearchDocument) {
  const words: Record<'title' | 'label' | 'body', Set<string>> = {
    title: new Set(),
    label: new Set(),
    body: new Set(),
  };
  for (const { text, weight } of texts) for (const { word } of wordsOf(text)) words[fieldOf[weight]].add(word);
  return {
    ...{ accountId, kind, type, id, facet: facetOf(kind, type) },
    ...{ title: joined(words.title), label: joined(words.label), body: joined(words.body) },
    texts: texts.map(({ field, text }) => ({ field, text })),
  };
}

const joined = (words: ReadonlySet<string>) => [...words].join(' ');
