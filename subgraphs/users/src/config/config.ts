import { type AccessTokenIssuerOptions, keyShapes, publicKeyOf, ViewerTokenVerifier } from '@trivet/identity';
import { type Environment, systemClock } from '@trivet/platform';
import {
  databaseUrlShape,
  type ProcessRole,
  readProcessConfig,
  type SubgraphProcessConfig,
} from '@trivet/subgraph/process';
import { z } from 'zod';
import { type ThrottlingLimits, throttlingLimits, throttlingShape } from './throttling.ts';

export { readThrottling, type ThrottlingLimits, throttlingVariables } from './throttling.ts';

/** What users needs to know, whatever process it runs in. */
export interface UsersConfig {
  /** Of the role `trivet_users`. */
  readonly databaseUrl: string;
  /** Of the role `trivet_vault`; may lead to another server. */
  readonly vaultDatabaseUrl: string;
  readonly role: ProcessRole;
  /** Wraps personal keys. */
  readonly masterKey: Buffer;
  /** Hashes what is found by equality, and derives refresh tokens. */
  readonly lookupKey: Buffer;
  readonly accessTokens: Omit<AccessTokenIssuerOptions, 'clock'>;
  /** Verifies which of our own processes asks for grants. */
  readonly viewerTokens: ViewerTokenVerifier;
  readonly logRetentionDays: number;
  readonly throttling: ThrottlingLimits;
}

const shape = {
  DATABASE_URL: databaseUrlShape,
  VAULT_DATABASE_URL: databaseUrlShape,
  MASTER_KEY: keyShapes.key256,
  LOOKUP_KEY: keyShapes.key256,
  ACCESS_TOKEN_KEY: keyShapes.jwk,
  ACCESS_TOKEN_OTHER_KEYS: keyShapes.jwkSet.default([]),
  ACCESS_TOKEN_ISSUER: z.string().default('trivet'),
  ACCESS_TOKEN_AUDIENCE: z.string().default('trivet'),
  LOG_RETENTION_DAYS: z.coerce
    .number('must be a number of days')
    .int('must be a whole number')
    .positive('must be positive')
    .default(30),
  ...throttlingShape,
};

/** @throws {ConfigError} that names every faulty variable. */
export function readConfig(
  environment: Environment = process.env,
): UsersConfig & { readonly process: SubgraphProcessConfig } {
  const { own, process } = readProcessConfig(environment, shape);
  return {
    databaseUrl: own.DATABASE_URL,
    vaultDatabaseUrl: own.VAULT_DATABASE_URL,
    role: process.role,
    masterKey: own.MASTER_KEY,
    lookupKey: own.LOOKUP_KEY,
    accessTokens: {
      key: own.ACCESS_TOKEN_KEY,
      otherKeys: own.ACCESS_TOKEN_OTHER_KEYS,
      issuer: own.ACCESS_TOKEN_ISSUER,
      audience: own.ACCESS_TOKEN_AUDIENCE,
    },
    viewerTokens: new ViewerTokenVerifier({
      key: publicKeyOf(process.viewerTokenKey),
      audience: 'users',
      clock: systemClock,
    }),
    logRetentionDays: own.LOG_RETENTION_DAYS,
    throttling: throttlingLimits(own),
    process,
  };
}
