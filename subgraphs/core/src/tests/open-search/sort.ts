import type { QueryContext } from './clause.ts';
import { illegalArgument, isObject, notHere, parsing, queryShard, type SearchError } from './search-error.ts';
import type { Indexed } from './shard.ts';

export interface Sort {
  readonly field: string;
  readonly isDescending: boolean;
}

export type SortValue = string | number;

/** @throws {SearchError} */
export function parseSort(given: unknown): Sort[] {
  return [given ?? []].flat().map((each): Sort => {
    if (typeof each === 'string') return { field: each, isDescending: each === '_score' };
    const [entry] = isObject(each) ? Object.entries(each) : [];
    if (!entry) {
      throw illegalArgument('malformed sort format, within the sort array, an object, or an actual string are allowed');
    }
    const [field, options] = entry;
    const { order, ...rest } = isObject(options) ? options : { order: options };
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) {
      if (['missing', 'mode', 'nested', 'numeric_type', 'format', 'unmapped_type'].includes(unknown)) {
        throw notHere(`[${unknown}] of a sort`);
      }
      throw parsing(`[field_sort] unknown field [${unknown}]`);
    }
    if (order !== undefined && order !== 'asc' && order !== 'desc') {
      throw illegalArgument(`No enum constant org.opensearch.search.sort.SortOrder.${String(order).toUpperCase()}`);
    }
    return { field, isDescending: order === undefined ? field === '_score' : order === 'desc' };
  });
}

/** @throws {SearchError} for a field that nothing can be sorted by. */
export function sortValue(
  { field: path }: Sort,
  document: Indexed,
  score: number,
  { mapping }: QueryContext,
): SortValue {
  if (path === '_score') return score;
  if (path.startsWith('_')) throw notHere(`sorting by [${path}]`);
  const field = mapping.fields.get(path);
  if (!field) throw queryShard(`No mapping found for [${path}] in order to sort on`);
  if (field.type === 'text') throw withoutFieldData(path);
  const [value] = document.values.get(path) ?? [];
  if (value === undefined) throw notHere('sorting of documents without the field');
  return field.type === 'keyword' ? value : Number(value);
}

export function withoutFieldData(path: string): SearchError {
  return illegalArgument(
    `Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead. Alternatively, set fielddata=true on [${path}] in order to load field data by uninverting the inverted index. Note that this can use significant memory.`,
  );
}

/** Less than 0 where `left` comes first. */
export function compare(sorts: readonly Sort[], left: readonly SortValue[], right: readonly unknown[]): number {
  for (const [index, { isDescending }] of sorts.entries()) {
    const [a, b] = [left[index] as SortValue, right[index] as SortValue];
    if (a === b) continue;
    return a < b === isDescending ? 1 : -1;
  }
  return 0;
}
