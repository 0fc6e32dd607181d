import { is, Param, Placeholder } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { parameterText } from './reading/parameter-text.ts';
import { type ResultColumn, type RowDecoder, rowDecoder } from './reading/row-decoder.ts';

/** What a builder has that can be prepared: every Drizzle query. */
interface Preparable {
  prepare(name: string): { execute(params?: Record<string, unknown>): Promise<unknown> };
}

type RowOf<Query extends Preparable> =
  Awaited<ReturnType<ReturnType<Query['prepare']>['execute']>> extends readonly (infer Row)[] ? Row : never;

declare const rowType: unique symbol;

/** A read whose text is built once. Run it with `database.read` or `database.readWithin`. */
export interface Prepared<Params extends Record<string, unknown>, Row> {
  readonly name: string;
  readonly text: string;
  readonly decoder: RowDecoder;
  /** Whether connections keep it prepared; otherwise it is parsed each time, for texts that there may be many of. */
  readonly isKept: boolean;
  /** The parameters of one run, in their order, as text. */
  parametersOf(params: Params): (string | null)[];
  readonly [rowType]?: { params: Params; row: Row };
}

/** Of Drizzle's own prepared query (0.45), what it says of itself; a test fails should that change. */
interface BuiltQuery {
  readonly queryString: string;
  readonly params: readonly unknown[];
  readonly fields?: readonly ResultColumn[];
  readonly joinsNotNullableMap?: Readonly<Record<string, boolean>>;
}

const builder = drizzle.mock() as PostgresJsDatabase;

/**
 * A prepared read: `build` writes it with Drizzle, `sql.placeholder('x')` marks the parameters. `name` stands in a comment,
 * so that the statement can be found in `pg_stat_statements`, which cuts off what stands before the first word. Rows are what
 * Drizzle makes of them, but an expression has to say by `mapWith` what it is read as.
 * @throws {TypeError} for a query without columns, or with columns that cannot be read.
 */
export function prepared<Params extends Record<string, unknown>>() {
  return <Query extends Preparable>(
    name: string,
    build: (db: PostgresJsDatabase) => Query,
  ): Prepared<Params, RowOf<Query>> => {
    const { queryString, params, fields, joinsNotNullableMap } = build(builder).prepare(name) as object as BuiltQuery;
    if (!fields) throw new TypeError(`${name} selects nothing.`);
    const parameters = params.map(parameterSource);
    return {
      name,
      text: queryString.replace(/^\w+/, (verb) => `${verb} /* ${name} */`),
      decoder: rowDecoder(fields, joinsNotNullableMap),
      isKept: true,
      parametersOf: (values) => parameters.map((source) => (typeof source === 'function' ? source(values) : source)),
    };
  };
}

/** The same read, of which connections keep nothing. */
export function unkept<Params extends Record<string, unknown>, Row>(
  statement: Prepared<Params, Row>,
): Prepared<Params, Row> {
  return { ...statement, isKept: false };
}

/** The text of a constant, or what writes the text of a placeholder's value. */
function parameterSource(parameter: unknown): string | null | ((values: Record<string, unknown>) => string | null) {
  if (is(parameter, Placeholder)) {
    const { name } = parameter;
    return (values) => parameterText(values[name]);
  }
  if (is(parameter, Param) && is(parameter.value, Placeholder)) {
    const { encoder } = parameter;
    const { name } = parameter.value;
    return (values) => parameterText(encoder.mapToDriverValue(values[name]));
  }
  return parameterText(parameter);
}
