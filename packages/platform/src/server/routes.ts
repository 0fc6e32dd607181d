import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ClientInfo, HttpRoute } from '../graph/subgraph.ts';
import type { Logger } from '../logging/logger.ts';

export interface MountRoutesOptions {
  readonly logger: Logger;
  /** From where the client asks, if somebody told it who is to be believed. */
  readonly readClient: (request: FastifyRequest) => Promise<ClientInfo | undefined>;
  /** How long a streamed answer waits for somebody who takes nothing of it. */
  readonly answerIdleMs?: number;
}

/** Longer than a router waits for its client: what is in buffers on the way may take a while. Only a router that hangs is cut off by it. */
const usualAnswerIdleMs = 300_000;

/**
 * Serves HTTP routes beside GraphQL; a form arrives as bytes, for its route to read strictly, anything else where a route takes bytes,
 * and where it takes one a stream. One that fails is a 500 without a word of
 * why, and one line in the log.
 */
export function mountRoutes(app: FastifyInstance, routes: readonly HttpRoute[], options: MountRoutesOptions): void {
  app.register((beside, _options, done) => {
    // Here alone: no form gets to GraphQL.
    beside.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer' },
      async (_request: unknown, body: Buffer) => body,
    );
    for (const route of routes) if (!route.takesStream && !route.takesBytes) mountRoute(beside, route, options);
    done();
  });
  app.register((beside, _options, done) => {
    beside.removeAllContentTypeParsers();
    beside.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    for (const route of routes) if (route.takesBytes) mountRoute(beside, route, options);
    done();
  });
  app.register((beside, _options, done) => {
    beside.removeAllContentTypeParsers();
    beside.addContentTypeParser('*', async (_request: unknown, body: unknown) => body);
    for (const route of routes) if (route.takesStream) mountRoute(beside, route, options);
    done();
  });
}

function mountRoute(
  app: FastifyInstance,
  route: HttpRoute,
  { logger, readClient, answerIdleMs = usualAnswerIdleMs }: MountRoutesOptions,
): void {
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      try {
        const response = await route.handle({
          method: request.method,
          path: request.url.split('?', 1)[0] ?? '/',
          params: request.params as Record<string, string | undefined>,
          headers: request.headers,
          query: request.query as Record<string, unknown>,
          client: await readClient(request),
          body: request.body,
        });
        // Of the socket: then nobody answers, and Node ends it.
        if (response.body instanceof Readable) reply.raw.setTimeout(answerIdleMs);
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
