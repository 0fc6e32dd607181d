import { is } from 'drizzle-orm';
import { getTableConfig, PgArray, PgTable } from 'drizzle-orm/pg-core';
import { type Protection, protectionOf } from './column-types.ts';
import { type Declaration, declarationOf } from './declaration.ts';

/** A column of a model, and what that says of it. */
export interface ModelColumn {
  /** Such as `users.users.display_name`. */
  readonly name: string;
  /** Such as `users.users`. */
  readonly table: string;
  /** What code calls it: `displayName`. */
  readonly key: string;
  readonly type: string;
  /** Whether it can hold whatever somebody says: text, bytes or JSON. */
  readonly isOpen: boolean;
  readonly protection: Protection;
  readonly declaration: Declaration | undefined;
  /** The tables with whose rows its own go. */
  readonly goesWith: readonly string[];
}

/** Not enumerations: what one can say is known. */
const openTypes: ReadonlySet<string> = new Set(['text', 'varchar', 'char', 'bytea', 'json', 'jsonb', 'inet', 'cidr']);

/** Every column of what a model exports. */
export function modelColumns(model: Readonly<Record<string, unknown>>): ModelColumn[] {
  return Object.values(model).flatMap((exported) => (is(exported, PgTable) ? columnsOf(exported) : []));
}

function columnsOf(of: PgTable): ModelColumn[] {
  const { columns, foreignKeys } = getTableConfig(of);
  const table = nameOf(of);
  const keys = new Map(Object.entries(of).map(([key, column]) => [column, key]));
  const goesWith = foreignKeys
    .filter(({ onDelete }) => onDelete === 'cascade')
    .map((foreignKey) => nameOf(foreignKey.reference().foreignTable));
  return columns.map((column) => {
    const type = column.getSQLType();
    const element = is(column, PgArray) ? column.baseColumn.getSQLType() : type;
    return {
      name: `${table}.${column.name}`,
      table,
      key: keys.get(column) ?? column.name,
      type,
      isOpen: openTypes.has(element.replace(/\(.*|\[\]$/, '')),
      protection: protectionOf(column),
      declaration: declarationOf(column),
      goesWith,
    };
  });
}

function nameOf(table: PgTable): string {
  const { schema, name } = getTableConfig(table);
  return `${schema ?? 'public'}.${name}`;
}
