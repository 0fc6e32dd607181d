import type { FieldValues, Mapping } from './mapping.ts';
import type { JsonObject } from './search-error.ts';

/** A document as a search sees it. */
export interface Indexed {
  readonly id: string;
  readonly routing: string | undefined;
  readonly version: number;
  readonly source: JsonObject;
  readonly values: FieldValues;
  /** How often, by field and term. */
  readonly terms: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly lengths: ReadonlyMap<string, number>;
}

/** What was visible at one moment, and what scoring counts of it. */
export class View {
  readonly documents: readonly Indexed[];
  readonly #frequencies = new Map<string, Map<string, number>>();

  constructor(documents: readonly Indexed[]) {
    this.documents = documents;
  }

  /** In how many documents each term of the field is. */
  frequencies(field: string): ReadonlyMap<string, number> {
    let counted = this.#frequencies.get(field);
    if (!counted) {
      counted = new Map();
      for (const { terms } of this.documents) {
        for (const term of terms.get(field)?.keys() ?? []) counted.set(term, (counted.get(term) ?? 0) + 1);
      }
      this.#frequencies.set(field, counted);
    }
    return counted;
  }

  /** BM25 as Lucene has it, of shards that know nothing of each other. */
  score(document: Indexed, field: string, term: string): number | null {
    const frequency = document.terms.get(field)?.get(term);
    if (frequency === undefined) return null;
    const having = this.documents.filter(({ lengths }) => lengths.has(field));
    const average = having.reduce((sum, { lengths }) => sum + (lengths.get(field) ?? 0), 0) / having.length;
    const containing = this.frequencies(field).get(term) ?? 0;
    const rarity = Math.log(1 + (having.length - containing + 0.5) / (containing + 0.5));
    const length = (document.lengths.get(field) ?? 0) / average;
    return (rarity * frequency) / (frequency + 1.2 * (0.25 + 0.75 * length));
  }
}

/** One shard: what was written, and of it what a refresh has shown. */
export class Shard {
  readonly documents = new Map<string, Indexed>();
  /** Of documents that were deleted lately: nothing older takes their place. */
  readonly deleted = new Map<string, { readonly version: number; readonly at: number }>();
  #view = new View([]);

  get view(): View {
    return this.#view;
  }

  refresh(): void {
    this.#view = new View([...this.documents.values()]);
  }

  /** Then an older version may come back, as it may in the real one. */
  forgetDeleted(before: number): void {
    for (const [id, { at }] of this.deleted) if (at < before) this.deleted.delete(id);
  }
}

/** @throws {SearchError} for a document that does not fit. */
export function indexed(mapping: Mapping, document: Pick<Indexed, 'id' | 'routing' | 'version' | 'source'>): Indexed {
  const values = mapping.read(document.source, document.id);
  const terms = new Map<string, Map<string, number>>();
  const lengths = new Map<string, number>();
  for (const [path, texts] of values) {
    const field = mapping.fields.get(path);
    if (!field?.isIndexed) continue;
    const counted = new Map<string, number>();
    const tokens = texts.flatMap((text) => field.analyze(text));
    for (const { term } of tokens) counted.set(term, field.hasFrequencies ? (counted.get(term) ?? 0) + 1 : 1);
    terms.set(path, counted);
    lengths.set(path, tokens.length);
  }
  return { ...document, values, terms, lengths };
}
