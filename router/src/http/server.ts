import type { RequestListener, ServerOptions } from 'node:http';
import type { Clock, HttpRoute, Readiness } from '@trivet/platform';
import type { Health } from '@trivet/platform/health';
import type { ServerTls } from '@trivet/platform/tls';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { type EventStreamLimits, EventStreams } from '../live/event-stream.ts';
import { answerUnreadable, SilentConnections } from './connections.ts';
import { allowOrigins, type CorsOrigins } from './cors.ts';
import { answerErrors, refusalOf, sendRefusal } from './error-answers.ts';
import { type GraphqlEndpointDeps, serveGraphql } from './graphql-endpoint.ts';
import { type HealthDeps, healthOf, serveHealth } from './health.ts';
import { limitBodies } from './request-deadline.ts';
import { RequestError } from './request-error.ts';
import { requestIdOf } from './request-id.ts';
import { logRequests } from './request-log.ts';
import { serveRoutes } from './routes.ts';

export interface HttpServerDeps extends Omit<GraphqlEndpointDeps, 'eventStreams'> {
  readonly clock: Clock;
  readonly readiness: () => Promise<readonly Readiness[]>;
  readonly routes: readonly HttpRoute[];
}

export interface HttpServerOptions {
  readonly bodyLimitBytes: number;
  readonly corsOrigins: CorsOrigins;
  /** How long a client may take to send a request, whole; but what is uploaded. */
  readonly requestTimeoutMs?: number;
  /** How long a client may take to send its headers. */
  readonly headersTimeoutMs?: number;
  /** How long a streamed answer waits for a client who takes nothing of it. */
  readonly answerIdleMs?: number;
  readonly eventStreams: EventStreamLimits;
  /** Without it HTTP is served. */
  readonly tls?: ServerTls | undefined;
}

/** Node has one limit for all requests, so it is that of the longest; the others have theirs in `limitBodies`. */
const uploadTimeoutMs = 3_600_000;

/** The HTTP edge: GraphQL, health, and the routes of others. */
export class HttpServer {
  readonly app: FastifyInstance;
  readonly #silent: SilentConnections;
  readonly #eventStreams: EventStreams;
  readonly #health: HealthDeps;
  #stopping = false;

  constructor(deps: HttpServerDeps, options: HttpServerOptions) {
    this.app = createApp(options);
    this.#silent = new SilentConnections(this.app.server);
    logRequests(this.app, deps.logger);
    // Here and elsewhere callbacks, where nothing is waited for: a promise for each hook is felt in every request.
    this.app.addHook('onRequest', (request, reply, done) => {
      reply.headers({
        'x-request-id': request.id,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      });
      done();
    });
    limitBodies(this.app, options.requestTimeoutMs ?? 30_000);
    allowOrigins(this.app, options.corsOrigins);
    this.#refuseWhileStopping();
    answerErrors(this.app, deps.logger);
    this.#health = { readiness: deps.readiness, isStopping: () => this.#stopping };
    serveHealth(this.app, this.#health);
    this.#eventStreams = new EventStreams(deps, options.eventStreams);
    serveGraphql(this.app, { ...deps, eventStreams: this.#eventStreams });
    serveRoutes(this.app, deps.routes, { ...deps, answerIdleMs: options.answerIdleMs });
    serveRoot(this.app, deps.routes);
  }

  health(): Promise<Health> {
    return healthOf(this.#health);
  }

  /** Refuses what is new, finishes what was accepted; at the deadline it leaves the rest. Idempotent. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    this.#silent.close();
    this.#eventStreams.stop();
    const deadline = setTimeout(() => this.app.server.closeAllConnections(), deadlineMs);
    await this.app.close();
    clearTimeout(deadline);
  }

  /** A connection that is kept alive could bring new requests while the last accepted ones are being finished. */
  #refuseWhileStopping(): void {
    this.app.addHook('onRequest', (request, _reply, done) => {
      if (!this.#stopping || request.routeOptions.url === '/livez' || request.routeOptions.url === '/readyz') done();
      else
        done(
          new RequestError(503, 'SUBGRAPH_UNAVAILABLE', 'The server is stopping. Try again.', { 'retry-after': '1' }),
        );
    });
    this.app.addHook('onSend', (_request, reply, payload, done) => {
      if (this.#stopping) reply.header('connection', 'close');
      done(null, payload);
    });
  }
}

// Longer than a load balancer keeps its side, so that it never sends on a connection that we are closing.
const keepAliveTimeout = 75_000;

function createApp({ tls, ...options }: HttpServerOptions): FastifyInstance {
  const http: ServerOptions = {
    headersTimeout: options.headersTimeoutMs ?? 10_000,
    connectionsCheckingInterval: Math.min(5_000, options.headersTimeoutMs ?? 5_000),
    maxHeaderSize: 16 * 1024,
    // Some clients offer h2c with every first request; only a WebSocket is worth an upgrade.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  };
  return fastify({
    // One line per request of our own, in the format of every other log.
    logger: false,
    bodyLimit: options.bodyLimitBytes,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    requestTimeout: uploadTimeoutMs,
    keepAliveTimeout,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request: FastifyRequest, reply: FastifyReply) => {
      sendRefusal(request, reply, refusalOf(error) ?? new RequestError(400, 'BAD_USER_INPUT', 'The URL is not valid.'));
    },
    http,
    ...(tls && {
      serverFactory: (handler: RequestListener) =>
        tls.createServer({ ...http, requestTimeout: uploadTimeoutMs, keepAliveTimeout }, handler),
    }),
  });
}

/** Where somebody lands who only knows the address. */
function serveRoot(app: FastifyInstance, routes: readonly HttpRoute[]): void {
  if (routes.some(({ path }) => path === '/')) return;
  const hasExplorer = routes.some(({ path }) => path === '/explorer' || path === '/explorer/*');
  app.get('/', async (_request, reply) =>
    hasExplorer ? reply.redirect('/explorer') : reply.send({ graphql: '/graphql', health: ['/livez', '/readyz'] }),
  );
}
