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
