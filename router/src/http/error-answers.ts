import { AppError, type Logger } from '@trivet/platform';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { jsonMediaType, negotiateMediaType } from './media-types.ts';
import { RequestError, statusOfCode } from './request-error.ts';

/**
 * Every failed request is answered in GraphQL's shape, with a status and a code, and nothing of our insides. What the
 * client caused is not logged as an error; what we caused is, once.
 */
export function answerErrors(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal) return sendRefusal(request, reply, refusal);
    logger.error('A request failed unexpectedly', { requestId: request.id, error });
    return send(request, reply, 500, {
      message: 'Something went wrong on our side. The request id helps us to find it.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: request.id },
    });
  });
  // Before the body is read: what is not here needs no reading.
  app.addHook('onRequest', (request, _reply, done) => done(request.is404 ? notFound() : undefined));
  app.setNotFoundHandler((request, reply) => sendRefusal(request, reply, notFound()));
}

function notFound(): RequestError {
  return new RequestError(404, 'NOT_FOUND', 'There is nothing at this path.');
}

/** In the media type that the client accepts, or JSON where it accepts neither. */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: RequestError): FastifyReply {
  reply.headers(refusal.headers);
  return send(request, reply, refusal.status, { message: refusal.message, extensions: { code: refusal.code } });
}

function send(request: FastifyRequest, reply: FastifyReply, status: number, error: object): FastifyReply {
  const mediaType = negotiateMediaType(request.headers.accept) ?? jsonMediaType;
  return reply
    .status(status)
    .header('cache-control', 'no-store')
    .type(`${mediaType}; charset=utf-8`)
    .send(JSON.stringify({ errors: [error] }));
}

/** What to tell the client, or undefined where the failure is ours. */
export function refusalOf(error: Error): RequestError | undefined {
  if (error instanceof RequestError) return error;
  if (error instanceof AppError) {
    if (error.code === 'INTERNAL_SERVER_ERROR') return undefined;
    return new RequestError(statusOfCode(error.code), error.code, error.message, headersOf(error));
  }
  const { code, statusCode = 500 } = error as Partial<FastifyError>;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new RequestError(413, 'OPERATION_LIMIT_EXCEEDED', 'The request body is too large.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType();
    default:
      // Whatever else the server itself says of a request: its words are about our framework, so they stay here.
      if (statusCode < 400 || statusCode > 499) return undefined;
      return new RequestError(statusCode, 'BAD_USER_INPUT', 'The request is not valid HTTP, or ended too early.');
  }
}

/** 415, with what would have been right. */
export function unsupportedMediaType(): RequestError {
  return new RequestError(
    415,
    'BAD_USER_INPUT',
    'Send the request as "Content-Type: application/json", in UTF-8, not compressed.',
    {
      'accept-post': 'application/json',
    },
  );
}

function headersOf(error: AppError): Record<string, string> {
  if (error.code === 'UNAUTHENTICATED') return { 'www-authenticate': 'Bearer error="invalid_token"' };
  return error.code === 'SUBGRAPH_UNAVAILABLE' ? { 'retry-after': '1' } : {};
}
