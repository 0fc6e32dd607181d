import { statfs } from 'node:fs/promises';

export type EmbeddedPostgresErrorCode =
  | 'DATA_DIRECTORY_BROKEN'
  | 'DATA_DIRECTORY_IN_USE'
  | 'DATA_DIRECTORY_UNWRITABLE'
  | 'DISK_FULL'
  | 'PLATFORM_UNSUPPORTED'
  | 'START_FAILED';

/** Why the embedded PostgreSQL did not start: `message` is one sentence for the person who started it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What initdb writes, rounded up. */
const newClusterBytes = 48 * 1024 * 1024;
const outOfSpace = /No space left on device|Disk quota exceeded/;

/** The sentence for a failed operation on the file `path`; errors that are not about files stay as they are. */
export function fileError(error: unknown, path: string): unknown {
  if (error instanceof EmbeddedPostgresError || !isSystemError(error)) return error;
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new EmbeddedPostgresError(
        'DATA_DIRECTORY_UNWRITABLE',
        `The folder ${path} cannot be written (${error.code}): give this user the right to, or choose another data directory.`,
        { cause: error },
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new EmbeddedPostgresError(
        'DATA_DIRECTORY_UNWRITABLE',
        `${path} is in the way: a file stands where a folder is needed.`,
        { cause: error },
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(path, error);
    default:
      return error;
  }
}

/**
 * The sentence for a PostgreSQL program that gave up.
 * @param output everything it wrote
 * @param place what to add about where to look
 */
export async function programError(
  program: string,
  output: string,
  directory: string,
  place = '',
): Promise<EmbeddedPostgresError> {
  // One full disk makes many errors, of which the last is seldom about the disk, and sometimes none is.
  if (outOfSpace.test(output) || (await freeBytes(directory)) < newClusterBytes) return diskFull(directory);
  const lines = output.trim().split('\n');
  // After the error that counts follow advice and farewells; before it stand time and process.
  const line = lines.findLast((candidate) => /FATAL|PANIC|error:|could not/.test(candidate)) ?? lines.at(-1) ?? '';
  const reason = line.replace(/^.*?(?:FATAL|PANIC|LOG|error): +/, '') || 'it did not say why';
  return new EmbeddedPostgresError('START_FAILED', `${program} gave up: ${reason}${place}`);
}

function diskFull(path: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DISK_FULL',
    `The disk that holds ${path} is full: make room and start again; no data was lost.`,
    { cause },
  );
}

async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
