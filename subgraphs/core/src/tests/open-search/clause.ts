import type { Field, Mapping } from './mapping.ts';
import { notHere, queryShard } from './search-error.ts';
import type { Indexed, View } from './shard.ts';

/** Terms that a query looks for in a field. */
export interface Sought {
  readonly field: string;
  includes(term: string): boolean;
}

export interface Query {
  /** Null for a document that is not found. */
  score(document: Indexed, view: View): number | null;
  /** For highlighting. */
  readonly sought: readonly Sought[];
}

export interface QueryContext {
  readonly mapping: Mapping;
  /** Of all queries of one request: more than 1,024 are refused. */
  readonly clauses: { count: number };
}

const maxClauses = 1024;

export function countClause({ clauses }: QueryContext): void {
  clauses.count += 1;
  if (clauses.count > maxClauses) {
    throw queryShard(
      `failed to create query: Query contains too many nested clauses; maxClauseCount is set to ${maxClauses}`,
    );
  }
}

/** As a keyword is kept: normalized, and not cut into words. */
export function exact(field: Field, value: string): string {
  return field.type === 'keyword' ? (field.analyzeQuery(value)[0]?.term ?? '') : value;
}

/** How much a word counts of the field that has it; null where it has not. */
export function scoreOf({ path, isScored }: Field, term: string, document: Indexed, view: View): number | null {
  if (!document.terms.get(path)?.has(term)) return null;
  return isScored ? view.score(document, path, term) : 1;
}

export function termQuery(path: string, value: string, context: QueryContext): Query {
  countClause(context);
  const field = context.mapping.fields.get(path);
  const term = field ? exact(field, value) : value;
  return {
    score: (document, view) => (field ? scoreOf(field, term, document, view) : null),
    sought: [{ field: path, includes: (each) => each === term }],
  };
}

/** @throws {SearchError} */
export function minimumOf(given: unknown, count: number, otherwise: number): number {
  if (given === undefined) return Math.min(otherwise, count);
  const [, number, percent] = /^(-?\d+)(%?)$/.exec(String(given)) ?? [];
  if (number === undefined) throw notHere(`[minimum_should_match: ${String(given)}]`);
  const wanted = percent === '%' ? Math.trunc((count * Number(number)) / 100) : Number(number);
  return Math.max(0, Math.min(count, wanted < 0 ? count + wanted : wanted));
}

/** The best of what finds the document, and so much of the others. */
export function best(queries: readonly Query[], tieBreaker: number): Query {
  return {
    sought: queries.flatMap(({ sought }) => sought),
    score(document, view) {
      const scores = queries.map((query) => query.score(document, view)).filter((score) => score !== null);
      if (scores.length === 0) return null;
      const most = Math.max(...scores);
      return most + tieBreaker * (scores.reduce((sum, score) => sum + score, 0) - most);
    },
  };
}
