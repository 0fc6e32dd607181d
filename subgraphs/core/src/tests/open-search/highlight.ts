import type { Query, QueryContext } from './clause.ts';
import type { Field } from './mapping.ts';
import { parseQuery } from './query.ts';
import { contentParse, illegalArgument, isObject, type JsonObject, notHere } from './search-error.ts';
import type { Indexed } from './shard.ts';

const options = ['pre_tags', 'post_tags', 'number_of_fragments', 'require_field_match', 'highlight_query', 'type'];
const optionsElsewhere = [
  ...[
    'fragment_size',
    'fragment_offset',
    'boundary_chars',
    'boundary_max_scan',
    'boundary_scanner',
    'encoder',
    'order',
  ],
  ...[
    'boundary_scanner_locale',
    'force_source',
    'fragmenter',
    'matched_fields',
    'max_analyzer_offset',
    'no_match_size',
  ],
  ...['phrase_limit', 'tags_schema', 'options'],
];
/** Between the values of a field, for the unified highlighter: in a value it is a break, too. */
const separator = '\u2029';

interface HighlightedField {
  readonly field: Field | undefined;
  readonly path: string;
  readonly query: Query;
  readonly anyField: boolean;
  readonly tags: readonly [string, string];
}

export type Highlight = readonly HighlightedField[];

/** The unified highlighter over whole fields. @throws {SearchError} */
export function parseHighlight(given: unknown, query: Query, context: QueryContext): Highlight {
  if (!isObject(given)) throw contentParse('[highlight] must be an object');
  const { fields, ...common } = given;
  check('highlight', common);
  if (fields === undefined) return [];
  const named = Array.isArray(fields)
    ? fields.flatMap((each) => Object.entries(each as JsonObject))
    : Object.entries(fields as JsonObject);
  return named.map(([path, own]): HighlightedField => {
    if (!isObject(own)) throw contentParse(`[highlight] failed to parse field [fields]`);
    check('highlight_field', own);
    const chosen: JsonObject = { ...common, ...own };
    if (Number(chosen.number_of_fragments ?? 5) !== 0) throw notHere('highlighting in fragments');
    if (chosen.type !== undefined && chosen.type !== 'unified') {
      if (chosen.type === 'plain' || chosen.type === 'fvh') throw notHere(`the highlighter [${chosen.type}]`);
      throw illegalArgument(`unknown highlighter type [${String(chosen.type)}] for the field [${path}]`);
    }
    if (path.includes('*')) throw notHere('highlighting of fields by a pattern');
    return {
      ...{ path, field: context.mapping.fields.get(path) },
      query: chosen.highlight_query === undefined ? query : parseQuery(chosen.highlight_query, context),
      anyField: chosen.require_field_match === false,
      tags: [first(chosen.pre_tags, '<em>'), first(chosen.post_tags, '</em>')],
    };
  });
}

function check(name: string, given: JsonObject): void {
  for (const option of Object.keys(given)) {
    if (options.includes(option)) continue;
    if (optionsElsewhere.includes(option)) throw notHere(`[${option}] of highlighting`);
    throw contentParse(`[${name}] unknown field [${option}]`);
  }
}

const first = (tags: unknown, otherwise: string) => (Array.isArray(tags) ? String(tags[0]) : otherwise);

/** Undefined where nothing is. @throws {SearchError} for a text that is too long. */
export function highlightsOf(
  document: Indexed,
  highlight: Highlight,
  { maxAnalyzedOffset, index }: { readonly maxAnalyzedOffset: number; readonly index: string },
): Record<string, string[]> | undefined {
  const found: Record<string, string[]> = {};
  for (const { field, path, query, anyField, tags } of highlight) {
    if (!field) continue;
    const values = document.values.get(path) ?? [];
    const length = values.join(separator).length;
    if (field.type === 'text' && length > maxAnalyzedOffset) {
      throw illegalArgument(
        `The length of [${path}] field of [${document.id}] doc of [${index}] index has exceeded [${maxAnalyzedOffset}] - maximum allowed to be analyzed for highlighting. This maximum can be set by changing the [index.highlight.max_analyzed_offset] index level setting.`,
      );
    }
    const sought = query.sought.filter((each) => anyField || each.field === path);
    const passages = values
      .flatMap((value) => value.split(separator))
      .flatMap((text) => {
        const marked = field.analyze(text).filter(({ term }) => sought.some((each) => each.includes(term)));
        return marked.length === 0 ? [] : [withTags(text, marked, tags)];
      });
    if (passages.length > 0) found[path] = passages;
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

function withTags(
  text: string,
  places: readonly { readonly start: number; readonly end: number }[],
  [before, after]: readonly [string, string],
): string {
  let [marked, at] = ['', 0];
  for (const { start, end } of [...places].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (end <= at) continue;
    marked += `${text.slice(at, Math.max(at, start))}${before}${text.slice(Math.max(at, start), end)}${after}`;
    at = end;
  }
  return marked + text.slice(at);
}
