import { AppError, type ErrorCode } from '@trivet/platform';

/** A request that never became an operation, with the HTTP status that says so. */
export class RequestError extends AppError {
  override readonly name = 'RequestError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(code, message);
    this.status = status;
    this.headers = headers;
  }
}

const statuses: Readonly<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_LIMIT_EXCEEDED: 400,
  RATE_LIMITED: 429,
  COST_LIMIT_EXCEEDED: 400,
  CONFLICT: 409,
  CURSOR_EXPIRED: 400,
  TIMEOUT: 503,
  SUBGRAPH_UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
};

/** The HTTP status of a request that was refused with this code; 400 for a code that is none of ours. */
export function statusOfCode(code: unknown): number {
  return typeof code === 'string' && Object.hasOwn(statuses, code) ? statuses[code as ErrorCode] : 400;
}
