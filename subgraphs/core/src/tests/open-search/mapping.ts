import type { Analysis, Analyzer } from './analysis.ts';
import {
  badMapping,
  illegalArgument,
  isObject,
  type JsonObject,
  mapperParsing,
  notHere,
  SearchError,
} from './search-error.ts';

export type FieldType = 'text' | 'keyword' | 'long' | 'integer' | 'boolean' | 'date';

export interface Field {
  readonly path: string;
  /** Where its value stands in a document: of a field of a field that of the outer one. */
  readonly source: string;
  readonly type: FieldType;
  readonly analyze: Analyzer;
  readonly analyzeQuery: Analyzer;
  readonly ignoreAbove: number;
  readonly copyTo: readonly string[];
  readonly isIndexed: boolean;
  /** `index_options: docs`: how often a word is there is not kept. */
  readonly hasFrequencies: boolean;
  /** `similarity: boolean`: a word counts as much as any other. */
  readonly isScored: boolean;
}

type Dynamic = 'strict' | 'false' | 'true';

/** The values of a document by the path of their field, as they are indexed. */
export type FieldValues = ReadonlyMap<string, readonly string[]>;

const parameters: Readonly<Record<FieldType, readonly string[]>> = {
  text: ['analyzer', 'search_analyzer', 'fields', 'copy_to', 'index', 'norms', 'similarity', 'index_options'],
  keyword: ['ignore_above', 'normalizer', 'fields', 'copy_to', 'index', 'doc_values'],
  long: ['index', 'doc_values', 'copy_to'],
  integer: ['index', 'doc_values', 'copy_to'],
  boolean: ['index', 'doc_values', 'copy_to'],
  date: ['index', 'doc_values', 'copy_to'],
};
const parametersElsewhere = [
  ...['store', 'term_vector', 'fielddata', 'position_increment_gap', 'index_phrases'],
  ...[
    'index_prefixes',
    'null_value',
    'eager_global_ordinals',
    'meta',
    'coerce',
    'ignore_malformed',
    'format',
    'locale',
  ],
];
const typesElsewhere = [
  ...['nested', 'flat_object', 'wildcard', 'search_as_you_type', 'completion', 'short', 'byte', 'double', 'float'],
  ...['half_float', 'scaled_float', 'unsigned_long', 'date_nanos', 'ip', 'binary', 'geo_point', 'alias', 'join'],
];

const maxTermBytes = 32_766;
const plain: Analyzer = (text) => [{ term: text, start: 0, end: text.length }];

/** What an index has been told of its documents. */
export class Mapping {
  readonly source: JsonObject;
  readonly fields = new Map<string, Field>();
  readonly #objects = new Map<string, Dynamic>();
  /** Kept, and not looked into. */
  readonly #ignored = new Set<string>();
  readonly #analysis: Analysis;
  readonly isRoutingRequired: boolean;

  constructor(source: JsonObject, analysis: Analysis) {
    this.source = source;
    this.#analysis = analysis;
    const { properties, dynamic, _routing: routing, _source: kept, _meta, ...others } = source;
    const unknown = Object.entries(others).find(([name]) => !['date_detection', 'numeric_detection'].includes(name));
    if (unknown) {
      throw badMapping(
        `Root mapping definition has unsupported parameters:  [${unknown[0]} : ${JSON.stringify(unknown[1])}]`,
      );
    }
    if (kept !== undefined) throw notHere('mappings that leave `_source` out');
    this.isRoutingRequired = isObject(routing) && routing.required === true;
    this.#object('', properties, dynamicOf(dynamic ?? 'true'));
  }

  #object(path: string, properties: unknown, dynamic: Dynamic): void {
    this.#objects.set(path, dynamic);
    for (const [name, definition] of Object.entries(isObject(properties) ? properties : {})) {
      if (!isObject(definition)) {
        throw badMapping(
          `Expected map for property [fields] on field [${name}] but got a ${JSON.stringify(definition)}`,
        );
      }
      const inner = path === '' ? name : `${path}.${name}`;
      const { type } = definition;
      if (type === 'object' && definition.enabled === false) {
        this.#ignored.add(inner);
      } else if (type === 'object' || (type === undefined && definition.properties !== undefined)) {
        this.#object(inner, definition.properties, dynamicOf(definition.dynamic ?? dynamic));
      } else {
        this.#field(inner, inner, definition);
      }
    }
  }

  #field(path: string, source: string, definition: JsonObject): void {
    const { type, ...options } = definition;
    const name = path.slice(path.lastIndexOf('.') + 1);
    if (type === undefined) throw badMapping(`No type specified for field [${name}]`);
    if (!isFieldType(type)) {
      if (typesElsewhere.includes(String(type))) throw notHere(`fields of the type [${String(type)}]`);
      throw badMapping(`No handler for type [${String(type)}] declared on field [${name}]`);
    }
    for (const option of Object.keys(options)) {
      if (parameters[type].includes(option)) continue;
      if (parametersElsewhere.includes(option)) throw notHere(`[${option}] of fields`);
      throw badMapping(`unknown parameter [${option}] on mapper [${name}] of type [${type}]`);
    }
    const analyzer = (option: string, otherwise: Analyzer) => {
      const chosen = options[option];
      if (chosen === undefined) return otherwise;
      const found = this.#analysis.analyzer(String(chosen));
      if (!found) throw badMapping(`analyzer [${String(chosen)}] has not been configured in mappings`);
      return found;
    };
    let analyze = plain;
    if (type === 'text') analyze = analyzer('analyzer', this.#analysis.analyzer('standard') as Analyzer);
    if (type === 'keyword' && options.normalizer !== undefined) {
      const found = this.#analysis.normalizer(String(options.normalizer));
      if (!found) throw badMapping(`normalizer [${String(options.normalizer)}] not found for field [${name}]`);
      analyze = found;
    }
    this.fields.set(path, {
      ...{ path, source, type, analyze },
      analyzeQuery: type === 'text' ? analyzer('search_analyzer', analyze) : analyze,
      ignoreAbove: Number(options.ignore_above ?? Number.MAX_SAFE_INTEGER),
      copyTo: options.copy_to === undefined ? [] : [options.copy_to].flat().map(String),
      isIndexed: options.index !== false,
      ...scoringOf(name, options),
    });
    for (const [inner, of] of Object.entries(isObject(options.fields) ? options.fields : {})) {
      if (isObject(of) && of.copy_to !== undefined) throw badMapping('copy_to in multi fields is not allowed.');
      this.#field(`${path}.${inner}`, source, of as JsonObject);
    }
  }

  /** @throws {SearchError} for a document that does not fit. */
  read(document: JsonObject, id: string): FieldValues {
    const values = new Map<string, string[]>();
    const add = (path: string, value: unknown, source: string, isCopy = false) => {
      const field = this.fields.get(path);
      if (!field) return;
      const text = textOf(field, value, id);
      if (field.type === 'keyword' && text.length > field.ignoreAbove) return;
      if (field.type === 'keyword' && field.isIndexed && Buffer.byteLength(text) > maxTermBytes) {
        throw illegalArgument(
          `Document contains at least one immense term in field="${path}" (whose UTF8 encoding is longer than the max length ${maxTermBytes}), all of which were skipped.  Please correct the analyzer to not produce such terms.`,
        );
      }
      values.set(path, [...(values.get(path) ?? []), text]);
      // Copies are not copied again.
      if (!isCopy) for (const target of field.copyTo) add(target, value, target, true);
      for (const inner of this.fields.values()) {
        if (inner.source === source && inner.path !== source && path === source) add(inner.path, value, source, isCopy);
      }
    };
    const walk = (object: JsonObject, path: string) => {
      for (const [name, value] of Object.entries(object)) {
        const inner = path === '' ? name : `${path}.${name}`;
        if (this.#ignored.has(inner)) continue;
        if (this.#objects.has(inner)) {
          for (const each of [value].flat()) {
            if (each === null) continue;
            if (!isObject(each)) {
              throw mapperParsing(
                `object mapping for [${inner}] tried to parse field [${name}] as object, but found a concrete value`,
              );
            }
            walk(each, inner);
          }
        } else if (this.fields.has(inner)) {
          for (const each of [value].flat()) if (each !== null) add(inner, each, inner);
        } else {
          this.#dynamic(name, path);
        }
      }
    };
    walk(document, '');
    return values;
  }

  #dynamic(name: string, within: string): void {
    if (this.#objects.get(within) !== 'strict') return;
    const place = within === '' ? '_doc' : within;
    throw new SearchError(400, {
      type: 'strict_dynamic_mapping_exception',
      reason: `mapping set to strict, dynamic introduction of [${name}] within [${place}] is not allowed`,
    });
  }
}

function textOf({ path, type }: Field, value: unknown, id: string): string {
  const failed = (cause: { type: string; reason: string }) =>
    mapperParsing(
      `failed to parse field [${path}] of type [${type}] in document with id '${id}'. Preview of field's value: '${preview(value)}'`,
      cause,
    );
  if (isObject(value)) throw failed({ type: 'illegal_state_exception', reason: `Can't get text on a START_OBJECT` });
  const text = String(value);
  if (type === 'long' || type === 'integer') {
    if (!/^-?\d{1,19}(\.\d+)?$/.test(text)) {
      throw failed({ type: 'illegal_argument_exception', reason: `For input string: "${text}"` });
    }
  }
  if (type === 'boolean' && !['true', 'false', ''].includes(text)) {
    throw failed({
      type: 'illegal_argument_exception',
      reason: `Failed to parse value [${text}] as only [true] or [false] are allowed.`,
    });
  }
  if (type === 'date' && Number.isNaN(Date.parse(text))) {
    throw failed({
      type: 'illegal_argument_exception',
      reason: `failed to parse date field [${text}] with format [strict_date_time_no_millis||strict_date_optional_time||epoch_millis]`,
    });
  }
  return text;
}

const preview = (value: unknown) => (isObject(value) ? JSON.stringify(value) : String(value)).slice(0, 50);

function scoringOf(name: string, { similarity = 'BM25', index_options: kept = 'positions' }: JsonObject) {
  if (similarity !== 'BM25' && similarity !== 'boolean') {
    throw badMapping(`Unknown Similarity type [${String(similarity)}] for field [${name}]`);
  }
  if (!['docs', 'freqs', 'positions', 'offsets'].includes(String(kept))) {
    throw badMapping(
      `Unknown value [${String(kept)}] for field [index_options] - accepted values are [positions, docs, freqs, offsets]`,
    );
  }
  return { hasFrequencies: kept !== 'docs', isScored: similarity === 'BM25' };
}

function isFieldType(type: unknown): type is FieldType {
  return typeof type === 'string' && Object.hasOwn(parameters, type);
}

function dynamicOf(value: unknown): Dynamic {
  const text = String(value);
  if (text === 'strict' || text === 'false' || text === 'true') return text;
  if (text === 'runtime' || text.startsWith('strict_allow') || text.startsWith('false_allow')) {
    throw notHere(`[dynamic: ${text}]`);
  }
  throw badMapping(`Could not convert [dynamic] to boolean`);
}
