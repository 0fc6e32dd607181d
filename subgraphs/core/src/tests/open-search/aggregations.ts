import type { QueryContext } from './clause.ts';
import { illegalArgument, isObject, type JsonObject, notHere, parsing } from './search-error.ts';
import type { Indexed } from './shard.ts';
import { withoutFieldData } from './sort.ts';

interface TermsAggregation {
  readonly name: string;
  readonly field: string;
  readonly size: number;
}

const typesElsewhere = ['filter', 'filters', 'cardinality', 'max', 'min', 'avg', 'sum', 'composite', 'top_hits'];
const optionsElsewhere = ['order', 'include', 'exclude', 'min_doc_count', 'missing', 'shard_size', 'script'];

/** @throws {SearchError} */
export function parseAggregations(given: unknown): TermsAggregation[] {
  return Object.entries(isObject(given) ? given : {}).map(([name, aggregation]) => {
    const [entry] = isObject(aggregation) ? Object.entries(aggregation) : [];
    if (!entry) throw parsing(`Missing definition for aggregation [${name}]`);
    const [type, body] = entry;
    if (type !== 'terms') {
      if (typesElsewhere.includes(type)) throw notHere(`the aggregation [${type}]`);
      throw parsing(`Unknown aggregation type [${type}]`);
    }
    const { field, size = 10, ...rest } = body as JsonObject;
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) {
      if (optionsElsewhere.includes(unknown)) throw notHere(`[${unknown}] of [terms]`);
      throw parsing(`[terms] unknown field [${unknown}]`);
    }
    if (typeof field !== 'string') {
      throw illegalArgument('Required one of fields [field, script], but none were specified. ');
    }
    if (typeof size !== 'number' || size <= 0) {
      throw illegalArgument(`[size] must be greater than 0. Found [${String(size)}] in [${name}]`);
    }
    return { name, field, size };
  });
}

/** @throws {SearchError} for a field that is text. */
export function aggregate(
  aggregations: readonly TermsAggregation[],
  documents: readonly Indexed[],
  { mapping }: QueryContext,
): JsonObject {
  return Object.fromEntries(
    aggregations.map(({ name, field, size }) => {
      if (mapping.fields.get(field)?.type === 'text') throw withoutFieldData(field);
      const counts = new Map<string, number>();
      for (const { terms } of documents) {
        for (const term of terms.get(field)?.keys() ?? []) counts.set(term, (counts.get(term) ?? 0) + 1);
      }
      const all = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
      return [
        name,
        {
          doc_count_error_upper_bound: 0,
          sum_other_doc_count: all.slice(size).reduce((sum, [, count]) => sum + count, 0),
          buckets: all.slice(0, size).map(([key, count]) => ({ key, doc_count: count })),
        },
      ];
    }),
  );
}
