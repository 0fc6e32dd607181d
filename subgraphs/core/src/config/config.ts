import { keyShapes } from '@trivet/identity';
import { configShapes, type Environment, parseConfig } from '@trivet/platform';
import {
  databaseUrlShape,
  type ProcessRole,
  readProcessConfig,
  type SubgraphProcessConfig,
} from '@trivet/subgraph/process';
import { z } from 'zod';
import { type FilesConfig, readFileSettings } from './file-config.ts';
import { readSearchSettings, type SearchSettings } from './search-config.ts';

export { type FileSettings, type FilesConfig, fileVariables, readFileSettings } from './file-config.ts';
export { readSearchSettings, type SearchSettings, searchVariables } from './search-config.ts';

/** For how long what is no more is kept. */
export interface ResourceRetention {
  /** States of resources that are others by now; null keeps them. */
  readonly historyDays: number | null;
  /** Deleted resources, which can be restored so long. */
  readonly deletedDays: number;
}

const days = (atLeast: number) =>
  z.coerce.number('must be a number of days').int('must be a whole number').min(atLeast, `must be ${atLeast} at least`);
const retentionShape = {
  RESOURCE_HISTORY_DAYS: days(1).optional(),
  DELETED_RESOURCE_DAYS: days(0).default(30),
};

/** @throws {ConfigError} that names every faulty variable. */
export function readResourceRetention(environment: Environment): ResourceRetention {
  return retentionOf(parseConfig(retentionShape, environment));
}

/** As a process of its own is told. */
export function resourceRetentionVariables({ historyDays, deletedDays }: ResourceRetention): Record<string, string> {
  return {
    ...(historyDays !== null && { RESOURCE_HISTORY_DAYS: String(historyDays) }),
    DELETED_RESOURCE_DAYS: String(deletedDays),
  };
}

function retentionOf(given: {
  readonly RESOURCE_HISTORY_DAYS?: number | undefined;
  readonly DELETED_RESOURCE_DAYS: number;
}): ResourceRetention {
  return { historyDays: given.RESOURCE_HISTORY_DAYS ?? null, deletedDays: given.DELETED_RESOURCE_DAYS };
}

/** How much is imported and exported. */
export interface BulkConfig {
  /** Of an import that goes on row by row, in lines. */
  readonly maxLines: number;
  /** Imports and exports of an account that have not ended. */
  readonly maxJobs: number;
}

const atLeastOne = (what: string) =>
  z.coerce.number(`must be a number of ${what}`).int(`must be a whole number`).min(1, 'must be 1 at least');
const bulkShape = {
  BULK_IMPORT_MAX_LINES: atLeastOne('lines').default(1_000_000),
  BULK_JOBS_PER_ACCOUNT: atLeastOne('jobs').default(5),
};

/** @throws {ConfigError} that names every faulty variable. */
export function readBulkConfig(environment: Environment): BulkConfig {
  const given = parseConfig(bulkShape, environment);
  return { maxLines: given.BULK_IMPORT_MAX_LINES, maxJobs: given.BULK_JOBS_PER_ACCOUNT };
}

/** As a process of its own is told. */
export function bulkVariables({ maxLines, maxJobs }: BulkConfig): Record<string, string> {
  return { BULK_IMPORT_MAX_LINES: String(maxLines), BULK_JOBS_PER_ACCOUNT: String(maxJobs) };
}

/** What core needs to know, whatever process it runs in. */
export interface CoreConfig {
  /** Of the role `trivet_core`. */
  readonly databaseUrl: string;
  readonly role: ProcessRole;
  readonly retention: ResourceRetention;
  readonly files: FilesConfig;
  readonly search: SearchSettings;
  readonly bulk: BulkConfig;
}

/** @throws {ConfigError} that names every faulty variable. */
export function readConfig(
  environment: Environment = process.env,
): CoreConfig & { readonly process: SubgraphProcessConfig } {
  const { own, process } = readProcessConfig(environment, {
    DATABASE_URL: databaseUrlShape,
    ...retentionShape,
    FILE_LINK_KEY: keyShapes.key256,
    PUBLIC_ORIGIN: configShapes.url('http', 'https').default('http://localhost:4000'),
  });
  const files = {
    ...readFileSettings(environment),
    linkKey: own.FILE_LINK_KEY,
    publicOrigin: new URL(own.PUBLIC_ORIGIN).origin,
  };
  const bulk = readBulkConfig(environment);
  const search = readSearchSettings(environment);
  return {
    databaseUrl: own.DATABASE_URL,
    role: process.role,
    retention: retentionOf(own),
    files,
    search,
    bulk,
    process,
  };
}
