import { Readable } from 'node:stream';
import type { HttpRoute, Logger } from '@trivet/platform';
import type { FastifyInstance } from 'fastify';
import type { ReadClient } from './client-info.ts';
import { decodeJson } from './json.ts';

/** Of an upload, between two pieces of it. */
const idleTimeoutMs = 30_000;

/** Of an answer, in which nothing of it is taken; as long as nginx waits. Who reads no more would hold a socket and a file for ever. */
const usualAnswerIdleMs = 60_000;

interface RoutesDeps {
  readonly logger: Logger;
  readonly readClient: ReadClient;
  /** How long a streamed answer waits for somebody who takes nothing of it. */
  readonly answerIdleMs?: number | undefined;
}

/**
 * Serves what others own beside GraphQL and open to the public: explorer, keys, callbacks, files. A JSON body arrives parsed, any other
 * (and JSON where a route takes bytes) as bytes, or as the stream that it is where a route takes one; a route that fails is a 500 without a word of why, and one line in the log. (`mountRoutes` of platform's server does
 * the same for a subgraph; importing it here would load Apollo Server, 0.4 s of every start.)
 */
export function serveRoutes(app: FastifyInstance, routes: readonly HttpRoute[], deps: RoutesDeps): void {
  const open = routes.filter(({ audience }) => audience === 'public');
  app.register((beside, _options, done) => {
    beside.removeAllContentTypeParsers();
    beside.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
      body.length === 0 ? undefined : decodeJson(body),
    );
    beside.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    for (const route of open) if (!route.takesStream && !route.takesBytes) serveRoute(beside, route, deps);
    done();
  });
  app.register((beside, _options, done) => {
    beside.removeAllContentTypeParsers();
    beside.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    for (const route of open) if (route.takesBytes) serveRoute(beside, route, deps);
    done();
  });
  app.register((beside, _options, done) => {
    beside.removeAllContentTypeParsers();
    beside.addContentTypeParser('*', async (_request: unknown, body: unknown) => body);
    for (const route of open) if (route.takesStream) serveRoute(beside, route, deps);
    done();
  });
}

function serveRoute(
  app: FastifyInstance,
  route: HttpRoute,
  { logger, readClient, answerIdleMs = usualAnswerIdleMs }: RoutesDeps,
): void {
  app.route({
    method: route.method,
    url: route.path,
    config: { takesStream: route.takesStream === true },
    handler: async (request, reply) => {
      if (route.takesStream) request.raw.setTimeout(idleTimeoutMs, () => request.raw.destroy());
      try {
        const {
          status,
          headers = {},
          body,
        } = await route.handle({
          method: request.method,
          path: request.url.split('?', 1)[0] ?? '/',
          params: request.params as Readonly<Record<string, string | undefined>>,
          headers: request.headers,
          client: readClient(request.raw),
          query: request.query as Readonly<Record<string, unknown>>,
          body: request.body,
        });
        // Of the socket, which sees what goes of one piece: then nobody answers, and Node ends it.
        if (body instanceof Readable) reply.raw.setTimeout(answerIdleMs);
        return await reply.status(status).headers(headers).send(body);
      } catch (error) {
        logger.error('A route failed', { path: route.path, requestId: request.id, error });
        return reply.status(500).send({ error: 'Something went wrong on our side.', requestId: request.id });
      }
    },
  });
}
