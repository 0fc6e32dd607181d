import { join, resolve } from 'node:path';
import {
  type BulkConfig,
  type FileSettings,
  type ResourceRetention,
  readBulkConfig,
  readFileSettings,
  readResourceRetention,
  readSearchSettings,
  type SearchSettings,
} from '@trivet/core/config';
import {
  type EmailConfig,
  type MailConfig,
  type PushConfig,
  readEmailConfig,
  readMailConfig,
  readPushConfig,
  readSmsConfig,
  type SmsConfig,
} from '@trivet/notifications/config';
import {
  ConfigError,
  configShapes,
  type Environment,
  isLoopbackHost,
  type LogLevel,
  parseConfig,
} from '@trivet/platform';
import { type RouterConfig, readRouterConfig } from '@trivet/router/config';
import {
  type IdentitySettings,
  readIdentities,
  readSignIn,
  readThrottling,
  readRegisterSource as readUsersRegisterSource,
  readTrailSource as readUsersTrailSource,
  readVaultSource as readUsersVaultSource,
  retentionShape,
  type SignInSettings,
  type ThrottlingLimits,
} from '@trivet/users/config';
import { z } from 'zod';

const repository = resolve(import.meta.dirname, '../../../..');

/** What everything in one process, or on one machine, needs to know. */
export interface StandaloneConfig {
  readonly router: RouterConfig;
  /** Absolute. Holds the database, the keys, and nothing that is not ours. */
  readonly dataDirectory: string;
  readonly logLevel: LogLevel;
  readonly explorer: boolean;
  /** How often persons may sign in and register. */
  readonly throttling: ThrottlingLimits;
  readonly auditRetentionDays: number;
  readonly accountDeletionDays: number;
  /** For how long histories and deleted resources are kept. */
  readonly resources: ResourceRetention;
  /** How much is imported and exported. */
  readonly bulk: BulkConfig;
  /** Mails stay here, in the development mailbox, where nobody but this machine can read it. */
  readonly mail: MailConfig;
  /** By whom mails leave, where they do. */
  readonly email: EmailConfig;
  /** By which push services devices are reached. */
  readonly push: PushConfig;
  /** By whom text messages are sent. */
  readonly sms: SmsConfig;
  readonly signIn: SignInSettings;
  /** Where files are: below the data directory, unless it is said. */
  readonly files: FileSettings;
  /** Where what accounts have is found. */
  readonly search: SearchSettings;
  /** Where clients reach the router. */
  readonly publicOrigin: string;
  /** With which providers persons sign in. */
  readonly identities: IdentitySettings;
  /** For a router in a process of its own; undefined leaves it to its default. */
  readonly subgraphTimeoutMs: number | undefined;
  readonly supergraphFile: string;
  /**
   * For parts in processes of their own, which speak mutual TLS with it: `ca.crt`, and `NAME.crt` and `NAME.key` of each,
   * for NAME and 127.0.0.1.
   */
  readonly tlsDirectory: string | undefined;
  /** Of the whole stop, the database included. */
  readonly stopDeadlineMs: number;
}

const defaultDataDirectory = resolve(repository, '.data');

const shape = {
  ...retentionShape,
  DATA_DIR: z.string().default(defaultDataDirectory),
  // Somebody at a terminal wants to see what is wrong, not every request.
  LOG_LEVEL: configShapes.logLevel.default('warn'),
  EXPLORER: z.enum(['on', 'off'], 'must be on or off').default('on'),
  SUBGRAPH_TIMEOUT_MS: configShapes.milliseconds.optional(),
  TLS_DIR: z.string().optional(),
};

/** @throws {ConfigError} that names every faulty variable. */
export function readConfig(environment: Environment = process.env): StandaloneConfig {
  const [given, router, throttling, signIn, resources, files, push, search, bulk, sms, email] = allOrNone(
    () => parseConfig(shape, environment),
    () => readRouterConfig({ SHUTDOWN_DEADLINE_MS: '1000', ...environment }),
    () => readThrottling(environment),
    () => readSignIn({ PASSKEY_ORIGINS: originOf(environment), ...environment }),
    () => readResourceRetention(environment),
    () => readFileSettings(environment, join(environment['DATA_DIR'] || defaultDataDirectory, 'files')),
    () => readPushConfig(environment),
    () => readSearchSettings(environment),
    () => readBulkConfig(environment),
    () => readSmsConfig(environment),
    () => readEmailConfig(environment),
    // For what is wrong with them: their defaults follow from the router's.
    () => readMailConfig(environment),
    () => readIdentities(environment),
  );
  const isLocal = isLoopbackHost(router.host);
  if (environment['MAIL_SENDER'] === 'mailbox' && !isLocal) {
    throw new ConfigError(['MAIL_SENDER: can only be mailbox where HOST is this machine alone: it shows secrets']);
  }
  const located = { PUBLIC_ORIGIN: `http://localhost:${router.port || 4000}`, ...environment };
  const mail = readMailConfig({
    MAIL_SENDER: isLocal && email.providers.length === 0 ? 'mailbox' : 'none',
    ...located,
  });
  return {
    router,
    throttling,
    mail,
    email,
    push,
    sms,
    signIn,
    files,
    search,
    bulk,
    publicOrigin: new URL(located.PUBLIC_ORIGIN).origin,
    identities: readIdentities(located),
    dataDirectory: resolve(given.DATA_DIR),
    logLevel: given.LOG_LEVEL,
    explorer: given.EXPLORER === 'on',
    auditRetentionDays: given.AUDIT_RETENTION_DAYS,
    accountDeletionDays: given.ACCOUNT_DELETION_DAYS,
    tlsDirectory: given.TLS_DIR === undefined ? undefined : resolve(given.TLS_DIR),
    resources,
    subgraphTimeoutMs: given.SUBGRAPH_TIMEOUT_MS,
    supergraphFile: resolve(repository, 'schema/supergraph.graphql'),
    stopDeadlineMs: 2_300,
  };
}

/** Where browsers find us: passkeys are for a name, and refuse addresses. What is wrong with a variable is said elsewhere. */
function originOf({ PUBLIC_ORIGIN, PORT }: Environment): string {
  const given = PUBLIC_ORIGIN || `http://localhost:${PORT}`;
  return URL.canParse(given) ? new URL(given).origin : 'http://localhost:4000';
}

/** All readings, or one error that holds the problems of all. */
function allOrNone<Readings extends unknown[]>(
  ...readings: { [Index in keyof Readings]: () => Readings[Index] }
): Readings {
  const problems: string[] = [];
  const attempt = <Result>(read: () => Result): Result | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const results = readings.map(attempt);
  if (problems.length > 0) throw new ConfigError(problems);
  return results as Readings;
}

/** The environment of a process that this one starts: what the machine needs, nothing of ours. */
export function inheritedEnvironment(environment: Environment = process.env): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TZ', 'NODE_COMPILE_CACHE', 'NODE_EXTRA_CA_CERTS'];
  return Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

/** The URL of a database that is not ours to start; for `npm run migrate`. */
export function readMigrationUrl(environment: Environment = process.env): string | undefined {
  return parseConfig({ MIGRATION_DATABASE_URL: configShapes.url('postgres', 'postgresql').optional() }, environment)
    .MIGRATION_DATABASE_URL;
}

/** Of a database that is not ours to start; for `npm run audit`. */
export function readTrailSource(environment: Environment = process.env): ReturnType<typeof readUsersTrailSource> {
  return readUsersTrailSource(environment);
}

/** Of a database that is not ours to start; for `npm run admin`. */
export function readRegisterSource(environment: Environment = process.env): ReturnType<typeof readUsersRegisterSource> {
  return readUsersRegisterSource(environment);
}

/** Of a database that is not ours to start; for `npm run keys`. */
export function readVaultSource(environment: Environment = process.env): ReturnType<typeof readUsersVaultSource> {
  return readUsersVaultSource(environment);
}

/** Of one part's database that is not ours to start; for `npm run dead-letters` and `npm run search`. */
export function readDatabaseUrl(environment: Environment = process.env): string | undefined {
  return parseConfig({ DATABASE_URL: configShapes.url('postgres', 'postgresql').optional() }, environment).DATABASE_URL;
}
