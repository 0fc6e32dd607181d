import { resolve } from 'node:path';
import { keyShapes } from '@trivet/identity';
import { ConfigError, configShapes, type Environment, parseConfig } from '@trivet/platform';
import { z } from 'zod';
import type { DownloadLimits } from '../modules/files/downloads.ts';

/** Where the content of files is, and how much there may be of it. */
export interface FileSettings {
  readonly store: DiskSettings | S3Settings;
  /** Of one file, in bytes. */
  readonly maxFileSize: number;
  /** Of an account, in bytes and files. */
  readonly quota: { readonly maxSize: number; readonly maxCount: number };
  /** How many may be under way from one process, where it serves them itself. */
  readonly downloads: DownloadLimits;
}

export interface DiskSettings {
  readonly kind: 'disk';
  /** Absolute. */
  readonly directory: string;
}

export interface S3Settings {
  readonly kind: 's3';
  readonly bucket: string;
  readonly region: string;
  /** Undefined for Amazon's own. */
  readonly endpoint: string | undefined;
  /** The bucket in the path and not in the host name, as most other servers have it. */
  readonly pathStyle: boolean;
  /** Before every key. */
  readonly prefix: string;
  /** Undefined leaves it to the SDK: environment, files, the machine's role. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** Asked of the server for everything that is stored; undefined leaves it to the bucket. */
  readonly encryption:
    | { readonly algorithm: 'AES256' }
    | { readonly algorithm: 'aws:kms'; readonly keyId: string }
    | undefined;
}

export interface FilesConfig extends FileSettings {
  /** Signs links to files on disk. 32 bytes. */
  readonly linkKey: Buffer;
  /** Where clients reach the router. */
  readonly publicOrigin: string;
}

const bytes = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a number of bytes')
  .transform(Number);

const shape = {
  FILE_STORE: z.enum(['disk', 's3'], 'must be disk or s3').default('disk'),
  FILES_DIR: z.string().optional(),
  FILE_MAX_BYTES: bytes.default(5 * 1024 ** 3),
  FILE_QUOTA_BYTES: bytes.default(10 * 1024 ** 3),
  FILE_QUOTA_COUNT: z
    .string()
    .regex(/^\d{1,9}$/, 'must be a number of files')
    .transform(Number)
    .default(10_000),
  FILE_DOWNLOADS_AT_ONCE: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'must be a number of downloads')
    .transform(Number)
    .default(200),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ENDPOINT: configShapes.url('http', 'https').optional(),
  S3_PATH_STYLE: z.enum(['on', 'off'], 'must be on or off').default('off'),
  S3_PREFIX: z
    .string()
    .regex(/^([\w.-]+\/)*$/, 'must be names that each end with a slash')
    .default(''),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: keyShapes.text.optional(),
  S3_ENCRYPTION: z.enum(['none', 'AES256', 'aws:kms'], 'must be none, AES256 or aws:kms').default('none'),
  S3_KMS_KEY_ID: z.string().optional(),
};
type Given = z.infer<z.ZodObject<typeof shape>>;

/**
 * @param directory for files on disk where `FILES_DIR` says nothing.
 * @throws {ConfigError} that names every faulty variable.
 */
export function readFileSettings(environment: Environment, directory?: string): FileSettings {
  const given = parseConfig(shape, environment);
  return {
    store: given.FILE_STORE === 's3' ? s3Settings(given) : diskSettings(given.FILES_DIR ?? directory),
    maxFileSize: given.FILE_MAX_BYTES,
    quota: { maxSize: given.FILE_QUOTA_BYTES, maxCount: given.FILE_QUOTA_COUNT },
    // One account leaves most of it to the others.
    downloads: { ofAccount: given.FILE_DOWNLOADS_AT_ONCE, inAll: 5 * given.FILE_DOWNLOADS_AT_ONCE },
  };
}

/** As `readFileSettings` reads them in another process; secrets too. */
export function fileVariables({ store, maxFileSize, quota, downloads }: FileSettings): Record<string, string> {
  return {
    FILE_STORE: store.kind,
    FILE_MAX_BYTES: String(maxFileSize),
    FILE_QUOTA_BYTES: String(quota.maxSize),
    FILE_QUOTA_COUNT: String(quota.maxCount),
    FILE_DOWNLOADS_AT_ONCE: String(downloads.ofAccount),
    ...(store.kind === 'disk' ? { FILES_DIR: store.directory } : s3Variables(store)),
  };
}

function diskSettings(directory: string | undefined): DiskSettings {
  if (directory === undefined) throw new ConfigError(['FILES_DIR: is required where FILE_STORE is disk']);
  return { kind: 'disk', directory: resolve(directory) };
}

function s3Settings(given: Given): S3Settings {
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = given;
  const { S3_ENCRYPTION: algorithm, S3_KMS_KEY_ID: keyId } = given;
  const problems: string[] = [];
  if (bucket === undefined) problems.push('S3_BUCKET: is required where FILE_STORE is s3');
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    problems.push('S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY: need each other');
  }
  if (algorithm === 'aws:kms' && keyId === undefined) problems.push('S3_KMS_KEY_ID: is required for aws:kms');
  if (bucket === undefined || problems.length > 0) throw new ConfigError(problems);
  return {
    kind: 's3',
    bucket,
    region: given.S3_REGION,
    endpoint: given.S3_ENDPOINT,
    pathStyle: given.S3_PATH_STYLE === 'on',
    prefix: given.S3_PREFIX,
    credentials:
      accessKeyId !== undefined && secretAccessKey !== undefined ? { accessKeyId, secretAccessKey } : undefined,
    encryption: encryptionOf(algorithm, keyId),
  };
}

function encryptionOf(algorithm: Given['S3_ENCRYPTION'], keyId = ''): S3Settings['encryption'] {
  if (algorithm === 'none') return undefined;
  return algorithm === 'AES256' ? { algorithm } : { algorithm, keyId };
}

function s3Variables({ bucket, region, endpoint, pathStyle, prefix, credentials, encryption }: S3Settings) {
  return {
    S3_BUCKET: bucket,
    S3_REGION: region,
    ...(endpoint !== undefined && { S3_ENDPOINT: endpoint }),
    S3_PATH_STYLE: pathStyle ? 'on' : 'off',
    S3_PREFIX: prefix,
    ...(credentials && {
      S3_ACCESS_KEY_ID: credentials.accessKeyId,
      S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    }),
    ...(encryption && { S3_ENCRYPTION: encryption.algorithm }),
    ...(encryption?.algorithm === 'aws:kms' && { S3_KMS_KEY_ID: encryption.keyId }),
  };
}
