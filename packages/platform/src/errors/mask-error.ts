import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from '../logging/logger.ts';
import { AppError, type ErrorCode, errorCodes, RateLimitedError } from './app-error.ts';
import { messageToClient } from './message-to-client.ts';

export interface MaskContext {
  readonly logger: Logger;
  readonly requestId: string;
}

const maskedMessage = 'Something went wrong on our side. The request id helps us to find it.';

/**
 * The only place where an error becomes what a client sees: an `AppError` and what graphql-js says about the client's
 * document pass with their code; everything else is masked, and logged once with the request id.
 */
export function maskError(error: GraphQLError, { logger, requestId }: MaskContext): GraphQLFormattedError {
  const { locations, path } = error;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  const code = publicCode(error);
  if (code) return { message: messageToClient(error), ...where, extensions: { code, ...waitOf(error) } };
  logger.error('An operation failed unexpectedly', {
    requestId,
    path: path?.join('.'),
    error: error.originalError ?? error,
  });
  return { message: maskedMessage, ...where, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } };
}

function publicCode(error: GraphQLError): ErrorCode | undefined {
  const { originalError } = error;
  if (originalError instanceof AppError) return originalError.code;
  const code = error.extensions['code'];
  if (isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR') return code;
  // Without a path no resolver ran: graphql-js itself speaks, of a place in the client's document or of its variables.
  // What a scalar refuses it wraps in an error of its own kind.
  const byGraphQL = !originalError || originalError instanceof GraphQLError;
  return byGraphQL && !error.path && error.nodes ? 'BAD_USER_INPUT' : undefined;
}

function waitOf({ originalError }: GraphQLError): { retryAfterSeconds?: number } {
  return originalError instanceof RateLimitedError ? { retryAfterSeconds: originalError.retryAfterSeconds } : {};
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(code);
}
