import { aggregate, parseAggregations } from './aggregations.ts';
import { type Highlight, highlightsOf, parseHighlight } from './highlight.ts';
import { readTime } from './index-settings.ts';
import { parseQuery } from './query.ts';
import { illegalArgument, type JsonObject, notHere, parsing, SearchError } from './search-error.ts';
import type { SearchIndex } from './search-index.ts';
import type { Indexed, Shard } from './shard.ts';
import { compare, parseSort, type Sort, type SortValue, sortValue } from './sort.ts';
import { tokenOf } from './token.ts';

const known = [
  ...['query', 'from', 'size', 'sort', 'search_after', 'highlight', 'aggs', 'aggregations', '_source'],
  ...['track_total_hits', 'timeout', 'post_filter'],
];
const elsewhere = [
  ...[
    'collapse',
    'docvalue_fields',
    'explain',
    'ext',
    'fields',
    'indices_boost',
    'min_score',
    'pit',
    'profile',
    'rescore',
  ],
  ...['script_fields', 'slice', 'stats', 'stored_fields', 'suggest', 'terminate_after', 'track_scores', 'version'],
  ...['seq_no_primary_term', 'search_pipeline', 'derived'],
];

interface Hit {
  readonly document: Indexed;
  readonly score: number;
  readonly sort: readonly SortValue[];
}

interface Parsed {
  readonly from: number;
  readonly size: number;
  readonly sorts: readonly Sort[];
  readonly after: unknown;
  readonly fields: readonly string[] | null;
}

/** What a search answers. @throws {SearchError} */
export function search(index: SearchIndex, given: JsonObject, routing: readonly string[] | undefined): JsonObject {
  const page = parseBody(given);
  const { from, size, sorts, after, fields } = page;
  const context = { mapping: index.mapping, clauses: { count: 0 } };
  const query = parseQuery(given.query ?? { match_all: {} }, context);
  const narrowed = given.post_filter === undefined ? undefined : parseQuery(given.post_filter, context);
  const highlight = given.highlight === undefined ? [] : parseHighlight(given.highlight, query, context);
  const aggregations = parseAggregations(given.aggs ?? given.aggregations);
  return onShards(index, routing, (shards) => {
    checkPage(index, page);
    const matching = shards.flatMap(({ view }) =>
      view.documents.flatMap((document) => {
        const score = query.score(document, view);
        return score === null ? [] : [{ document, score: Math.fround(score), view }];
      }),
    );
    const hits = matching
      .filter(({ document, view }) => !narrowed || narrowed.score(document, view) !== null)
      .map(({ document, score }): Hit => {
        return { document, score, sort: sorts.map((sort) => sortValue(sort, document, score, context)) };
      })
      .sort((a, b) => (sorts.length === 0 ? b.score - a.score : compare(sorts, a.sort, b.sort)));
    const rest = Array.isArray(after) ? hits.filter(({ sort }) => compare(sorts, sort, after) > 0) : hits;
    const options = { index, sorts, highlight, fields };
    return {
      ...{ took: 1, timed_out: false },
      _shards: { total: shards.length, successful: shards.length, skipped: 0, failed: 0 },
      hits: {
        ...totalOf(given.track_total_hits, hits.length),
        max_score: sorts.length === 0 ? (hits[0]?.score ?? null) : null,
        hits: rest.slice(from, from + size).map((hit) => hitOf(hit, options)),
      },
      ...(aggregations.length > 0 && {
        aggregations: aggregate(
          aggregations,
          matching.map(({ document }) => document),
          context,
        ),
      }),
    };
  });
}

/** Of `_source`; null for all. */
function fieldsOf(given: unknown): readonly string[] | null {
  if (given === undefined || given === true) return null;
  if (given === false) return [];
  const fields = [given].flat();
  if (fields.some((field) => typeof field !== 'string' || /[*.]/.test(field))) throw notHere('`_source` by patterns');
  return fields as string[];
}

function parseBody(given: JsonObject): Parsed {
  for (const [key, value] of Object.entries(given)) {
    if (known.includes(key)) continue;
    if (elsewhere.includes(key)) throw notHere(`[${key}] of a search`);
    throw parsing(`Unknown key for a ${tokenOf(value)} in [${key}].`);
  }
  const { from = 0, size = 10, timeout, search_after: after, _source: source } = given;
  if (typeof size !== 'number' || size < 0) {
    throw illegalArgument(`[size] parameter cannot be negative, found [${String(size)}]`);
  }
  if (typeof from !== 'number' || from < 0) {
    throw illegalArgument(`[from] parameter cannot be negative but was [${String(from)}]`);
  }
  if (timeout !== undefined) readTime('timeout', timeout);
  return { from, size, after, sorts: parseSort(given.sort), fields: fieldsOf(source) };
}

/** What fails on a shard fails on all of them, and is told so. */
export function onShards<T>(
  index: SearchIndex,
  routing: readonly string[] | undefined,
  run: (shards: readonly Shard[]) => T,
): T {
  index.refreshIfDue();
  try {
    return run(index.shardsOf(routing));
  } catch (error) {
    if (!(error instanceof SearchError) || error.status === 501) throw error;
    const reason = { ...error.told, index: index.name, index_uuid: index.uuid };
    throw new SearchError(
      error.status,
      {
        ...{ type: 'search_phase_execution_exception', reason: 'all shards failed', phase: 'query', grouped: true },
        failed_shards: [{ shard: 0, index: index.name, node: 'fake', reason }],
        caused_by: error.told,
      },
      reason,
    );
  }
}

function checkPage(index: SearchIndex, { from, size, sorts, after }: Parsed): void {
  const { maxResultWindow } = index.settings;
  if (from + size > maxResultWindow) {
    throw illegalArgument(
      `Result window is too large, from + size must be less than or equal to: [${maxResultWindow}] but was [${from + size}]. See the scroll api for a more efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index level setting.`,
    );
  }
  if (after === undefined) return;
  if (!Array.isArray(after)) throw parsing('Expected [START_ARRAY] in [search_after]');
  if (sorts.length === 0) throw illegalArgument('Sort must contain at least one field.');
  if (after.length !== sorts.length) {
    throw illegalArgument(`search_after has ${after.length} value(s) but sort has ${sorts.length}.`);
  }
  if (from > 0) throw illegalArgument('`from` parameter must be set to 0 when `search_after` is used.');
}

function totalOf(given: unknown, count: number): JsonObject {
  if (given === false) return {};
  const most = given === true ? Number.POSITIVE_INFINITY : Number(given ?? 10_000);
  return { total: { value: Math.min(count, most), relation: count > most ? 'gte' : 'eq' } };
}

function partOf(source: JsonObject, fields: readonly string[] | null): JsonObject {
  return fields ? Object.fromEntries(Object.entries(source).filter(([name]) => fields.includes(name))) : source;
}

interface HitOptions {
  readonly index: SearchIndex;
  readonly sorts: readonly Sort[];
  readonly highlight: Highlight;
  readonly fields: readonly string[] | null;
}

function hitOf({ document, score, sort }: Hit, { index, sorts, highlight, fields }: HitOptions): JsonObject {
  const { maxAnalyzedOffset } = index.settings;
  const highlights = highlightsOf(document, highlight, { maxAnalyzedOffset, index: index.name });
  const isScored = sorts.length === 0 || sorts.some(({ field }) => field === '_score');
  return {
    ...{ _index: index.name, _id: document.id, _score: isScored ? score : null },
    ...(document.routing !== undefined && { _routing: document.routing }),
    ...(fields?.length !== 0 && { _source: partOf(document.source, fields) }),
    ...(highlights && { highlight: highlights }),
    ...(sorts.length > 0 && { sort }),
  };
}
