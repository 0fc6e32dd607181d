export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './embedded-postgres.errors.ts';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.ts';
export { removeDataDirectory } from './remove-data-directory.ts';
export { findRunningPostgres, type RunningPostgres } from './running-postgres.ts';
