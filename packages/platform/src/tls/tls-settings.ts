import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { ConfigError } from '../config/parse-config.ts';
import { CertificateError, type CertificateFiles, checkCertificate } from './certificate.ts';
import { readCertificateFilesSync } from './certificate-files.ts';
import { peerName } from './peer-names.ts';

export interface TlsSettings {
  readonly files: CertificateFiles;
  readonly reloadMs: number;
}

export interface PeerTlsSettings extends TlsSettings {
  /** Names in the certificates of those who may connect. */
  readonly allowedClients: readonly string[];
}

const seconds = z.coerce
  .number('must be a number of seconds')
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(86_400, 'must be at most 86400');

const reloadShape = { TLS_RELOAD_SECONDS: seconds.default(10) };

/** Mutual TLS between our processes: all of these, or none. */
export const peerTlsShape = {
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TLS_CA_FILE: z.string().optional(),
  TLS_ALLOWED_CLIENTS: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim()))
    .refine((names) => names.every((name) => peerName.test(name)), {
      message: 'must be DNS names or SPIFFE ids, such as router or spiffe://trivet/router, with commas between',
    })
    .optional(),
  ...reloadShape,
};

/** HTTPS for clients: both, or none. */
export const publicTlsShape = {
  PUBLIC_TLS_CERT_FILE: z.string().optional(),
  PUBLIC_TLS_KEY_FILE: z.string().optional(),
  ...reloadShape,
};

type Given<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;

/**
 * Undefined where processes speak without TLS. `urls` are where others of ours are reached, by their settings.
 * @throws {ConfigError} for half of it, for files that cannot be used, and for a URL over which it would not hold.
 */
export function readPeerTls(
  given: Given<typeof peerTlsShape>,
  urls: Readonly<Record<string, readonly string[]>>,
): PeerTlsSettings | undefined {
  const {
    TLS_CERT_FILE: certFile,
    TLS_KEY_FILE: keyFile,
    TLS_CA_FILE: caFile,
    TLS_ALLOWED_CLIENTS: allowedClients,
  } = given;
  requireAll({
    TLS_CERT_FILE: certFile,
    TLS_KEY_FILE: keyFile,
    TLS_CA_FILE: caFile,
    TLS_ALLOWED_CLIENTS: allowedClients,
  });
  if (!certFile || !keyFile || !caFile || !allowedClients) return undefined;
  const plain = Object.entries(urls).filter(([, values]) => values.some((url) => !url.startsWith('https://')));
  if (plain.length > 0)
    throw new ConfigError(plain.map(([name]) => `${name}: must begin with https:// where TLS_CERT_FILE is set`));
  const files = { prefix: 'TLS', certFile, keyFile, caFile } as const;
  requireUsable(files);
  return { files, allowedClients, reloadMs: given.TLS_RELOAD_SECONDS * 1000 };
}

/**
 * Undefined where something in front serves HTTPS, or nobody does.
 * @throws {ConfigError}
 */
export function readPublicTls(given: Given<typeof publicTlsShape>): TlsSettings | undefined {
  const { PUBLIC_TLS_CERT_FILE: certFile, PUBLIC_TLS_KEY_FILE: keyFile } = given;
  requireAll({ PUBLIC_TLS_CERT_FILE: certFile, PUBLIC_TLS_KEY_FILE: keyFile });
  if (!certFile || !keyFile) return undefined;
  const files = { prefix: 'PUBLIC_TLS', certFile, keyFile } as const;
  requireUsable(files);
  return { files, reloadMs: given.TLS_RELOAD_SECONDS * 1000 };
}

/** Whoever set one of them believes that he is protected. */
function requireAll(settings: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(settings);
  const missing = names.filter((name) => settings[name] === undefined);
  if (missing.length === 0 || missing.length === names.length) return;
  const set = names.find((name) => settings[name] !== undefined);
  throw new ConfigError(missing.map((name) => `${name}: is required where ${set} is set`));
}

function requireUsable(files: CertificateFiles): void {
  try {
    checkCertificate(files, readCertificateFilesSync(files), systemClock.now());
  } catch (error) {
    throw error instanceof CertificateError ? new ConfigError([error.message]) : error;
  }
}
