import type { HttpRoute, Logger } from '@trivet/platform';
import type { FastifyInstance } from 'fastify';
import type { ReadClient } from './client-info.ts';
import { decodeJson } from './json.ts';

/**
 * Serves what others own beside GraphQL and open to the public: explorer, keys, callbacks. A JSON body arrives parsed, any other as bytes; a
 * route that fails is a 500 without a word of why, and one line in the log. (`mountRoutes` of platform's server does
 * the same for a subgraph; importing it here would load Apollo Server, 0.4 s of every start.)
 */
export function serveRoutes(
  app: FastifyInstance,
  routes: readonly HttpRoute[],
  { logger, readClient }: { readonly logger: Logger; readonly readClient: ReadClient },
): void {
  app.register((beside, _options, done) => {
    beside.removeAllContentTypeParsers();
    beside.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
      body.length === 0 ? undefined : decodeJson(body),
    );
    beside.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    for (const route of routes) {
      if (route.audience !== 'public') continue;
      beside.route({
        method: route.method,
        url: route.path,
        handler: async (request, reply) => {
          try {
            const {
              status,
              headers = {},
              body,
            } = await route.handle({
              path: request.url.split('?', 1)[0] ?? '/',
              params: request.params as Readonly<Record<string, string | undefined>>,
              headers: request.headers,
              client: readClient(request.raw),
              query: request.query as Readonly<Record<string, unknown>>,
              body: request.body,
            });
            return await reply.status(status).headers(headers).send(body);
          } catch (error) {
            logger.error('A route failed', { path: route.path, requestId: request.id, error });
            return reply.status(500).send({ error: 'Something went wrong on our side.', requestId: request.id });
          }
        },
      });
    }
    done();
  });
}
