import type { LogContext, Logger } from '@trivet/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the handler adds to the request's line in the log. Never variables, tokens or addresses. */
    logContext: LogContext;
  }
}

/** Health is asked for every few seconds; a line for each would hide the others. */
const silent = new Set(['/livez', '/readyz']);

/**
 * One line per request, when it is over: when its answer is sent, all parts of it, or when the client is gone. What a client
 * did wrong is no warning of ours: the status says it.
 */
export function logRequests(app: FastifyInstance, logger: Logger): void {
  app.decorateRequest('logContext');
  app.addHook('onRequest', (request, reply, done) => {
    request.logContext = {};
    const begunAt = performance.now();
    // Not `onResponse`, of which Fastify knows nothing when a client goes.
    reply.raw.once('close', () => logRequest(request, reply, begunAt));
    done();
  });

  const logRequest = (request: FastifyRequest, reply: FastifyReply, begunAt: number): void => {
    const route = request.routeOptions.url;
    if (route !== undefined && silent.has(route) && reply.statusCode < 400) return;
    logger.info('request', {
      requestId: request.id,
      traceId: traceIdOf(request.headers['traceparent']),
      method: request.method,
      // The pattern, not the path: a path that we don't know could hold anything.
      route: request.is404 ? undefined : route,
      status: reply.statusCode,
      durationMs: Math.round((performance.now() - begunAt) * 10) / 10,
      ...(!reply.raw.writableFinished && { aborted: true }),
      ...request.logContext,
    });
  };
}

/** Of W3C Trace Context. */
function traceIdOf(traceparent: string | string[] | undefined): string | undefined {
  return typeof traceparent === 'string'
    ? /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/.exec(traceparent)?.[1]
    : undefined;
}
