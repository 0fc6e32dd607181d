import { illegalArgument, isObject, type JsonObject, notHere } from './search-error.ts';

export interface IndexSettings {
  readonly shards: number;
  readonly refreshIntervalMs: number;
  readonly keepsDeletesMs: number;
  readonly maxResultWindow: number;
  readonly maxAnalyzedOffset: number;
  readonly analysis: JsonObject;
  /** As they are told to who asks. */
  readonly flat: Readonly<Record<string, string>>;
}

const elsewhere = /^index\.(codec|sort|routing|translog|merge|mapping|blocks|search|similarity|knn|max_\w+|query)\b/;
const units = { nanos: 1e-6, micros: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws {SearchError} for what is no length of time. */
export function readTime(name: string, value: unknown): number {
  if (String(value) === '-1') return Number.POSITIVE_INFINITY;
  const [, number, unit] = /^(\d+)(nanos|micros|ms|s|m|h|d)$/.exec(String(value)) ?? [];
  if (number === undefined || unit === undefined) {
    throw illegalArgument(
      `failed to parse setting [${name}] with value [${String(value)}] as a time value: unit is missing or unrecognized`,
    );
  }
  return Number(number) * units[unit as keyof typeof units];
}

/** @throws {SearchError} for a setting that there is not. */
export function readIndexSettings(given: JsonObject): IndexSettings {
  const { analysis, flat } = flatten(given);
  const integer = (name: string, otherwise: number, least: number) => {
    const value = flat[name];
    if (value === undefined) return otherwise;
    if (!/^-?\d+$/.test(value)) throw illegalArgument(`Failed to parse value [${value}] for setting [${name}]`);
    if (Number(value) < least) {
      throw illegalArgument(`Failed to parse value [${value}] for setting [${name}] must be >= ${least}`);
    }
    return Number(value);
  };
  const time = (name: string, otherwise: string) => readTime(name, flat[name] ?? otherwise);
  const settings = {
    shards: integer('index.number_of_shards', 1, 1),
    refreshIntervalMs: time('index.refresh_interval', '1s'),
    keepsDeletesMs: time('index.gc_deletes', '60s'),
    maxResultWindow: integer('index.max_result_window', 10_000, 1),
    maxAnalyzedOffset: integer('index.highlight.max_analyzed_offset', 1_000_000, 1),
    ...{ analysis, flat },
  };
  integer('index.number_of_replicas', 1, 0);
  const known = [
    ...['index.number_of_shards', 'index.number_of_replicas', 'index.refresh_interval', 'index.gc_deletes'],
    ...['index.max_result_window', 'index.highlight.max_analyzed_offset'],
  ];
  for (const name of Object.keys(flat)) {
    if (known.includes(name)) continue;
    if (elsewhere.test(name)) throw notHere(`the setting [${name}]`);
    throw illegalArgument(
      `unknown setting [${name}] please check that any required plugins are installed, or check the breaking changes documentation for removed settings`,
    );
  }
  return settings;
}

/** Nested or with dots, with `index.` before or without: it is all the same. */
function flatten(given: JsonObject): { analysis: JsonObject; flat: Record<string, string> } {
  const flat: Record<string, string> = {};
  let analysis: JsonObject = {};
  const walk = (value: unknown, path: string) => {
    if (path === 'index.analysis' && isObject(value)) {
      analysis = value;
    } else if (isObject(value)) {
      for (const [name, inner] of Object.entries(value)) walk(inner, `${path}.${name}`);
    } else {
      flat[path] = String(value);
    }
  };
  for (const [name, value] of Object.entries(given)) {
    walk(value, name === 'index' || name.startsWith('index.') ? name : `index.${name}`);
  }
  return { analysis, flat };
}
