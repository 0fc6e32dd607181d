import { type ErrorCode, isErrorCode } from '@trivet/platform';
import { GraphQLError } from 'graphql';
import type { ResponsePath } from './tree.ts';

/** More errors than anybody reads: what one answer holds at most. */
export const maxErrors = 1000;

/** What an error says to the client, wherever it stands. */
export interface ErrorContent {
  readonly message: string;
  readonly code: ErrorCode;
  /** Of `RATE_LIMITED`: when it may be asked for again, as far as whoever refused has said it. */
  readonly retryAfterSeconds?: number;
}

/** The router's own masked error. Its cause stands in the log with the same request id. */
export const internalError: ErrorContent = { message: 'Internal error', code: 'INTERNAL_SERVER_ERROR' };

export function unavailable(subgraph: string): ErrorContent {
  return { message: `The subgraph "${subgraph}" is unavailable.`, code: 'SUBGRAPH_UNAVAILABLE' };
}

export function tooSlow(subgraph: string, timeoutMs: number): ErrorContent {
  return { message: `The subgraph "${subgraph}" took longer than ${timeoutMs / 1000} seconds.`, code: 'TIMEOUT' };
}

/** Codes by which a subgraph says that it does not understand the router: nothing that a client could do anything about. */
const betweenUs: ReadonlySet<unknown> = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);

/** What may be passed on of a subgraph's error: message, code and time to wait, if the code is one of the closed list. */
export function contentOf({ message, extensions }: Pick<GraphQLError, 'message' | 'extensions'>): ErrorContent {
  const code = extensions?.['code'];
  if (!isErrorCode(code) || code === 'INTERNAL_SERVER_ERROR' || betweenUs.has(code)) return internalError;
  return { message: String(message), code, ...(code === 'RATE_LIMITED' && waitOf(extensions)) };
}

function waitOf({ retryAfterSeconds }: GraphQLError['extensions']): Pick<ErrorContent, 'retryAfterSeconds'> {
  return Number.isSafeInteger(retryAfterSeconds) ? { retryAfterSeconds: Number(retryAfterSeconds) } : {};
}

/** The only form in which errors leave the router's execution. */
export function publicError(content: ErrorContent, requestId: string, path?: ResponsePath): GraphQLError {
  const { message, code, retryAfterSeconds } = content;
  const extensions = {
    code,
    ...((code === 'INTERNAL_SERVER_ERROR' || code === 'SUBGRAPH_UNAVAILABLE') && { requestId }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
  return new GraphQLError(message, { ...(path && path.length > 0 && { path }), extensions });
}
