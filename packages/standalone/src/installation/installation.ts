import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { schemaPart as core } from '@trivet/core';
import { migrate, openPostgres, type SchemaPart } from '@trivet/database';
import { type EmbeddedPostgres, findRunningPostgres, startEmbeddedPostgres } from '@trivet/database/embedded';
import { type Keys, loadOrCreateKeys } from '@trivet/identity';
import { busSchema } from '@trivet/messaging';
import { schemaPart as notifications } from '@trivet/notifications';
import { schemaPart as users, vaultPart as vault } from '@trivet/users';

const database = 'trivet';

const parts = { bus: busSchema, users, vault, core, notifications } satisfies Record<string, SchemaPart>;

/** Every schema of an installation, in the order in which they are migrated. */
export const schemaParts: readonly SchemaPart[] = Object.values(parts);

/** Where each part of an installation signs in to the database. */
export type DatabaseUrls = Readonly<Record<keyof typeof parts, string>>;

/** The database is there and its keys are not. */
export class KeysMissingError extends Error {
  override readonly name = 'KeysMissingError';

  constructor(path: string) {
    super(
      `The keys ${path} are missing, and the data beside them cannot be read without. Restore the file from a backup.`,
    );
  }
}

/** What is under the data directory, running. */
export interface Installation {
  readonly keys: Keys;
  readonly urls: DatabaseUrls;
  /** Resolves when the database is gone though nobody has called `stop`. */
  readonly databaseLost: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the database below `dataDirectory`, migrated, and reads the keys beside it; makes both at the first call.
 * @throws {EmbeddedPostgresError} with a sentence for people; {@link KeysMissingError}.
 */
export async function openInstallation(options: {
  readonly dataDirectory: string;
  readonly onProgress: (message: string) => void;
}): Promise<Installation> {
  const { dataDirectory, onProgress } = options;
  const keys = openKeys(dataDirectory);
  const postgres = await startEmbeddedPostgres({ dataDirectory: join(dataDirectory, 'postgres'), onProgress });
  try {
    await createDatabase(postgres);
    const { applied } = await migrate(adminUrlOf(postgres), schemaParts);
    if (applied > 0) onProgress(`Brought the database up to date (${applied} migrations).`);
    const lost = Promise.withResolvers<void>();
    let isStopping = false;
    void postgres.exited.then(() => {
      if (!isStopping) lost.resolve();
    });
    return {
      keys,
      urls: databaseUrls((role) => postgres.urlFor(role, database)),
      databaseLost: lost.promise,
      stop: () => {
        isStopping = true;
        return postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** What is under the data directory, and was started by another process, which stops it; null where nothing runs there. */
export async function findRunningInstallation(
  dataDirectory: string,
): Promise<(Pick<Installation, 'keys' | 'urls'> & { readonly startedAt: Date }) | null> {
  const postgres = await findRunningPostgres(join(dataDirectory, 'postgres'));
  if (!postgres) return null;
  return {
    keys: openKeys(dataDirectory),
    urls: databaseUrls((role) => postgres.urlFor(role, database)),
    startedAt: postgres.startedAt,
  };
}

/** The keys come before the database, so a database without keys has lost them: new ones would open none of its data. */
function openKeys(dataDirectory: string): Keys {
  const path = join(dataDirectory, 'keys.json');
  if (!existsSync(path) && existsSync(join(dataDirectory, 'postgres'))) throw new KeysMissingError(path);
  return loadOrCreateKeys(path);
}

/** Where each part signs in, given how a role's URL is made. */
export function databaseUrls(urlFor: (role: string) => string): DatabaseUrls {
  const entries = Object.entries(parts).map(([name, { role }]) => [name, urlFor(role)]);
  return Object.fromEntries(entries) as DatabaseUrls;
}

function adminUrlOf(postgres: EmbeddedPostgres): string {
  const url = new URL(postgres.adminUrl);
  url.pathname = `/${database}`;
  return url.toString();
}

async function createDatabase(postgres: EmbeddedPostgres): Promise<void> {
  const sql = openPostgres({ url: postgres.adminUrl, applicationName: 'trivet', maxConnections: 1 });
  try {
    const found = await sql`select from pg_database where datname = ${database}`;
    if (found.length === 0) await sql`create database ${sql(database)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
