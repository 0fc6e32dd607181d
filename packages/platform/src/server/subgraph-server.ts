import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { GraphQLError } from 'graphql';
import { AppError } from '../errors/app-error.ts';
import { maskError } from '../errors/mask-error.ts';
import type { Executor } from '../execution/prepared-operations.ts';
import { stringifyResult } from '../execution/raw-json.ts';
import type { ExecutableSubgraph } from '../graph/executable-subgraph.ts';
import type { ClientInfo, Subgraph, SubgraphRequest } from '../graph/subgraph.ts';
import type { Viewer } from '../graph/viewer.ts';
import type { Logger } from '../logging/logger.ts';
import type { Health } from '../process/health-server.ts';
import type { ServerTls } from '../tls/tls-server.ts';
import { executingGateway } from './executing-gateway.ts';
import { mountRoutes } from './routes.ts';
import { type LiveEdge, serveLive } from './subgraph-live.ts';

export interface SubgraphServerOptions<Context extends RequestContext> {
  readonly subgraph: Subgraph & { readonly createContext: ExecutableSubgraph<Context>['createContext'] };
  /** Who asks, from the bearer token of a router. Rejects with `UNAUTHENTICATED`. */
  readonly authenticate: (token: string) => Promise<Viewer>;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly logger: Logger;
  /** `compiled` where it is not said. */
  readonly executor?: Executor | undefined;
  /** Without it whoever reaches the port is served by HTTP. */
  readonly tls?: ServerTls | undefined;
}

export interface SubgraphServer {
  readonly url: string;
  /** What `/readyz` says. */
  health(): Promise<Health>;
  stop(): Promise<void>;
}

/** Longer than a client of ours keeps a connection that it does not use. */
const keepAliveMs = 65_000;

/** Serves one subgraph to routers: GraphQL by Apollo Server, live data by graphql-ws, its own HTTP routes, and health. */
export async function serveSubgraph<Context extends RequestContext>(
  options: SubgraphServerOptions<Context>,
): Promise<SubgraphServer> {
  const { subgraph, logger, host, port, executor = 'compiled', tls } = options;
  const requestIds = new WeakMap<object, string>();
  const apollo = new ApolloServer<Context>({
    gateway: executingGateway({ schema: subgraph.schema, executor }),
    stringifyResult,
    // Only routers come here, and they need no landing page, no introspection and no protection of browsers.
    introspection: false,
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      // It would put itself around each resolver of the schema.
      ApolloServerPluginCacheControlDisabled(),
      rememberRequestId(requestIds),
    ],
    // Its own lines in the format of ours, without what it would add to them.
    logger: {
      debug: (message) => logger.debug(String(message)),
      info: (message) => logger.info(String(message)),
      warn: (message) => logger.warn(String(message)),
      error: (message) => logger.error(String(message)),
    },
    stopOnTerminationSignals: false,
    formatError: (formatted, error) =>
      isRequestError(formatted.extensions?.['code'])
        ? { message: formatted.message, extensions: { code: 'BAD_USER_INPUT' } }
        : maskError(error as GraphQLError, { logger, requestId: requestIds.get(error as GraphQLError) ?? '' }),
  });
  await apollo.start();

  const app = fastify({
    bodyLimit: 16 * 1024 * 1024,
    forceCloseConnections: 'idle',
    keepAliveTimeout: keepAliveMs,
    ...(tls && {
      serverFactory: (handler: RequestListener) => tls.createServer({ keepAliveTimeout: keepAliveMs }, handler),
    }),
    // Data may have a key `constructor`; the router has refused `__proto__`, which is the one that does harm.
    onConstructorPoisoning: 'ignore',
  });
  let stopping = false;
  app.get('/livez', () => ({ status: 'alive' }));
  const health = async (): Promise<Health> => {
    const checks = await subgraph.readiness();
    const isReady = !stopping && checks.every(({ ok }) => ok);
    return { isReady, body: { status: isReady ? 'ready' : 'unavailable', checks } };
  };
  app.get('/readyz', async (_request, reply) => {
    const { isReady, body } = await health();
    return reply.status(isReady ? 200 : 503).send(body);
  });
  mountRoutes(app, subgraph.routes, { logger, readClient: (request) => toldClient(options, request) });
  app.post('/graphql', (request, reply) => answer(apollo, options, request, reply));

  await app.listen({ host, port });
  const live: LiveEdge = serveLive({ server: app.server, ...options });
  return {
    url: urlOf(app, tls ? 'https' : 'http'),
    health,
    async stop() {
      stopping = true;
      await live.stop();
      await app.close();
      await apollo.stop();
    },
  };
}

/** What the server itself needs of a subgraph's context. */
export interface RequestContext {
  readonly request: SubgraphRequest;
}

/** `formatError` is not told of which request it formats an error. */
function rememberRequestId<Context extends RequestContext>(
  requestIds: WeakMap<object, string>,
): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => {
        for (const error of errors) requestIds.set(error, contextValue.request.requestId);
      },
    }),
  };
}

async function answer<Context extends RequestContext>(
  apollo: ApolloServer<Context>,
  { subgraph, authenticate, logger }: SubgraphServerOptions<Context>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const requestId = String(request.headers['x-request-id'] ?? request.id);
  let viewer: Viewer;
  try {
    viewer = await authenticate(bearerToken(request.headers.authorization));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return reply.status(401).send({ errors: [{ message: error.message, extensions: { code: error.code } }] });
  }
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const { query, variables, operationName } = (request.body ?? {}) as Partial<SubgraphRequest>;
  const idempotencyKey = request.headers['idempotency-key'];
  const response = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers, body: request.body, search: '' },
    context: async () =>
      subgraph.createContext({
        query: query ?? '',
        variables,
        operationName,
        viewer,
        requestId,
        idempotencyKey: typeof idempotencyKey === 'string' ? idempotencyKey : undefined,
        client: clientOf(request.headers),
      }),
  });
  for (const [name, value] of response.headers) reply.header(name, value);
  reply.status(response.status ?? 200);
  if (response.body.kind === 'complete') return reply.send(response.body.string);
  logger.error('Apollo Server answered in chunks, which no router asks for', { requestId });
  return reply.status(500).send();
}

/** Routes are open to everybody, so it is believed of routers only: who else told it could be anywhere. */
async function toldClient<Context extends RequestContext>(
  { authenticate }: SubgraphServerOptions<Context>,
  { headers }: FastifyRequest,
): Promise<ClientInfo | undefined> {
  const token = bearerToken(headers.authorization);
  const viewer = token === '' ? null : await authenticate(token).catch(() => null);
  return viewer?.kind === 'service' && viewer.service === 'router' ? clientOf(headers) : undefined;
}

/** As a router tells it. */
function clientOf(headers: IncomingHttpHeaders): ClientInfo | undefined {
  const { 'x-client-address': address, 'x-client-agent': agent } = headers;
  if (typeof address !== 'string' && typeof agent !== 'string') return undefined;
  return {
    address: typeof address === 'string' ? address : undefined,
    agent: typeof agent === 'string' ? percentDecoded(agent) : undefined,
  };
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** What Apollo Server says of a request that never became an operation. */
function isRequestError(code: unknown): boolean {
  return ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE'].includes(
    String(code),
  );
}

/** The token of `Authorization: Bearer …`, or the empty string. */
export function bearerToken(header: string | undefined): string {
  return /^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? '';
}

function urlOf(app: FastifyInstance, scheme: 'http' | 'https'): string {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return `${scheme}://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
