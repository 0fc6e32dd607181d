/**
 * The closed list of `extensions.code` values that a client may see. A client can switch on it: new values come only
 * with an entry in `schema/CHANGES.md`.
 */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'COST_LIMIT_EXCEEDED',
  'CONFLICT',
  'CURSOR_EXPIRED',
  'TIMEOUT',
  'SUBGRAPH_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What a client may see of a failure: a stable code and a message written for him. All else is masked. */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Too much was asked for; after `retryAfterSeconds` it may be asked for again. Clients are told in `extensions`. */
export class RateLimitedError extends AppError {
  override readonly name = 'RateLimitedError';
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super('RATE_LIMITED', message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * A failure that a user can cause. A mutation answers with it as data (`userErrors`, by `userErrorCode`); anywhere else
 * it is a top-level error with `code`.
 */
export class UserFault extends AppError {
  override readonly name: string = 'UserFault';
  /** A value of the enum `UserErrorCode`. */
  readonly userErrorCode: string;
  /** The input field that is meant, from `input` down. Not `path`: graphql-js takes an error that has one for its own. */
  readonly inputPath: readonly string[] | null;
  /** Where there is more to say than code, message and path: as which type of the API, with which fields besides. */
  readonly shownAs: { readonly typename: string; readonly fields: Readonly<Record<string, unknown>> } | undefined;

  constructor(code: ErrorCode, userErrorCode: string, message: string, inputPath: readonly string[] | null = null) {
    super(code, message);
    this.userErrorCode = userErrorCode;
    this.inputPath = inputPath;
  }
}

/** What is not there, or not there for this viewer: the two answer alike. */
export class NotFoundError extends UserFault {
  override readonly name: string = 'NotFoundError';

  constructor(what: string, inputPath: readonly string[] | null = null) {
    super('NOT_FOUND', 'NOT_FOUND', `There is no such ${what}.`, inputPath);
  }
}

const maxMessageLength = 1_000;

/** What a client reads of an error: it may hold what he sent, which may be very long, and twice. */
export function briefMessage(message: string): string {
  return message.length <= maxMessageLength ? message : `${message.slice(0, maxMessageLength).toWellFormed()}…`;
}
