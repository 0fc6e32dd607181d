import { decryptField, masterKeyringOf } from '@trivet/identity';
import type { PersonalColumn } from '@trivet/schema/classification';
import { deviceKeyOf } from '@trivet/standalone';
import type { Stack } from '../../support/stack.ts';

/** One value of a personal column. */
export interface StoredValue {
  readonly column: PersonalColumn;
  /** As the database has it; null where it says nothing. */
  readonly value: unknown;
  /** In the clear; null for a hash. */
  readonly text: string | null;
}

/** Where the name of the column and the row's id are not all that a value is bound to. */
const contexts: Readonly<Record<string, (row: Row) => string>> = {
  'users.users.email': ({ id }) => `users.email:${id}`,
  'users.phone_numbers.number': ({ user_id: userId }) => `users.phone_numbers.number:${userId}`,
  'users.totp_secrets.secret': ({ user_id: userId }) => `users.totp_secrets.secret:${userId}`,
  'users.data_export_parts.content': ({ export_id: id, number }) => `users.data_export_parts.content:${id}:${number}`,
};

/** How many bytes of salt stand before the value. */
const salts: Readonly<Record<string, number>> = { 'users.audit_entries.address': 32 };

type Row = Readonly<Record<string, unknown>>;

/** All values of a column that are of this person, each opened with his own key, or where his key is not, with the part's. @throws {Error} for one that does not open with it. */
export async function valuesOf({ sql, keys }: Stack, column: PersonalColumn, userId: string): Promise<StoredValue[]> {
  const rows = await sql<Row[]>`
    select * from ${sql(column.table)} where ${sql(column.declaration.subject.of)} = ${userId}`;
  const wrapContext = `vault.personal_keys:${userId}`;
  const [wrapped] = await sql<{ key: Buffer }[]>`
    select wrapped_key as key from vault.personal_keys where user_id = ${userId}`;
  const key = wrapped && masterKeyringOf(keys).unwrap(wrapped.key, wrapContext);
  const name = column.name.slice(column.table.length + 1);
  const open = (row: Row, value: Buffer): string | null => {
    if (column.table === 'vault.personal_keys') return null;
    const context = contexts[column.name]?.(row) ?? `${column.name}:${row['id']}`;
    const used = column.name === 'notifications.devices.token' ? deviceKeyOf(keys) : key;
    if (!used) throw new Error('The person has no key.');
    return decryptField(used, value, context)
      .subarray(salts[column.name] ?? 0)
      .toString();
  };
  return rows.map((row) => {
    const value = row[name] ?? null;
    const text = column.protection === 'encrypted' && value !== null ? open(row, value as Buffer) : String(value);
    return { column, value, text: column.protection === 'hashed' || value === null ? null : text };
  });
}

/** Every value of text, bytes and JSON that the database has, by the name of its column. */
export async function everythingStored({ sql }: Stack): Promise<ReadonlyMap<string, readonly Buffer[]>> {
  const columns = await openColumns(sql);
  const stored = new Map<string, readonly Buffer[]>();
  for (const { table, column, name } of columns) {
    const rows = await sql<{ value: unknown }[]>`select ${sql(column)} as value from ${sql(table)}`;
    stored.set(
      name,
      rows.flatMap(({ value }) =>
        value === null ? [] : [Buffer.isBuffer(value) ? value : Buffer.from(textOf(value))],
      ),
    );
  }
  return stored;
}

/** The columns of the database that can hold whatever somebody says. */
export function openColumns(sql: Stack['sql']) {
  return sql<{ name: string; table: string; column: string }[]>`
    select format('%s.%s.%s', n.nspname, c.relname, a.attname) as name, format('%s.%s', n.nspname, c.relname) as table, a.attname as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('bus', 'core', 'notifications', 'users', 'vault') and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped
      and regexp_replace(a.atttypid::regtype::text, '\\[\\]$', '') in
        ('text', 'character varying', 'character', 'bytea', 'json', 'jsonb', 'inet', 'cidr')`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
