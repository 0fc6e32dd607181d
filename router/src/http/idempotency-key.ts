import { AppError } from '@trivet/platform';

/**
 * The client's idempotency key, or undefined where there is none.
 * @throws {AppError} `BAD_USER_INPUT` unless it is 1 to 255 visible ASCII characters.
 */
export function parseIdempotencyKey(key: unknown): string | undefined {
  if (key === undefined || key === null) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError(
    'BAD_USER_INPUT',
    'The idempotency key has to be 1 to 255 visible ASCII characters, without spaces.',
  );
}
