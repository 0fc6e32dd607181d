import { decodeGlobalId, type IdPrefix, UserFault } from '@trivet/platform';
import { absent, after, firstValue, indexValue, prefixRange } from '../resource-indexes/index-value.ts';
import type { ResourceIndex } from '../resource-indexes/resource-index.model.ts';
import type { ResourceFieldKind } from '../resource-types/resource-type.model.ts';

const maxConditions = 50;
const maxDepth = 5;
const maxValues = 100;
const maxPrefixBytes = 400;

type Maybe<Value> = Value | null | undefined;

/** From the one on, to before the other. */
interface RangeInput<Value> {
  readonly eq?: Maybe<Value>;
  readonly gt?: Maybe<Value>;
  readonly gte?: Maybe<Value>;
  readonly lt?: Maybe<Value>;
  readonly lte?: Maybe<Value>;
}

export interface ResourceFieldFilterInput {
  readonly path: string;
  readonly exists?: Maybe<boolean>;
  readonly string?: Maybe<
    RangeInput<string> & { readonly in?: Maybe<readonly string[]>; readonly prefix?: Maybe<string> }
  >;
  readonly number?: Maybe<RangeInput<number> & { readonly in?: Maybe<readonly number[]> }>;
  readonly boolean?: Maybe<boolean>;
  readonly dateTime?: Maybe<RangeInput<Date>>;
}

/** As the API has it: of one input, all that is given has to hold. */
export interface ResourceFilterInput {
  readonly and?: Maybe<readonly ResourceFilterInput[]>;
  readonly or?: Maybe<readonly ResourceFilterInput[]>;
  readonly not?: Maybe<ResourceFilterInput>;
  readonly ids?: Maybe<readonly string[]>;
  readonly types?: Maybe<readonly string[]>;
  readonly createdBy?: Maybe<readonly string[]>;
  readonly createdAt?: Maybe<RangeInput<Date>>;
  readonly updatedAt?: Maybe<RangeInput<Date>>;
  readonly labels?: Maybe<{ readonly has?: Maybe<string>; readonly hasAny?: Maybe<readonly string[]> }>;
  readonly field?: Maybe<ResourceFieldFilterInput>;
}

type TimeComparison = '=' | '>' | '>=' | '<' | '<=';

/** What a resource has to be. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | ListCondition
  | TimeCondition
  | FieldCondition;

/** Of any of these. */
export interface ListCondition {
  readonly kind: 'ids' | 'types' | 'creators' | 'labels';
  readonly values: readonly string[];
}

export interface TimeCondition {
  readonly kind: 'time';
  readonly column: 'created_at' | 'updated_at';
  readonly comparison: TimeComparison;
  readonly at: Date;
}

/** A value of the index that is from the one on and before the other, and one of some where they are named. */
export interface FieldCondition {
  readonly kind: 'field';
  readonly indexId: string;
  readonly from: Buffer;
  readonly to: Buffer;
  readonly among: readonly Buffer[] | null;
}

/** What it says of every resource alike, whatever that is: of none of some values it is false. Null where that is not known. */
export function verdictOf(condition: Condition): boolean | null {
  switch (condition.kind) {
    case 'all':
      return verdictOfParts(condition.of, false);
    case 'any':
      return verdictOfParts(condition.of, true);
    case 'not': {
      const verdict = verdictOf(condition.of);
      return verdict === null ? null : !verdict;
    }
    case 'time':
      return null;
    case 'field':
      return condition.among?.length === 0 || condition.from.compare(condition.to) >= 0 ? false : null;
    default:
      return condition.values.length === 0 ? false : null;
  }
}

/** One part that says `deciding` is enough; without one, all of them have to say the opposite. */
function verdictOfParts(parts: readonly Condition[], deciding: boolean): boolean | null {
  const verdicts = new Set(parts.map(verdictOf));
  if (verdicts.has(deciding)) return deciding;
  return verdicts.has(null) ? null : !deciding;
}

/** The paths that a filter names, for whoever has to know their indexes. */
export function fieldsOf(filter: ResourceFilterInput): string[] {
  const { field, and, or, not } = filter;
  const inner = [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])].flatMap(fieldsOf);
  return field ? [field.path, ...inner] : inner;
}

/**
 * What a filter asks for.
 * @throws {UserFault} `INVALID_INPUT` for one that is too large, names what is no field or no id, or compares with another kind of value.
 */
export function conditionOf(input: ResourceFilterInput, indexOf: (path: string) => ResourceIndex): Condition {
  return new FilterReader(indexOf).read(input, ['filter']);
}

class FilterReader {
  readonly #indexOf: (path: string) => ResourceIndex;
  #conditions = 0;

  constructor(indexOf: (path: string) => ResourceIndex) {
    this.#indexOf = indexOf;
  }

  read(input: ResourceFilterInput, path: readonly string[]): Condition {
    const { and, or, not, ids, types, createdBy, createdAt, updatedAt, labels, field } = input;
    if (path.filter((name) => name === 'and' || name === 'or' || name === 'not').length > maxDepth)
      throw fault(`A filter is nested ${maxDepth} levels deep at most.`, path);
    this.#count(path);
    const of: Condition[] = [];
    for (const [index, part] of (and ?? []).entries()) of.push(this.read(part, [...path, 'and', String(index)]));
    if (or) {
      const parts = or.map((part, index) => this.read(part, [...path, 'or', String(index)]));
      of.push(this.#counted({ kind: 'any', of: parts }, path));
    }
    if (not) of.push(this.#counted({ kind: 'not', of: this.read(not, [...path, 'not']) }, path));
    if (ids) of.push(this.#counted({ kind: 'ids', values: [...new Set(uuids('res', ids, [...path, 'ids']))] }, path));
    if (types) of.push(this.#counted({ kind: 'types', values: texts(types, [...path, 'types']) }, path));
    if (createdBy)
      of.push(this.#counted({ kind: 'creators', values: uuids('usr', createdBy, [...path, 'createdBy']) }, path));
    of.push(...this.#times('created_at', createdAt, path), ...this.#times('updated_at', updatedAt, path));
    if (labels?.has != null) of.push(this.#counted({ kind: 'labels', values: texts([labels.has], path) }, path));
    if (labels?.hasAny) {
      const values = texts(labels.hasAny, [...path, 'labels', 'hasAny']);
      of.push(this.#counted({ kind: 'labels', values }, path));
    }
    if (field) of.push(this.#counted(this.#field(field, [...path, 'field']), path));
    return of.length === 1 && of[0] ? of[0] : { kind: 'all', of };
  }

  #counted(condition: Condition, path: readonly string[]): Condition {
    this.#count(path);
    return condition;
  }

  #count(path: readonly string[]): void {
    this.#conditions += 1;
    if (this.#conditions > maxConditions) throw fault(`A filter has at most ${maxConditions} conditions.`, path);
  }

  #times(
    column: 'created_at' | 'updated_at',
    range: Maybe<RangeInput<Date>>,
    path: readonly string[],
  ): readonly Condition[] {
    return comparisons.flatMap(([name, comparison]) => {
      const at = range?.[name];
      const property = column === 'created_at' ? 'createdAt' : 'updatedAt';
      return at
        ? [this.#counted({ kind: 'time', column, comparison, at: requireTime(at, [...path, property, name]) }, path)]
        : [];
    });
  }

  #field(input: ResourceFieldFilterInput, path: readonly string[]): FieldCondition {
    const index = this.#indexOf(input.path);
    const given = kinds.filter(([name]) => input[name] != null);
    for (const [name, kind] of given)
      if (kind !== index.kind) throw fault(`The field "${input.path}" is of the kind ${index.kind}.`, [...path, name]);
    if (given.length === 0 && input.exists == null) throw fault('Say what the field has to be.', path);
    const { string, number, boolean, dateTime } = input;
    if (string) requireWhole(string, [...path, 'string']);
    const ranges = [rangeOf(index.kind, string ?? number ?? timesAsText(dateTime, [...path, 'dateTime']) ?? {})];
    if (boolean != null) ranges.push(only(indexValue('BOOLEAN', boolean)));
    if (input.exists != null) ranges.push(input.exists ? [firstValue, absent] : only(absent));
    if (string?.prefix != null) {
      if (Buffer.byteLength(string.prefix) > maxPrefixBytes)
        throw fault(`A prefix has at most ${maxPrefixBytes} bytes.`, [...path, 'string', 'prefix']);
      ranges.push(prefixRange(string.prefix));
    }
    const among: readonly (string | number)[] | null = string?.in ?? number?.in ?? null;
    return {
      ...{ kind: 'field', indexId: index.id },
      from: ranges.map(([from]) => from).reduce((one, other) => (one.compare(other) > 0 ? one : other)),
      to: ranges.map(([, to]) => to).reduce((one, other) => (one.compare(other) < 0 ? one : other)),
      among: among && bounded(among, [...path, 'in']).map((value) => indexValue(index.kind, value)),
    };
  }
}

const kinds = [
  ['string', 'STRING'],
  ['number', 'NUMBER'],
  ['boolean', 'BOOLEAN'],
  ['dateTime', 'DATE_TIME'],
] as const satisfies readonly (readonly [string, ResourceFieldKind])[];

const comparisons = [
  ['eq', '='],
  ['gt', '>'],
  ['gte', '>='],
  ['lt', '<'],
  ['lte', '<='],
] as const satisfies readonly (readonly [string, TimeComparison])[];

type IndexRange = readonly [Buffer, Buffer];

function only(value: Buffer): IndexRange {
  return [value, after(value)];
}

/** Values only: what has none is in no range but where `exists` says so. */
function rangeOf(kind: ResourceFieldKind, given: RangeInput<string | number>): IndexRange {
  const value = (of: Maybe<string | number>) => (of == null ? null : indexValue(kind, of));
  const [eq, gt, gte, lt, lte] = [given.eq, given.gt, given.gte, given.lt, given.lte].map(value);
  const froms = [eq, gte, gt && after(gt)].filter((from) => from != null);
  const tos = [eq && after(eq), lt, lte && after(lte)].filter((to) => to != null);
  const isOpen = Object.values(given).every((each) => each == null);
  // Where nothing is said, what is absent is among it, for `exists` to decide.
  return [
    froms.reduce((one, other) => (one.compare(other) > 0 ? one : other), firstValue),
    tos.reduce((one, other) => (one.compare(other) < 0 ? one : other), isOpen ? after(absent) : absent),
  ];
}

/** Of half a character there are no bytes but those that stand for another. */
function requireWhole(texts: NonNullable<ResourceFieldFilterInput['string']>, path: readonly string[]): void {
  for (const [name, given] of Object.entries(texts))
    if (![given ?? []].flat().every((text) => canBeKept(text)))
      throw fault('A text is of whole characters, without NUL.', [...path, name]);
}

function timesAsText(range: Maybe<RangeInput<Date>>, path: readonly string[]): RangeInput<string> | null {
  if (!range) return null;
  return Object.fromEntries(
    comparisons.map(([name]) => {
      const at = range[name];
      return [name, at && requireTime(at, [...path, name]).toISOString()];
    }),
  );
}

/** Others have no four digits, which is how all times that there are are written. */
function requireTime(at: Date, path: readonly string[]): Date {
  const year = at.getUTCFullYear();
  if (year < 1 || year > 9999) throw fault('A time is one of the years 1 to 9999.', path);
  return at;
}

/** @throws {UserFault} `INVALID_INPUT` for what is no id of such a thing. */
function uuids(prefix: IdPrefix, ids: readonly string[], path: readonly string[]): string[] {
  return bounded(ids, path).map((id, index) => {
    const decoded = decodeGlobalId(id);
    if (decoded?.prefix !== prefix)
      throw fault(`"${id.slice(0, 64)}" is not an id that begins with "${prefix}_".`, [...path, String(index)]);
    return decoded.uuid;
  });
}

/** What PostgreSQL cannot keep is nowhere. */
function texts(values: readonly string[], path: readonly string[]): string[] {
  return bounded(values, path).filter(canBeKept);
}

export function canBeKept(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

function bounded<Value>(values: readonly Value[], path: readonly string[]): readonly Value[] {
  if (values.length > maxValues) throw fault(`There are at most ${maxValues} values.`, path);
  return values;
}

export function fault(message: string, path: readonly string[]): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
}
