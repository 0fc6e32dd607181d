/** Thrown by a consumer whose event cannot be dealt with yet, though nothing is wrong with it: it is tried again for a while. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
}

/** Another process has moved this consumer's offset: what was begun is undone, and is not ours to do. */
export class OffsetMovedError extends Error {
  override readonly name = 'OffsetMovedError';
}

/** Whether a failure is the connection's to the database and not the event's. */
export function isConnectionFailure(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && connectionFailures.test(code)) return true;
  }
  return false;
}

/** Of the driver, of sockets, and of PostgreSQL: connection (08), ended by an operator (57P), too many connections. */
const connectionFailures =
  /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_|08|57P0|53300)/;
