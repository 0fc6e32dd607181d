import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type CertificateBytes, CertificateError, type CertificateFiles } from './certificate.ts';

/** For the start, where nothing else is to be done meanwhile. @throws {CertificateError} */
export function readCertificateFilesSync(files: CertificateFiles): CertificateBytes {
  const read = (setting: Setting, path: string) => {
    try {
      return readFileSync(path);
    } catch (cause) {
      throw unreadable(files, setting, cause);
    }
  };
  return {
    cert: read('CERT_FILE', files.certFile),
    key: read('KEY_FILE', files.keyFile),
    ca: files.caFile === undefined ? undefined : read('CA_FILE', files.caFile),
  };
}

/** Rejects with a `CertificateError`. */
export async function readCertificateFiles(files: CertificateFiles): Promise<CertificateBytes> {
  const read = (setting: Setting, path: string) =>
    readFile(path).catch((cause: unknown) => {
      throw unreadable(files, setting, cause);
    });
  const [cert, key, ca] = await Promise.all([
    read('CERT_FILE', files.certFile),
    read('KEY_FILE', files.keyFile),
    files.caFile === undefined ? undefined : read('CA_FILE', files.caFile),
  ]);
  return { cert, key, ca };
}

type Setting = ConstructorParameters<typeof CertificateError>[1];

function unreadable(files: CertificateFiles, setting: Setting, cause: unknown): CertificateError {
  return new CertificateError(files, setting, 'names a file that cannot be read', cause);
}
