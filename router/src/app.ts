import { randomUUID } from 'node:crypto';
import type { AccessTokenVerifier, ViewerTokenVerifier } from '@trivet/identity';
import { type Graph, type HttpRoute, type Logger, type Readiness, systemClock } from '@trivet/platform';
import type { Health } from '@trivet/platform/health';
import type { ServerTls } from '@trivet/platform/tls';
import type { FastifyInstance } from 'fastify';
import { ApiKeys } from './admission/api-keys.ts';
import { createAuthenticate } from './admission/authentication.ts';
import { Sessions } from './admission/sessions.ts';
import type { RouterConfig } from './config/config.ts';
import { GraphOperations } from './execution/graph-operations.ts';
import type { Operations } from './execution/operations.ts';
import { Edge } from './http/edge.ts';
import { InternalEdge } from './http/internal-edge.ts';
import type { Listening } from './http/listen.ts';
import { WorkerPlanning } from './planning/worker-planning.ts';
import { loadSupergraph } from './supergraph/load-supergraph.ts';
import type { Transport } from './transports/transport.ts';

export type { RouterConfig } from './config/config.ts';
export { AddressNotUsableError, type Listening, PortInUseError } from './http/listen.ts';
export { InProcessTransport } from './transports/in-process.ts';
export type { Transport } from './transports/transport.ts';

/** What the router is put together from; whoever made these stops them. */
export interface RouterParts {
  readonly supergraphSdl: string;
  /** One per subgraph of the supergraph. */
  readonly transports: readonly Transport[];
  readonly accessTokens: AccessTokenVerifier;
  /** The subgraph that keeps sessions and tells of those that are revoked; without one a token counts until it expires. */
  readonly sessionSubgraph?: string;
  /** For subgraphs in processes of their own that ask the graph. */
  readonly viewerTokens?: ViewerTokenVerifier;
  /**
   * Whether somebody develops here, and nobody else is listened to: then the graph has what is there for him alone, for who calls this
   * machine by its own name.
   */
  readonly development?: boolean;
  /** Explorer, keys, callbacks; of those only the public ones are served. */
  readonly routes: readonly HttpRoute[];
  readonly logger: Logger;
  /** HTTPS for clients. */
  readonly publicTls?: ServerTls | undefined;
  /** Where `viewerTokens` are believed, and nowhere else; without it they are where clients are served. */
  readonly internal?: { readonly tls: ServerTls; readonly port: number } | undefined;
}

export interface Router {
  readonly operations: Operations;
  /** For subgraphs in this process that ask the graph, with the principal that they name. */
  readonly graph: Graph;
  readonly server: FastifyInstance;
  /**
   * @throws {PortInUseError}
   * @throws {AddressNotUsableError}
   */
  listen(): Promise<Listening>;
  /** Which subgraphs are ready; never rejects. */
  readiness(): Promise<readonly Readiness[]>;
  /** What `/readyz` says. */
  health(): Promise<Health>;
  /** Finishes what was accepted, until the deadline (by default the configuration's). Idempotent. */
  stop(deadlineMs?: number): Promise<void>;
}

/** @throws {Error} for a supergraph that cannot be served. Subgraphs need not be there: they are asked when somebody asks. */
export function createRouter(config: RouterConfig, parts: RouterParts): Router {
  const { transports, logger, development = false } = parts;
  const operations = operationsOf(config, parts, { development });
  // A thread of its own, for who seldom comes.
  let others: GraphOperations | undefined;
  const elsewhere = development ? () => (others ??= operationsOf(config, parts, { development: false })) : undefined;
  const sessions = sessionsOf(config, parts);
  const readiness = async () => [
    ...(await Promise.all(transports.map(readinessOf))),
    ...(sessions ? [readinessOfSessions(sessions)] : []),
  ];
  const { accessTokens, viewerTokens, routes, publicTls: tls } = parts;
  const authenticate = createAuthenticate({
    accessTokens,
    viewerTokens: parts.internal ? undefined : viewerTokens,
    sessions,
    apiKeys: apiKeysOf(parts, sessions),
  });
  const deps = { operations, readiness, clock: systemClock, logger };
  const edge = new Edge({ ...deps, elsewhere, authenticate, sessions, routes, tls }, config);
  const internal = parts.internal && new InternalEdge({ ...deps, ...parts.internal, viewerTokens }, config);
  return {
    operations,
    graph: graphOf(operations),
    server: edge.app,
    async listen() {
      sessions?.start();
      await internal?.listen();
      return edge.listen();
    },
    readiness,
    health: () => edge.health(),
    async stop(deadlineMs) {
      await edge.stop(deadlineMs);
      // What clients asked for may have a subgraph ask for more.
      await internal?.stop(deadlineMs);
      await sessions?.stop();
      await Promise.all([operations.close(), others?.close()]);
    },
  };
}

function operationsOf(
  { maxTokens, maxDepth, operationTimeoutMs: timeoutMs, executor }: RouterConfig,
  { supergraphSdl, transports, logger }: RouterParts,
  options: { readonly development: boolean },
): GraphOperations {
  return new GraphOperations({
    supergraph: loadSupergraph(supergraphSdl, options),
    startPlanning: ({ sdl }, limits) => new WorkerPlanning({ supergraphSdl: sdl, limits, logger }),
    transports,
    logger,
    limits: { maxTokens, maxDepth, timeoutMs },
    executor,
  });
}

function sessionsOf(
  { sessionSilenceMs: silenceMs }: RouterConfig,
  { sessionSubgraph, transports, logger }: RouterParts,
): Sessions | undefined {
  if (sessionSubgraph === undefined) return undefined;
  const transport = transports.find(({ subgraph }) => subgraph === sessionSubgraph);
  if (!transport) throw new Error(`There is no transport to "${sessionSubgraph}", which keeps the sessions.`);
  return new Sessions({ transport, clock: systemClock, logger, silenceMs });
}

/** Whoever keeps the sessions keeps the keys. */
function apiKeysOf({ sessionSubgraph, transports }: RouterParts, sessions: Sessions | undefined): ApiKeys | undefined {
  const transport = transports.find(({ subgraph }) => subgraph === sessionSubgraph);
  return sessions && transport && new ApiKeys({ transport, revocations: sessions, clock: systemClock });
}

/** Nobody is let in before it is known who is not to be. */
function readinessOfSessions({ isCurrent: ok }: Sessions): Readiness {
  return { name: 'sessions', ok, ...(!ok && { detail: 'It is not known which sessions were revoked of late.' }) };
}

async function readinessOf(transport: Transport): Promise<Readiness> {
  const ok = await transport.ready().catch(() => false);
  return { name: transport.subgraph, ok, ...(!ok && { detail: 'The subgraph is not ready, or cannot be reached.' }) };
}

function graphOf(operations: Operations): Graph {
  return {
    async execute<Data>({ document, variables, principal, requestId = randomUUID() }: Parameters<Graph['execute']>[0]) {
      const { result } = await operations.execute({ query: document, variables, viewer: principal, requestId });
      const { data, errors } = result;
      return { ...(data !== undefined && { data: data as Data | null }), ...(errors && { errors }) };
    },
  };
}
