import type { Environment } from '@trivet/platform';
import {
  databaseUrlShape,
  type ProcessRole,
  readProcessConfig,
  type SubgraphProcessConfig,
} from '@trivet/subgraph/process';

/** What core needs to know, whatever process it runs in. */
export interface CoreConfig {
  /** Of the role `trivet_core`. */
  readonly databaseUrl: string;
  readonly role: ProcessRole;
}

/** @throws {ConfigError} that names every faulty variable. */
export function readConfig(
  environment: Environment = process.env,
): CoreConfig & { readonly process: SubgraphProcessConfig } {
  const config = readProcessConfig(environment, { DATABASE_URL: databaseUrlShape });
  return { databaseUrl: config.own.DATABASE_URL, role: config.process.role, process: config.process };
}
