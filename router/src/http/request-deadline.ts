import type { FastifyInstance } from 'fastify';
import { answerUnreadable } from './connections.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads the body itself, and has its own limit of time. */
    takesStream?: boolean;
  }
  interface FastifyRequest {
    bodyDeadline: NodeJS.Timeout | undefined;
  }
}

/** Who sends a body has to have done so by then, but where a route takes it as a stream. */
export function limitBodies(app: FastifyInstance, timeoutMs: number): void {
  app.decorateRequest('bodyDeadline');
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers, socket } = request.raw;
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (hasBody && !request.routeOptions.config.takesStream) {
      request.bodyDeadline = setTimeout(() => {
        if (!request.raw.complete) answerUnreadable(tooLate(), socket);
      }, timeoutMs).unref();
    }
    done();
  });
  // The body is there.
  app.addHook('preValidation', (request, _reply, done) => {
    clearTimeout(request.bodyDeadline);
    done();
  });
}

/** Not made beforehand: an error with its stack costs a twentieth of a small request. */
function tooLate(): NodeJS.ErrnoException {
  return Object.assign(new Error('The body took too long.'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
}
