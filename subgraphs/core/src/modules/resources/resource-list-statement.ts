import { firstId, firstIdOf, lastId } from '@trivet/database';
import { absent, after, firstValue, labelIndexId } from '../resource-indexes/index-value.ts';
import type { ListStatement, Position } from './resource.model.ts';
import type { Condition, FieldCondition, ListCondition, TimeCondition } from './resource-filter.ts';
import type { ResourceOrder } from './resource-order.ts';

/**
 * How many resources are looked at for a page, where a filter says more than the index that the list walks along. What it costs
 * is bounded by that, whatever the filter is.
 */
export const maxLookedAt = 5_000;
/** What an id may be older or younger than `createdAt`: it was made when the request began. */
const idMarginMs = 60_000;

/** A list of one account, with everything that is to be looked up looked up. */
export interface ResourceListRequest {
  readonly accountId: string;
  /** All that has to hold. */
  readonly conditions: readonly Condition[];
  /** The only type of the list, where it has one. */
  readonly type: string | null;
  readonly order: ResourceOrder;
  readonly isBackwards: boolean;
  /** From where on, in the direction that is walked. */
  readonly from: Position | null;
  /** One more than the page has. */
  readonly limit: number;
}

/** What a list walks along: an index whose order is the list's. */
interface Walk {
  readonly table: string;
  readonly id: string;
  readonly key: string | null;
  /** What stands before the id in the index, and is ordered by. */
  readonly prefix: readonly string[];
  readonly where: readonly string[];
  readonly bounds?: readonly Bound[];
  readonly rest: readonly Condition[];
}

/** What of an index may be walked along at all. */
interface Bound {
  readonly test: string;
  readonly isLower: boolean;
  /** Whether it holds where the walk goes on; null where nobody can tell. */
  readonly holdsAtStart: boolean | null;
}

const columns = 'id account_id type data version created_by_id created_at updated_at labels external_key'.split(' ');
const casts = { CREATED_AT: 'uuid', UPDATED_AT: 'timestamptz', VERSION: 'integer', FIELD: 'bytea' } as const;

/**
 * Walks along one index in the order of the list, from the cursor on, takes the resources one by one by their ids, and ends when
 * the page is full. What the planner could choose otherwise is written so that it cannot: a sub-select with a limit stays one,
 * and is looked into for each row.
 */
export function listStatement(request: ResourceListRequest): ListStatement {
  const builder = new StatementBuilder(request);
  return builder.build();
}

class StatementBuilder {
  readonly #request: ResourceListRequest;
  readonly #params: Record<string, unknown> = {};
  #count = 0;

  constructor(request: ResourceListRequest) {
    this.#request = request;
  }

  build(): ListStatement {
    const { limit, order } = this.#request;
    const walk = this.#walk();
    const account = this.#param('uuid', this.#request.accountId);
    const isBounded = walk.rest.length > 0;
    const tests = walk.rest.map((condition) => this.#test(condition));
    const key = order.by === 'FIELD' ? `encode(k.key, 'hex')` : walk.key ? 'k.key::text' : `''::text`;
    const most = this.#param('integer', limit);
    const along = this.#along(walk, isBounded ? String(maxLookedAt) : most);
    const down = this.#isDescending ? ' desc' : '';
    const page = `select ${columns.map((column) => `r.${column}`).join(', ')}, ${key} as key from (${along}) k
      cross join lateral (select ${columns.join(', ')} from core.resources where id = k.id and account_id = ${account} limit 1) r
      ${tests.length > 0 ? `where ${tests.join(' and ')}` : ''}
      order by ${[...walk.prefix, ...(walk.key ? ['key'] : []), 'id'].map((by) => `k.${by}${down}`).join(', ')} limit ${most}`;
    if (!isBounded) return { text: page, params: this.#params, isBounded };
    // Where the walk ended before the page was full: where to go on. Otherwise the second part is not even begun.
    const nothing = columns.slice(1).map((column) => `null::${columnTypes[column] ?? 'text'}`);
    const text = `with page as materialized (${page}) select * from page union all
      (select k.id, ${nothing.join(', ')}, ${key} from (${along}) k
      where (select count(*) from page) < ${most} offset ${maxLookedAt - 1} limit 1)`;
    return { text, params: this.#params, isBounded };
  }

  get #isDescending(): boolean {
    const { order, isBackwards } = this.#request;
    return (order.direction === 'DESC') !== isBackwards;
  }

  #param(type: string, value: unknown): string {
    const name = `p${this.#count++}`;
    this.#params[name] = value;
    return `:${name}::${type}`;
  }

  #along({ table, id, key, prefix, where, bounds = [] }: Walk, limit: string): string {
    const { from, order } = this.#request;
    const down = this.#isDescending ? ' desc' : '';
    const than = this.#isDescending ? '<' : '>';
    // The start is a bound too. PostgreSQL begins at one of two and reads up to the other, so only the nearer is said.
    const isAtStart = ({ isLower }: Bound) => isLower !== this.#isDescending;
    const said = bounds.filter((bound) => !isAtStart(bound) || bound.holdsAtStart !== true);
    const isStartSaid = !bounds.some((bound) => isAtStart(bound) && bound.holdsAtStart === false);
    const conditions = [...where, ...said.map(({ test }) => test)];
    if (from && key && isStartSaid) {
      const value = order.by === 'FIELD' ? Buffer.from(from.key, 'hex') : from.key;
      const [at, atId] = [this.#param(casts[order.by], value), this.#param('uuid', from.id)];
      conditions.push(`(${key}, ${id}) ${than} (${at}, ${atId})`);
    }
    const by = [...prefix, ...(key ? [key] : []), id].map((column) => `${column}${down}`);
    const selected = [`${id} as id`, ...(key ? [`${key} as key`] : []), ...prefix];
    return `select ${selected.join(', ')} from ${table} where ${conditions.join(' and ')}
      order by ${by.join(', ')} limit ${limit}`;
  }

  #walk(): Walk {
    const { order } = this.#request;
    switch (order.by) {
      case 'FIELD':
        return this.#alongField();
      case 'UPDATED_AT':
        return this.#alongState('updated_at');
      case 'VERSION':
        return this.#alongState('version');
      case 'CREATED_AT':
        return this.#alongIds();
    }
  }

  /** The values of a field, as far as conditions of the same field leave them. */
  #alongField(): Walk {
    const { conditions, order } = this.#request;
    const indexId = order.index?.id ?? '';
    const isMine = (condition: Condition): condition is FieldCondition =>
      condition.kind === 'field' && condition.indexId === indexId && condition.among === null;
    const mine = conditions.filter(isMine);
    const where = [
      `account_id = ${this.#param('uuid', this.#request.accountId)}`,
      `index_id = ${this.#param('uuid', indexId)}`,
    ];
    const at = this.#request.from && Buffer.from(this.#request.from.key, 'hex');
    // Always within bounds, or the planner takes an index without a range for one whose rows are best sorted.
    const ranges = mine.length > 0 ? mine : [{ from: firstValue, to: after(absent) }];
    const bounds = ranges.flatMap(({ from, to }): Bound[] => [
      { test: `value >= ${this.#param('bytea', from)}`, isLower: true, holdsAtStart: at && at.compare(from) >= 0 },
      { test: `value < ${this.#param('bytea', to)}`, isLower: false, holdsAtStart: at && at.compare(to) < 0 },
    ]);
    const rest = conditions.filter((condition) => !isMine(condition));
    return { table: entries, id: 'resource_id', key: 'value', prefix: [], where, bounds, rest };
  }

  /** What is of the state and not of the data, within one type. */
  #alongState(column: 'updated_at' | 'version'): Walk {
    const { conditions, type } = this.#request;
    const isMine = (condition: Condition): condition is TimeCondition =>
      condition.kind === 'time' && condition.column === column && condition.comparison !== '=';
    const where = [...this.#ofAccount(), ...(type === null ? [] : [`type = ${this.#param('text', type)}`])];
    const bounds = conditions.filter(isMine).map((condition) => this.#boundOf(condition));
    const rest = conditions.filter((condition) => !isMine(condition));
    return { table: resources, id: 'id', key: column, prefix: [], where, bounds, rest };
  }

  #boundOf({ column, comparison, at }: TimeCondition): Bound {
    const { from } = this.#request;
    const start = from && millisecondOf(from.key);
    const isLower = comparison.startsWith('>');
    const test = `${column} ${comparison} ${this.#param('timestamptz', at)}`;
    // Within the millisecond of the bound it is either.
    if (start === null || start === at.getTime()) return { test, isLower, holdsAtStart: null };
    return { test, isLower, holdsAtStart: start > at.getTime() === isLower };
  }

  /** In the order of the ids, which is that of creation: of what is the same in a field, has a label, is of a person or a type. */
  #alongIds(): Walk {
    const { accountId, conditions, type } = this.#request;
    const restWithout = (mine: Condition | undefined, isOfType: boolean): Condition[] => [
      ...conditions.filter((condition) => condition !== mine),
      ...(type === null || isOfType ? [] : [{ kind: 'types', values: [type] } as const]),
    ];
    const field = conditions.find(
      (condition): condition is FieldCondition =>
        condition.kind === 'field' && condition.among === null && condition.to.equals(after(condition.from)),
    );
    const label = conditions.find(isOne('labels'));
    const creator = conditions.find(isOne('creators'));
    const ids = conditions.find(isOf('ids'));
    // Of which not all need be there: so it is looked whether they are, and not how many were walked over.
    if (ids) {
      const table = `unnest(${this.#param('uuid[]', ids.values)}) as wanted(id)`;
      return {
        table,
        id: 'id',
        key: null,
        prefix: [],
        where: this.#withinIds('id'),
        rest: restWithout(undefined, false),
      };
    }
    if (field || label) {
      const [indexId, value] = field
        ? [field.indexId, field.from]
        : [labelIndexId(accountId, label?.values[0] ?? ''), Buffer.alloc(0)];
      const where = [
        `account_id = ${this.#param('uuid', accountId)}`,
        `index_id = ${this.#param('uuid', indexId)}`,
        `value = ${this.#param('bytea', value)}`,
        ...this.#withinIds('resource_id'),
      ];
      const rest = restWithout(field ?? label, field !== undefined);
      return { table: entries, id: 'resource_id', key: null, prefix: [], where, rest };
    }
    if (creator) {
      const where = [
        ...this.#ofAccount(),
        ...this.#withinIds('id', ['created_by_id', this.#param('uuid', creator.values[0])]),
      ];
      const rest = restWithout(creator, false);
      return { table: resources, id: 'id', key: null, prefix: ['created_by_id'], where, rest };
    }
    const ofType = type === null ? null : (['type', this.#param('text', type)] as const);
    const where = [...this.#ofAccount(), ...this.#withinIds('id', ofType)];
    const prefix = ofType ? ['type'] : [];
    return { table: resources, id: 'id', key: null, prefix, where, rest: restWithout(undefined, true) };
  }

  #ofAccount(): string[] {
    return [`account_id = ${this.#param('uuid', this.#request.accountId)}`];
  }

  /**
   * From the cursor on, and nowhere near other times: ids begin with the time they were made at, and `createdAt` itself decides.
   * Where something stands before the id in the index, as pairs: then no other index serves, and the walk ends where they end.
   */
  #withinIds(id: string, before: readonly [column: string, value: string] | null = null): string[] {
    const { conditions, from } = this.#request;
    const times = conditions.filter((condition) => condition.kind === 'time' && condition.column === 'created_at');
    const bounds = (sign: '>' | '<', marginMs: number) =>
      times.flatMap((condition) =>
        condition.kind === 'time' && [sign, '='].includes(condition.comparison.charAt(0))
          ? [firstIdOf(new Date(condition.at.getTime() + marginMs))]
          : [],
      );
    const lower = [firstId, ...bounds('>', -idMarginMs), ...(from && !this.#isDescending ? [from.id] : [])].sort();
    const upper = [lastId, ...bounds('<', idMarginMs), ...(from && this.#isDescending ? [from.id] : [])].sort();
    const [low, high] = [this.#param('uuid', lower.at(-1)), this.#param('uuid', upper[0])];
    if (!before) return [`${id} > ${low}`, `${id} < ${high}`];
    const [column, value] = before;
    return [`(${column}, ${id}) > (${value}, ${low})`, `(${column}, ${id}) < (${value}, ${high})`];
  }

  /** Of a resource `r` that was taken, or of `k` before it is, which is half the way: true or false, never unknown, so that `not` is the opposite. */
  #test(condition: Condition): string {
    switch (condition.kind) {
      case 'all':
        return this.#joined(condition.of, 'and', 'true');
      case 'any':
        return this.#joined(condition.of, 'or', 'false');
      case 'not':
        return `not ${this.#test(condition.of)}`;
      case 'ids':
        return `k.id = any(${this.#param('uuid[]', condition.values)})`;
      case 'types':
        return `r.type = any(${this.#param('text[]', condition.values)})`;
      case 'creators':
        return `coalesce(r.created_by_id = any(${this.#param('uuid[]', condition.values)}), false)`;
      case 'labels':
        return `r.labels && ${this.#param('text[]', condition.values)}`;
      case 'time':
        return `r.${condition.column} ${condition.comparison} ${this.#param('timestamptz', condition.at)}`;
      case 'field':
        return this.#testOfField(condition);
    }
  }

  #testOfField({ indexId, from, to, among }: FieldCondition): string {
    const tests = [`value >= ${this.#param('bytea', from)}`, `value < ${this.#param('bytea', to)}`];
    if (among) tests.push(`value = any(${this.#param('bytea[]', among)})`);
    return `coalesce((select ${tests.join(' and ')} from ${entries} where resource_id = k.id
      and index_id = ${this.#param('uuid', indexId)} and account_id = ${this.#param('uuid', this.#request.accountId)}), false)`;
  }

  #joined(parts: readonly Condition[], word: 'and' | 'or', none: string): string {
    return parts.length === 0 ? none : `(${parts.map((part) => this.#test(part)).join(` ${word} `)})`;
  }
}

const entries = 'core.resource_index_entries';
const resources = 'core.resources';
const columnTypes: Readonly<Record<string, string>> = {
  account_id: 'uuid',
  data: 'jsonb',
  version: 'integer',
  created_by_id: 'uuid',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  labels: 'text[]',
};

/** Of a time as PostgreSQL writes it. */
function millisecondOf(text: string): number {
  return Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
}

function isOf(kind: ListCondition['kind']) {
  return (condition: Condition): condition is ListCondition => condition.kind === kind;
}

function isOne(kind: ListCondition['kind']) {
  return (condition: Condition): condition is ListCondition => isOf(kind)(condition) && condition.values.length === 1;
}
