import { best, countClause, minimumOf, type Query, type QueryContext, scoreOf, termQuery } from './clause.ts';
import type { Field } from './mapping.ts';
import { illegalArgument, type JsonObject, notHere, parsing, queryShard } from './search-error.ts';
import type { View } from './shard.ts';
import { distanceOf, type Fuzziness, readFuzziness, similarTerms } from './similar.ts';

const matchOptions = [
  ...['query', 'operator', 'minimum_should_match', 'fuzziness', 'prefix_length', 'max_expansions', 'zero_terms_query'],
  ...['boost', '_name', 'lenient'],
];
const matchOptionsElsewhere = [
  ...['analyzer', 'fuzzy_transpositions', 'fuzzy_rewrite', 'auto_generate_synonyms_phrase_query', 'cutoff_frequency'],
];
const multiMatchOptions = [...matchOptions, 'fields', 'type', 'tie_breaker'];
const multiMatchTypes = ['best_fields', 'most_fields', 'cross_fields', 'phrase', 'phrase_prefix', 'bool_prefix'];

/** What all words of a text are sought by. @throws {SearchError} */
export function matchQuery(name: string, path: string, options: JsonObject, context: QueryContext): Query {
  checkOptions(name, options, matchOptions);
  if (options.query === undefined || options.query === null) throw parsing('No text specified for text query');
  return fieldQuery(path, options, context);
}

/** @throws {SearchError} */
export function multiMatchQuery(options: JsonObject, context: QueryContext): Query {
  checkOptions('multi_match', options, multiMatchOptions);
  const { query, type = 'best_fields', fields, fuzziness, tie_breaker: tieBreaker } = options;
  if (query === undefined || query === null) throw parsing('No text specified for multi_match query');
  if (typeof type !== 'string' || !multiMatchTypes.includes(type)) {
    throw parsing(`failed to parse [multi_match] query type [${String(type)}]. unknown type.`);
  }
  if (fuzziness !== undefined && ['cross_fields', 'phrase', 'phrase_prefix'].includes(type)) {
    throw parsing(`Fuzziness not allowed for type [${type}]`);
  }
  if (type !== 'best_fields' && type !== 'most_fields') throw notHere(`[multi_match] of the type [${type}]`);
  if (!Array.isArray(fields) || fields.length === 0) throw notHere('[multi_match] without fields');
  const queries = fields.map((given) => {
    const [field = '', boost] = String(given).split('^');
    if (field.includes('*')) throw notHere('[multi_match] in fields by a pattern');
    const weight = boost === undefined ? 1 : Number(boost);
    if (!(weight >= 0)) throw illegalArgument(`For input string: "${boost}"`);
    const inner = fieldQuery(field, options, context);
    return {
      sought: inner.sought,
      score: (...of: Parameters<Query['score']>) => {
        const score = inner.score(...of);
        return score === null ? null : score * weight;
      },
    };
  });
  return best(queries, tieBreaker === undefined ? Number(type === 'most_fields') : Number(tieBreaker));
}

function checkOptions(name: string, options: JsonObject, known: readonly string[]): void {
  for (const [option, value] of Object.entries(options)) {
    if (Array.isArray(value) && option !== 'fields')
      throw parsing(`[${name}] unknown token [START_ARRAY] after [${option}]`);
    if (known.includes(option)) continue;
    if (matchOptionsElsewhere.includes(option) || option === 'slop') throw notHere(`[${option}] of [${name}]`);
    throw parsing(`[${name}] query does not support [${option}]`);
  }
  const { operator, zero_terms_query: zeroTerms } = options;
  if (operator !== undefined && !['and', 'or'].includes(String(operator).toLowerCase())) {
    throw illegalArgument(`No enum constant org.opensearch.index.query.Operator.${String(operator).toUpperCase()}`);
  }
  if (zeroTerms !== undefined && !['none', 'all'].includes(String(zeroTerms).toLowerCase())) {
    throw parsing(`Unsupported zero_terms_query value [${String(zeroTerms)}]`);
  }
}

function fieldQuery(path: string, options: JsonObject, context: QueryContext): Query {
  const text = String(options.query);
  const field = context.mapping.fields.get(path);
  if (!field) return { score: () => null, sought: [] };
  if (field.type !== 'text' && field.type !== 'keyword') {
    if (options.fuzziness !== undefined) {
      throw queryShard(
        `failed to create query: Can only use fuzzy queries on keyword and text fields - not on [${path}] which is of type [${field.type}]`,
      );
    }
    if (field.type !== 'boolean' && !/^-?\d+$/.test(text) && options.lenient !== true) {
      throw queryShard(`failed to create query: For input string: "${text}"`);
    }
  }
  const words = [...new Set(field.analyzeQuery(text).map(({ term }) => term))];
  if (words.length === 0) {
    const isAll = String(options.zero_terms_query).toLowerCase() === 'all';
    return { score: () => (isAll ? 0 : null), sought: [] };
  }
  const queries = words.map((word) => wordQuery(field, word, options, context));
  const isAnd = String(options.operator).toLowerCase() === 'and';
  const needed = isAnd ? queries.length : minimumOf(options.minimum_should_match, queries.length, 1);
  return {
    sought: queries.flatMap(({ sought }) => sought),
    score(document, view) {
      const scores = queries.map((query) => query.score(document, view)).filter((score) => score !== null);
      return scores.length < needed || scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0);
    },
  };
}

function wordQuery(field: Field, word: string, options: JsonObject, context: QueryContext): Query {
  const fuzziness: Fuzziness | undefined =
    options.fuzziness === undefined ? undefined : readFuzziness(options.fuzziness);
  if (!fuzziness) return termQuery(field.path, word, context);
  countClause(context);
  const prefixLength = Number(options.prefix_length ?? 0);
  const maxExpansions = Number(options.max_expansions ?? 50);
  if (prefixLength < 0) throw illegalArgument('[match] requires prefix length to be non-negative.');
  if (maxExpansions <= 0) throw illegalArgument('[match] requires maxExpansions to be positive.');
  const characters = [...word];
  const distance = fuzziness(characters.length);
  const expanded = new WeakMap<View, ReadonlyMap<string, number>>();
  const prefix = characters.slice(0, prefixLength).join('');
  return {
    sought: [
      {
        field: field.path,
        includes: (term) => term.startsWith(prefix) && distanceOf(characters, [...term], distance) <= distance,
      },
    ],
    score(document, view) {
      let similar = expanded.get(view);
      if (!similar) {
        const terms = view.frequencies(field.path).keys();
        similar = similarTerms(word, terms, { distance, prefixLength, maxExpansions });
        expanded.set(view, similar);
      }
      let most: number | null = null;
      for (const [term, alike] of similar) {
        const score = scoreOf(field, term, document, view);
        if (score !== null) most = (most ?? 0) + score * alike;
      }
      return most;
    },
  };
}

const fuzzyOptions = [
  'value',
  'fuzziness',
  'prefix_length',
  'max_expansions',
  'transpositions',
  'rewrite',
  'boost',
  '_name',
];

/** Words like this one; the value is taken as it is. @throws {SearchError} */
export function fuzzyQuery(path: string, options: JsonObject, context: QueryContext): Query {
  const unknown = Object.keys(options).find((option) => !fuzzyOptions.includes(option));
  if (unknown !== undefined) throw parsing(`[fuzzy] query does not support [${unknown}]`);
  const { value, fuzziness = 'AUTO', transpositions = true, rewrite = 'top_terms_blended_freqs_50' } = options;
  if (value === undefined || value === null) throw illegalArgument('query value cannot be null');
  if (transpositions !== true) throw notHere('[fuzzy] without transpositions');
  if (rewrite !== 'constant_score' && rewrite !== 'top_terms_blended_freqs_50') {
    throw notHere(`[rewrite: ${String(rewrite)}]`);
  }
  const field = context.mapping.fields.get(path);
  if (!field) return { score: () => null, sought: [] };
  const query = wordQuery(field, String(value), { ...options, fuzziness }, context);
  if (rewrite !== 'constant_score') return query;
  // All that is similar, however much there is, and each counts the same.
  const [sought] = query.sought;
  return {
    sought: query.sought,
    score: ({ terms }) => ([...(terms.get(path)?.keys() ?? [])].some((term) => sought?.includes(term)) ? 1 : null),
  };
}

/** Words that begin so; the value is taken as it is. */
export function prefixQuery(path: string, value: string, context: QueryContext): Query {
  countClause(context);
  const field = context.mapping.fields.get(path);
  if (field && field.type !== 'text' && field.type !== 'keyword') {
    throw queryShard(
      `failed to create query: Can only use prefix queries on keyword, text and wildcard fields - not on [${path}] which is of type [${field.type}]`,
    );
  }
  return {
    sought: [{ field: path, includes: (term) => term.startsWith(value) }],
    score: ({ terms }) => ([...(terms.get(path)?.keys() ?? [])].some((term) => term.startsWith(value)) ? 1 : null),
  };
}
