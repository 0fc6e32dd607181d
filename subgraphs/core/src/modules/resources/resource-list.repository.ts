import { type Database, KeptStatements, type Prepared, prepared } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import { type SQL, sql } from 'drizzle-orm';
import {
  type ListedResource,
  type ListStatement,
  type Position,
  type Resource,
  resourceColumns,
} from './resource.model.ts';

export interface ListedResources {
  readonly listed: readonly ListedResource[];
  /** Where the look-up ended that did not fill the page; null where it did, or there is no more. */
  readonly endedAt: Position | null;
}

type ListParams = Record<string, unknown>;
type ListRow = Resource & { readonly key: string };

/** Lists with filters and orders. The plain ones, of many accounts at once, are the other repository's. */
export class ResourceListRepository {
  readonly #db: Database;
  readonly #statements = new KeptStatements<ListParams, ListRow>({ most: 100, prepare: preparedList });

  constructor(db: Database) {
    this.#db = db;
  }

  async list({ rows }: AccountAccess, { text, params, isBounded }: ListStatement): Promise<ListedResources> {
    const found = await this.#db.readWithin(rows, this.#statements.of(text), params);
    const last = found.at(-1);
    // The row without a resource is the one where the walk ended.
    const isEnded = isBounded && last !== undefined && last.version === null;
    const listed = (isEnded ? found.slice(0, -1) : found).map(({ key, ...resource }) => ({
      resource,
      position: { id: resource.id, key },
    }));
    return { listed, endedAt: isEnded ? { id: last.id, key: last.key } : null };
  }
}

/** As the text names them; read as the table's. */
const columns = Object.fromEntries(
  Object.entries(resourceColumns).map(([name, column]) => [name, sql`${sql.identifier(column.name)}`.mapWith(column)]),
) as { readonly [Name in keyof typeof resourceColumns]: SQL<Resource[Name]> };

function preparedList(text: string): Prepared<ListParams, ListRow> {
  const parts = text
    .split(/:(p\d+)/)
    .map((part, index): SQL => (index % 2 === 1 ? sql`${sql.placeholder(part)}` : sql.raw(part)));
  return prepared<ListParams>()('resources.list', (db) =>
    db.select({ ...columns, key: sql`"key"`.mapWith(String) }).from(sql`(${sql.join(parts)}) as listed`),
  );
}
