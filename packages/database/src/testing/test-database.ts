import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from 'postgres';
import { inject, onTestFinished, TestRunner } from 'vitest';
import { openPostgres } from '../connection.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL of this run, see `tests/support/postgres.global.ts`. */
    readonly postgres: { readonly adminUrl: string };
  }
}

export interface TestDatabaseOptions {
  /** Goes into the database's name, so that a kept one can be told apart. */
  readonly name: string;
  /** One template is made per run and key. */
  readonly key: string;
  /** Migrates the template and closes its connections. Called by one of the processes that want it; the roles it makes are the whole server's. */
  readonly prepare: (adminUrlOfTemplate: string) => Promise<void>;
}

export interface TestDatabase {
  readonly database: string;
  /** Of the superuser, to this database. */
  readonly adminUrl: string;
  urlFor(role: string): string;
  /** Ends every connection to it. Called at the end of the test if that was green; may be called earlier and twice. */
  drop(): Promise<void>;
}

/** Of all templates, because roles are common to them and two `CREATE ROLE` of one name at once fail. */
const templateLock = 6_220_841;

/**
 * A database of one's own, cloned from a template in about 60 ms. It is dropped when the test ends, and kept and named when the
 * test failed. Outside a test (in `beforeAll`) nobody drops it but the caller.
 */
export async function testDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const { adminUrl } = inject('postgres');
  const sql = openAdmin(adminUrl);
  try {
    const template = await findOrMakeTemplate(sql, adminUrl, options);
    const database = `test_${slug(options.name)}_${randomBytes(4).toString('hex')}`;
    await sql`CREATE DATABASE ${sql(database)} TEMPLATE ${sql(template)} STRATEGY FILE_COPY`;
    const clone: TestDatabase = {
      database,
      adminUrl: urlTo(adminUrl, { database }),
      urlFor: (role) => fewConnections(urlTo(adminUrl, { database, role })),
      drop: () => dropDatabase(adminUrl, database),
    };
    dropAfterTest(clone);
    return clone;
  } finally {
    await sql.end();
  }
}

function dropAfterTest(clone: TestDatabase): void {
  if (!TestRunner.getCurrentTest()) return;
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') {
      console.warn(
        `"${task.name}" failed on database ${clone.database} of ${clone.adminUrl}; KEEP_DATABASES=1 keeps the server's files.`,
      );
      return;
    }
    await clone.drop();
  });
}

async function findOrMakeTemplate(sql: Sql, adminUrl: string, { key, prepare }: TestDatabaseOptions): Promise<string> {
  const template = `template_${slug(key)}_${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;
  if (await isTemplate(sql, template)) return template;
  await sql`SELECT pg_advisory_lock(${templateLock})`;
  try {
    if (await isTemplate(sql, template)) return template;
    // One whose `prepare` failed or was killed is there, but not marked.
    await sql`DROP DATABASE IF EXISTS ${sql(template)} WITH (FORCE)`;
    await sql`CREATE DATABASE ${sql(template)} TEMPLATE template0 STRATEGY FILE_COPY`;
    await prepare(urlTo(adminUrl, { database: template }));
    // A template must have no connection: whatever is left is ended, and no new one let in.
    await sql`ALTER DATABASE ${sql(template)} ALLOW_CONNECTIONS false`;
    await sql`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = ${template}`;
    await sql`ALTER DATABASE ${sql(template)} IS_TEMPLATE true`;
    return template;
  } finally {
    await sql`SELECT pg_advisory_unlock(${templateLock})`;
  }
}

async function isTemplate(sql: Sql, name: string): Promise<boolean> {
  const rows = await sql`SELECT 1 FROM pg_database WHERE datname = ${name} AND datistemplate`;
  return rows.length > 0;
}

async function dropDatabase(adminUrl: string, database: string): Promise<void> {
  const sql = openAdmin(adminUrl);
  try {
    await sql`DROP DATABASE IF EXISTS ${sql(database)} WITH (FORCE)`;
  } finally {
    await sql.end();
  }
}

/** One connection: the lock belongs to it. */
function openAdmin(url: string): Sql {
  return openPostgres({ url, applicationName: 'test databases', maxConnections: 1 });
}

function urlTo(adminUrl: string, { database, role }: { database: string; role?: string }): string {
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (role !== undefined) url.username = encodeURIComponent(role);
  return url.href;
}

/** A connection is a process, which costs more than most tests do, and a pool opens as many as are asked for at once. No test needs more. */
function fewConnections(of: string): string {
  const url = new URL(of);
  url.searchParams.set('max_connections', '6');
  return url.href;
}

/** Letters and digits of `text`, so short that prefix and suffix fit into the 63 bytes of a name. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, 40);
}
