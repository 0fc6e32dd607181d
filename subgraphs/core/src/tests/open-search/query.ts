import { best, exact, minimumOf, type Query, type QueryContext, termQuery } from './clause.ts';
import { illegalArgument, isObject, type JsonObject, notHere, parsing, queryShard } from './search-error.ts';
import { fuzzyQuery, matchQuery, multiMatchQuery, prefixQuery } from './text-query.ts';

const maxTerms = 65_536;
const elsewhere = new Set([
  ...['boosting', 'common', 'combined_fields', 'distance_feature', 'function_score', 'geo_bounding_box'],
  ...[
    'geo_distance',
    'geo_polygon',
    'geo_shape',
    'has_child',
    'has_parent',
    'hybrid',
    'intervals',
    'knn',
    'match_phrase',
  ],
  ...[
    'match_phrase_prefix',
    'match_bool_prefix',
    'more_like_this',
    'nested',
    'neural',
    'parent_id',
    'percolate',
    'pinned',
  ],
  ...['query_string', 'range', 'rank_feature', 'regexp', 'script', 'script_score', 'simple_query_string', 'span_near'],
  ...['span_or', 'span_term', 'terms_set', 'type', 'wildcard', 'wrapper'],
]);

/** @throws {SearchError} in the words of OpenSearch's own parser. */
export function parseQuery(given: unknown, context: QueryContext): Query {
  if (!isObject(given)) throw parsing('[_na] query malformed, must start with start_object');
  const [entry, ...more] = Object.entries(given);
  if (!entry) throw illegalArgument('query malformed, empty clause found');
  const [name, body] = entry;
  if (!isObject(body)) throw parsing(`[${name}] query malformed, no start_object after query name`);
  const parse = parsers[name];
  if (!parse) {
    if (elsewhere.has(name)) throw notHere(`the query [${name}]`);
    throw parsing(`unknown query [${name}]`);
  }
  if (more.length > 0) throw parsing(`[${name}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]`);
  return parse(body, context);
}

const parsers: Readonly<Record<string, (body: JsonObject, context: QueryContext) => Query>> = {
  match_all: (body) => boosted(body, 'match_all', { score: () => 1, sought: [] }),
  match_none: (body) => boosted(body, 'match_none', { score: () => null, sought: [] }),
  bool: boolQuery,
  dis_max: disMaxQuery,
  constant_score(body, context) {
    const { filter, ...rest } = body;
    if (filter === undefined) throw parsing('[constant_score] requires a filter element');
    const inner = parseQuery(filter, context);
    return boosted(rest, 'constant_score', {
      score: (document, view) => (inner.score(document, view) === null ? null : 1),
      sought: inner.sought,
    });
  },
  ids(body) {
    const { values, ...rest } = body;
    if (!Array.isArray(values)) throw illegalArgument('Required [values]');
    return boosted(rest, 'ids', { score: ({ id }) => (values.includes(id) ? 1 : null), sought: [] });
  },
  exists(body) {
    const { field, ...rest } = body;
    if (typeof field !== 'string') throw parsing('[exists] must be provided with a [field]');
    return boosted(rest, 'exists', { score: ({ values }) => (values.has(field) ? 1 : null), sought: [] });
  },
  term(body, context) {
    const { field, options } = ofField('term', body, 'value');
    const { value, ...rest } = options;
    if (value === undefined || Array.isArray(value)) throw parsing('[term] query does not support array of values');
    if (value === null) throw illegalArgument('value cannot be null');
    return boosted(rest, 'term', termQuery(field, String(value), context));
  },
  terms(body, context) {
    const { boost, _name, ...fields } = body;
    const [entry, ...more] = Object.entries(fields);
    if (!entry)
      throw parsing(
        '[terms] query requires a field name, followed by array of terms or a document lookup specification',
      );
    const [path, values] = entry;
    if (more.length > 0) {
      throw parsing(`[terms] query does not support multiple fields`);
    }
    if (!Array.isArray(values)) throw parsing(`[terms] query does not support [${path}]`);
    if (values.length > maxTerms) {
      throw queryShard(
        `failed to create query: The number of terms [${values.length}] used in the Terms Query request has exceeded the allowed maximum of [${maxTerms}]. This maximum can be set by changing the [index.max_terms_count] index level setting.`,
      );
    }
    const field = context.mapping.fields.get(path);
    const wanted = new Set(values.map((value) => (field ? exact(field, String(value)) : '')));
    return boosted({ boost, _name }, 'terms', {
      score: ({ terms }) => ([...(terms.get(path)?.keys() ?? [])].some((term) => wanted.has(term)) ? 1 : null),
      sought: [{ field: path, includes: (term) => wanted.has(term) }],
    });
  },
  prefix(body, context) {
    const { field, options } = ofField('prefix', body, 'value');
    const { value, ...rest } = options;
    return boosted(rest, 'prefix', prefixQuery(field, String(value), context));
  },
  match(body, context) {
    const { field, options } = ofField('match', body, 'query');
    return boosted(options, 'match', matchQuery('match', field, options, context), true);
  },
  fuzzy(body, context) {
    const { field, options } = ofField('fuzzy', body, 'value');
    return boosted(options, 'fuzzy', fuzzyQuery(field, options, context), true);
  },
  multi_match: (body, context) => boosted(body, 'multi_match', multiMatchQuery(body, context), true),
};

/** `{ field: { … } }`, or `{ field: value }` for short. */
function ofField(name: string, body: JsonObject, short: string): { field: string; options: JsonObject } {
  const [entry, second] = Object.entries(body);
  if (!entry) throw illegalArgument('fieldName must not be null or empty');
  const [field, given] = entry;
  if (second) throw parsing(`[${name}] query doesn't support multiple fields, found [${field}] and [${second[0]}]`);
  return { field, options: isObject(given) ? given : { [short]: given } };
}

/** With its boost. What is left of `body` after the query has read it, nobody knows. */
function boosted(body: JsonObject, name: string, query: Query, isRead = false): Query {
  const { boost = 1, _name, ...rest } = body;
  const [unknown] = isRead ? [] : Object.keys(rest);
  if (unknown !== undefined) throw parsing(`[${name}] query does not support [${unknown}]`);
  if (typeof boost !== 'number' || boost < 0) {
    throw illegalArgument(
      `negative [boost] are not allowed in [${name}] query, use a value between 0 and 1 to deboost`,
    );
  }
  return {
    sought: query.sought,
    score(document, view) {
      const score = query.score(document, view);
      return score === null ? null : score * boost;
    },
  };
}

function boolQuery(body: JsonObject, context: QueryContext): Query {
  const { must, filter, should, must_not: mustNot, minimum_should_match: least, ...rest } = body;
  const read = (clauses: unknown) => [clauses ?? []].flat().map((clause) => parseQuery(clause, context));
  const [all, filters, some, none] = [read(must), read(filter), read(should), read(mustNot)];
  const needed = minimumOf(least, some.length, all.length + filters.length === 0 ? 1 : 0);
  return boosted(rest, 'bool', {
    sought: [...all, ...some, ...filters].flatMap(({ sought }) => sought),
    score(document, view) {
      if (none.some((query) => query.score(document, view) !== null)) return null;
      if (filters.some((query) => query.score(document, view) === null)) return null;
      const scores = all.map((query) => query.score(document, view));
      const found = some.map((query) => query.score(document, view)).filter((score) => score !== null);
      if (scores.includes(null) || found.length < needed) return null;
      return [...scores, ...found].reduce<number>((sum, score) => sum + (score ?? 0), 0);
    },
  });
}

function disMaxQuery(body: JsonObject, context: QueryContext): Query {
  const { queries, tie_breaker: tieBreaker = 0, ...rest } = body;
  const inner = [queries ?? []].flat().map((query) => parseQuery(query, context));
  if (inner.length === 0) throw parsing(`[dis_max] requires 'queries' field with at least one clause`);
  return boosted(rest, 'dis_max', best(inner, Number(tieBreaker)));
}
