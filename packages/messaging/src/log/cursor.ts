import { AppError } from '@trivet/platform';

const version = 1;
const length = 1 + 16 + 8;

/** A position of one log as clients keep it: opaque, and the same wherever the event is read. */
export function encodeCursor(logId: string, position: number): string {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt8(version, 0);
  bytes.write(logId.replaceAll('-', ''), 1, 'hex');
  bytes.writeBigUInt64BE(BigInt(position), 17);
  return bytes.toString('base64url');
}

/**
 * The position that a cursor of the log `logId` stands for.
 * @throws {AppError} `BAD_USER_INPUT` for what never was a cursor, `CURSOR_EXPIRED` for one of another log.
 */
export function decodeCursor(cursor: string, logId: string): number {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length !== length || bytes[0] !== version || bytes.toString('base64url') !== cursor) {
    throw new AppError('BAD_USER_INPUT', '"after" is not a cursor of an event.');
  }
  const position = bytes.readBigUInt64BE(17);
  if (position > BigInt(Number.MAX_SAFE_INTEGER))
    throw new AppError('BAD_USER_INPUT', '"after" is not a cursor of an event.');
  if (bytes.toString('hex', 1, 17) !== logId.replaceAll('-', '')) throw cursorExpired();
  return Number(position);
}

/** What a reader gets whose place in the log is no more: it has to fetch the state anew. */
export function cursorExpired(): AppError {
  return new AppError(
    'CURSOR_EXPIRED',
    'The events after this cursor are no longer kept. Fetch the current state and go on from there.',
  );
}
