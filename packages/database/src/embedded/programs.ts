import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.errors.ts';

/** The PostgreSQL that came with the installation. */
export interface Programs {
  readonly postgres: string;
  readonly initdb: string;
  /** `18`: what the `PG_VERSION` of a fitting data directory says. */
  readonly majorVersion: string;
  readonly hasStatementStatistics: boolean;
}

/** @throws {EmbeddedPostgresError} PLATFORM_UNSUPPORTED when there is no PostgreSQL for this machine, or it was not installed. */
export async function findPrograms(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<Programs> {
  const name = `@embedded-postgres/${platform}-${arch}`;
  const root = rootOf(name);
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    postgres: join(root, 'native/bin/postgres'),
    initdb: join(root, 'native/bin/initdb'),
    majorVersion: version.split('.', 1)[0] ?? version,
    hasStatementStatistics: await hasLibrary(join(root, 'native/lib/postgresql/pg_stat_statements')),
  };
}

function rootOf(name: string): string {
  try {
    // The package exports `dist/index.js`.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'PLATFORM_UNSUPPORTED',
      `The embedded PostgreSQL for this machine (${name}) is not installed: install again with optional dependencies, or configure the URL of a PostgreSQL server.`,
      { cause },
    );
  }
}

async function hasLibrary(path: string): Promise<boolean> {
  const found = await Promise.allSettled(['.so', '.dylib'].map((suffix) => access(path + suffix)));
  return found.some(({ status }) => status === 'fulfilled');
}
