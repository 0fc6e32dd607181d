import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Sql, TransactionSql } from 'postgres';
import { openPostgres } from './connection.ts';

/** One part's place in the database: a schema, who owns its tables, and who works with them. */
export interface SchemaPart {
  readonly schema: string;
  /** Owns the tables and migrates them. Cannot sign in. */
  readonly owner: string;
  /** What the running part signs in as. Owns nothing, so row-level security holds for it. */
  readonly role: string;
  /** The folder of drizzle-kit's migrations. */
  readonly migrations: string;
  /** Of PostgreSQL's own that the migrations need, by name; those that a role may create that is no superuser. */
  readonly extensions?: readonly string[];
}

/** Any number will do, so long as nothing else uses it: two processes that start at once must not both migrate. */
const migrationLock = 7_817_332;

/**
 * Creates what is missing: roles, schemas, and every migration that has not run. Forward only; a migration that failed
 * leaves nothing behind. Safe to call from several processes at once.
 * @param adminUrl of a role that may create roles and schemas.
 * @throws when a migration that already ran was changed afterwards.
 */
export async function migrate(adminUrl: string, parts: readonly SchemaPart[]): Promise<{ applied: number }> {
  const sql = openPostgres({ url: adminUrl, applicationName: 'trivet migrate', maxConnections: 1 });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`;
    let applied = 0;
    for (const part of parts) {
      await provision(sql, part);
      for (const extension of part.extensions ?? []) await sql`create extension if not exists ${sql(extension)}`;
      applied += await migratePart(sql, part);
    }
    return { applied };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function provision(sql: Sql, { schema, owner, role }: SchemaPart): Promise<void> {
  const [present] = await sql<[{ ready: boolean }?]>`select true as ready from pg_namespace where nspname = ${schema}`;
  const roles = await sql<{ rolname: string }[]>`select rolname from pg_roles where rolname in ${sql([owner, role])}`;
  const names = new Set(roles.map(({ rolname }) => rolname));
  if (present && names.size === 2) return;
  await sql.begin(async (tx) => {
    if (!names.has(owner)) await createRole(tx, owner, 'nologin');
    if (!names.has(role)) await createRole(tx, role, 'login');
    await tx`grant ${tx(owner)} to current_user`;
    await tx`create schema if not exists ${tx(schema)} authorization ${tx(owner)}`;
    await tx`grant usage on schema ${tx(schema)} to ${tx(role)}`;
    await tx`alter default privileges for role ${tx(owner)} in schema ${tx(schema)} grant select, insert, update, delete on tables to ${tx(role)}`;
    await tx`alter default privileges for role ${tx(owner)} in schema ${tx(schema)} grant usage on sequences to ${tx(role)}`;
  });
}

/** Roles belong to the whole server, so another database of it may be creating the same one right now. */
async function createRole(tx: TransactionSql, name: string, login: 'login' | 'nologin'): Promise<void> {
  await tx.unsafe(
    `do $$ begin create role "${name}" ${login}; exception when duplicate_object or unique_violation then null; end $$`,
  );
}

async function migratePart(sql: Sql, { schema, owner, migrations }: SchemaPart): Promise<number> {
  const files = readMigrationFiles({ migrationsFolder: migrations });
  await sql.unsafe(`set role "${owner}"`);
  try {
    await sql`create table if not exists ${sql(schema)}.migrations (
      hash text primary key, created_at bigint not null unique, applied_at timestamptz not null default now())`;
    const done = await sql<
      { hash: string; created_at: string }[]
    >`select hash, created_at from ${sql(schema)}.migrations`;
    const hashes = new Map(done.map(({ hash, created_at }) => [Number(created_at), hash]));
    let applied = 0;
    for (const file of files) {
      const hash = hashes.get(file.folderMillis);
      if (hash === file.hash) continue;
      if (hash)
        throw new Error(
          `A migration of ${schema} was changed after it ran (made at ${new Date(file.folderMillis).toISOString()}).`,
        );
      await sql.begin(async (tx) => {
        for (const statement of file.sql) await tx.unsafe(statement);
        await tx`insert into ${tx(schema)}.migrations (hash, created_at) values (${file.hash}, ${file.folderMillis})`;
      });
      applied += 1;
    }
    return applied;
  } finally {
    await sql`reset role`;
  }
}
