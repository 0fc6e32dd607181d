import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** The files of one certificate, as they are configured. */
export interface CertificateFiles {
  /** How the settings that name them begin: `TLS` for `TLS_CERT_FILE`. Faults are told by it. */
  readonly prefix: 'TLS' | 'PUBLIC_TLS';
  /** PEM: the certificate, and behind it those between it and the authority. */
  readonly certFile: string;
  /** PEM, without a passphrase. */
  readonly keyFile: string;
  /** PEM: the authorities that vouch for peers. */
  readonly caFile?: string;
}

/** What the files hold. */
export interface CertificateBytes {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer | undefined;
}

/** A certificate that can be used at the moment. */
export interface Certificate extends CertificateBytes {
  /** When the first of its chain is not good any more. */
  readonly expiresAt: Date;
}

/** A file cannot be read or used. The message begins with the setting that names it, and quotes nothing. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';

  constructor(
    files: CertificateFiles,
    setting: 'CERT_FILE' | 'KEY_FILE' | 'CA_FILE',
    problem: string,
    cause?: unknown,
  ) {
    super(`${files.prefix}_${setting}: ${problem}`, { cause });
  }
}

/** @throws {CertificateError} for what a peer would refuse, or a server could not start with. */
export function checkCertificate(files: CertificateFiles, bytes: CertificateBytes, now: Date): Certificate {
  const chain = certificatesIn(bytes.cert);
  const [own] = chain;
  if (!own) throw new CertificateError(files, 'CERT_FILE', 'must hold a certificate in PEM');
  if (chain.some(({ validFromDate }) => validFromDate > now))
    throw new CertificateError(files, 'CERT_FILE', 'holds a certificate that is not good yet');
  if (chain.some(({ validToDate }) => validToDate <= now))
    throw new CertificateError(files, 'CERT_FILE', 'holds a certificate that has expired');
  if (!own.checkPrivateKey(privateKeyIn(files, bytes.key)))
    throw new CertificateError(files, 'KEY_FILE', `must be the key of the certificate in ${files.prefix}_CERT_FILE`);
  if (bytes.ca) {
    const authorities = certificatesIn(bytes.ca);
    if (authorities.length === 0) throw new CertificateError(files, 'CA_FILE', 'must hold certificates in PEM');
    if (!authorities.every(({ ca }) => ca))
      throw new CertificateError(files, 'CA_FILE', 'must hold certificates of authorities only');
  }
  const expiresAt = new Date(Math.min(...chain.map(({ validToDate }) => validToDate.getTime())));
  return { ...bytes, expiresAt };
}

function privateKeyIn(files: CertificateFiles, pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new CertificateError(files, 'KEY_FILE', 'must hold a private key in PEM, without a passphrase', cause);
  }
}

const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Those that can be read; none, if one of them cannot. */
function certificatesIn(pem: Buffer): readonly X509Certificate[] {
  try {
    return (pem.toString('latin1').match(pemBlock) ?? []).map((block) => new X509Certificate(block));
  } catch {
    return [];
  }
}
