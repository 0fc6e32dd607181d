import type { FastifyInstance } from 'fastify';

/** `*` allows every origin: nothing here is authorised by what a browser sends by itself. */
export type CorsOrigins = readonly string[];

/** Lets pages of these origins read answers; preflights are answered for everybody, with permission or without. */
export function allowOrigins(app: FastifyInstance, origins: CorsOrigins): void {
  const allowed = new Set(origins);
  const everybody = allowed.has('*');
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (allowed.size > 0) reply.header('vary', 'Origin');
    const permitted = origin !== undefined && (everybody || allowed.has(origin));
    if (permitted) {
      reply.header('access-control-allow-origin', origin);
      reply.header('access-control-expose-headers', 'Content-Disposition, Content-Range, ETag, X-Request-Id');
    }
    if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return done();
    if (permitted) {
      reply.header('access-control-allow-methods', 'GET, POST, PUT');
      reply.header(
        'access-control-allow-headers',
        'Authorization, Content-Digest, Content-Type, Idempotency-Key, If-Range, Last-Event-ID, Range, X-Request-Id',
      );
      reply.header('access-control-max-age', '7200');
    }
    reply.status(204).send();
  });
}
