import {
  type AccessTokenIssuerOptions,
  type KeyWrapper,
  keyShapes,
  MasterKeyring,
  publicKeyOf,
  ViewerTokenVerifier,
} from '@trivet/identity';
import { type Environment, parseConfig, systemClock } from '@trivet/platform';
import {
  databaseUrlShape,
  type ProcessRole,
  readProcessConfig,
  type SubgraphProcessConfig,
} from '@trivet/subgraph/process';
import { z } from 'zod';
import type { RegisterSource } from '../modules/administrators/administrator-register.job.ts';
import type { TrailSource } from '../modules/audit/audit-export.job.ts';
import type { VaultSource } from '../modules/personal-keys/personal-key-rewrap.job.ts';
import { type IdentitySettings, identitySettings, identityShape } from './identities.ts';
import { type SignInSettings, signInSettings, signInShape } from './sign-in.ts';
import { type ThrottlingLimits, throttlingLimits, throttlingShape } from './throttling.ts';

export { type IdentitySettings, identityVariables, readIdentities } from './identities.ts';
export { readSignIn, type SignInSettings, signInVariables } from './sign-in.ts';
export { readThrottling, type ThrottlingLimits, throttlingVariables } from './throttling.ts';

type SigningKey = AccessTokenIssuerOptions['key'];

/** How audit trails are signed and kept. */
export interface AuditConfig {
  /** Ed25519, private. */
  readonly key: SigningKey;
  /** Public: those that have signed before. */
  readonly otherKeys: readonly SigningKey[];
  readonly retentionDays: number;
}

/** What users needs to know, whatever process it runs in. */
export interface UsersConfig {
  /** Of the role `trivet_users`. */
  readonly databaseUrl: string;
  /** Of the role `trivet_vault`; may lead to another server. */
  readonly vaultDatabaseUrl: string;
  readonly role: ProcessRole;
  /** Wraps personal keys. */
  readonly keyWrapper: KeyWrapper;
  /** Hashes what is found by equality, and derives refresh tokens. */
  readonly lookupKey: Buffer;
  readonly accessTokens: Omit<AccessTokenIssuerOptions, 'clock'>;
  /** Verifies which of our own processes asks for grants. */
  readonly viewerTokens: ViewerTokenVerifier;
  readonly logRetentionDays: number;
  readonly audit: AuditConfig;
  /** From when an account's deletion is asked for until it is done. */
  readonly accountDeletionDays: number;
  readonly throttling: ThrottlingLimits;
  readonly signIn: SignInSettings;
  readonly identities: IdentitySettings;
}

const days = (atLeast: number) =>
  z.coerce.number('must be a number of days').int('must be a whole number').min(atLeast, `must be ${atLeast} at least`);

/** How long accounts and their trails are kept, which `npm start` is told too. */
export const retentionShape = {
  AUDIT_RETENTION_DAYS: days(31).default(400),
  ACCOUNT_DELETION_DAYS: days(0).default(14),
};

/** For whoever reads audit trails: the process, and who runs it. */
const trailShape = {
  AUDIT_KEY: keyShapes.jwk,
  AUDIT_OTHER_KEYS: keyShapes.jwkSet.default([]),
};

/** For whoever opens personal keys, or wraps them anew. */
const vaultShape = {
  VAULT_DATABASE_URL: databaseUrlShape,
  MASTER_KEY: keyShapes.key256,
  MASTER_OTHER_KEYS: keyShapes.keys256.default([]),
};

const shape = {
  DATABASE_URL: databaseUrlShape,
  ...vaultShape,
  LOOKUP_KEY: keyShapes.key256,
  ACCESS_TOKEN_KEY: keyShapes.jwk,
  ACCESS_TOKEN_OTHER_KEYS: keyShapes.jwkSet.default([]),
  ACCESS_TOKEN_ISSUER: z.string().default('trivet'),
  ACCESS_TOKEN_AUDIENCE: z.string().default('trivet'),
  ...trailShape,
  LOG_RETENTION_DAYS: days(1).default(30),
  ...retentionShape,
  ...throttlingShape,
  ...signInShape,
  ...identityShape,
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
    keyWrapper: keyringOf(own),
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
    audit: { key: own.AUDIT_KEY, otherKeys: own.AUDIT_OTHER_KEYS, retentionDays: own.AUDIT_RETENTION_DAYS },
    accountDeletionDays: own.ACCOUNT_DELETION_DAYS,
    throttling: throttlingLimits(own),
    signIn: signInSettings(own),
    identities: identitySettings(own),
    process,
  };
}

/**
 * What `npm run audit` has to know of a database that it does not start itself; undefined where `DATABASE_URL` is not given.
 * @throws {ConfigError} that names every faulty variable.
 */
export function readTrailSource(environment: Environment): TrailSource | undefined {
  if (environment['DATABASE_URL'] === undefined) return undefined;
  const { DATABASE_URL } = shape;
  const own = parseConfig({ DATABASE_URL, ...vaultShape, ...trailShape }, environment);
  return {
    databaseUrl: own.DATABASE_URL,
    vaultDatabaseUrl: own.VAULT_DATABASE_URL,
    keyWrapper: keyringOf(own),
    audit: { key: own.AUDIT_KEY, otherKeys: own.AUDIT_OTHER_KEYS },
  };
}

/**
 * As `readTrailSource`, for `npm run admin`.
 * @throws {ConfigError} that names every faulty variable.
 */
export function readRegisterSource(environment: Environment): RegisterSource | undefined {
  if (environment['DATABASE_URL'] === undefined) return undefined;
  const { DATABASE_URL, LOOKUP_KEY } = shape;
  const own = parseConfig({ DATABASE_URL, ...vaultShape, LOOKUP_KEY }, environment);
  return {
    databaseUrl: own.DATABASE_URL,
    vaultDatabaseUrl: own.VAULT_DATABASE_URL,
    keyWrapper: keyringOf(own),
    lookupKey: own.LOOKUP_KEY,
  };
}

/**
 * What `npm run keys` has to know of a vault that it does not start itself; undefined where `VAULT_DATABASE_URL` is not given.
 * @throws {ConfigError} that names every faulty variable.
 */
export function readVaultSource(environment: Environment): VaultSource | undefined {
  if (environment['VAULT_DATABASE_URL'] === undefined) return undefined;
  const own = parseConfig(vaultShape, environment);
  return { vaultDatabaseUrl: own.VAULT_DATABASE_URL, keyring: keyringOf(own) };
}

function keyringOf(own: { readonly MASTER_KEY: Buffer; readonly MASTER_OTHER_KEYS: readonly Buffer[] }): MasterKeyring {
  return new MasterKeyring({ primary: own.MASTER_KEY, others: own.MASTER_OTHER_KEYS });
}
