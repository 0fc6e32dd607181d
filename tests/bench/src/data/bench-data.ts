import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { migrate, openPostgres } from '@trivet/database';
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  removeDataDirectory,
  startEmbeddedPostgres,
} from '@trivet/database/embedded';
import { type Keys, loadOrCreateKeys } from '@trivet/identity';
import { type DatabaseUrls, databaseUrls, schemaParts } from '@trivet/standalone';
import type { Sql } from 'postgres';
import { dataDirectory, isDataSet } from '../config/config.ts';
import { type Row, type Table, tables } from './rows.ts';

const database = 'trivet';
const chunkBytes = 256 * 1024;

/** The data set, in a PostgreSQL that runs as in production. */
export interface BenchData {
  readonly keys: Keys;
  readonly urls: DatabaseUrls;
  readonly adminUrl: string;
  /** Of the server; its backends are its children. */
  readonly postgresPid: number;
  readonly postgresVersion: string;
  stop(): Promise<void>;
}

/** Starts the data set that an earlier run has left, or makes it: deterministic, so every run asks the same. */
export async function openBenchData(say: (message: string) => void): Promise<BenchData> {
  const directory = dataDirectory(schemaParts.map(({ migrations }) => migrations));
  const complete = join(directory, 'complete');
  if (!existsSync(complete)) {
    await removeDataSets(dirname(directory));
    say('Making the data set; this happens once.');
  }
  const keys = loadOrCreateKeys(join(directory, 'keys.json'));
  const server = await startEmbeddedPostgres({ dataDirectory: postgresIn(directory), onProgress: say });
  try {
    const adminUrl = await openDatabase(server);
    await migrate(adminUrl, schemaParts);
    const sql = openPostgres({ url: adminUrl, applicationName: 'bench data', maxConnections: 1 });
    try {
      if (!existsSync(complete)) {
        await load(sql, tables(keys));
        await writeFile(complete, '');
      }
      const [version] = await sql<[{ server_version: string }]>`show server_version`;
      return {
        keys,
        urls: databaseUrls((role) => server.urlFor(role, database)),
        adminUrl,
        postgresPid: server.pid,
        postgresVersion: version.server_version,
        stop: () => server.stop(),
      };
    } finally {
      await sql.end({ timeout: 5 });
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const postgresIn = (directory: string) => join(directory, 'postgres');

/**
 * What other versions of the data or of the schema needed is of no more use, except to runs of those versions.
 * Says whether none is left.
 */
export async function removeDataSets(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  const removed = await Promise.all(names.filter(isDataSet).map(async (name) => removeUnlessInUse(join(folder, name))));
  return !removed.includes(false);
}

async function removeUnlessInUse(directory: string): Promise<boolean> {
  try {
    await removeDataDirectory(postgresIn(directory));
  } catch (error) {
    if (error instanceof EmbeddedPostgresError && error.code === 'DATA_DIRECTORY_IN_USE') return false;
    throw error;
  }
  await rm(directory, { recursive: true, force: true });
  return true;
}

async function openDatabase(server: EmbeddedPostgres): Promise<string> {
  const sql = openPostgres({ url: server.adminUrl, applicationName: 'bench data', maxConnections: 1 });
  try {
    const found = await sql`select from pg_database where datname = ${database}`;
    if (found.length === 0) await sql`create database ${sql(database)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
  const url = new URL(server.adminUrl);
  url.pathname = `/${database}`;
  return url.toString();
}

async function load(sql: Sql, all: readonly Table[]): Promise<void> {
  for (const { name, columns, rows } of all) {
    const target = await sql.unsafe(`copy ${name} (${columns.join(', ')}) from stdin`).writable();
    await pipeline(Readable.from(linesOf(rows())), target);
  }
  // Statistics and visibility as on a database that has been in use for a while; and nothing of it left to write later.
  await sql`vacuum (analyze)`;
  await sql`checkpoint`;
}

/** COPY's text format, in pieces that are worth a write. */
function* linesOf(rows: Iterable<Row>): Iterable<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += `${row.map((value) => value ?? '\\N').join('\t')}\n`;
    if (chunk.length >= chunkBytes) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}
