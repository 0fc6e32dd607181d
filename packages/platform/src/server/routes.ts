import type { FastifyInstance } from 'fastify';
import type { HttpRoute } from '../graph/subgraph.ts';
import type { Logger } from '../logging/logger.ts';

/** Serves HTTP routes beside GraphQL; one that fails is a 500 without a word of why, and one line in the log. */
export function mountRoutes(app: FastifyInstance, routes: readonly HttpRoute[], logger: Logger): void {
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        try {
          const response = await route.handle({
            path: request.url.split('?', 1)[0] ?? '/',
            headers: request.headers,
            query: request.query as Record<string, unknown>,
            body: request.body,
          });
          return await reply
            .status(response.status)
            .headers(response.headers ?? {})
            .send(response.body);
        } catch (error) {
          logger.error('A route failed', { path: route.path, requestId: request.id, error });
          return reply.status(500).send({ error: 'Something went wrong on our side.', requestId: request.id });
        }
      },
    });
  }
}
