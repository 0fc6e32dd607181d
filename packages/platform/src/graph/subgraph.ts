import type { Readable } from 'node:stream';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Viewer } from './viewer.ts';

/** From where a client asks, as far as it is known. Personal: it goes into no log. */
export interface ClientInfo {
  /** The network address. */
  readonly address: string | undefined;
  /** Its `User-Agent`, in which a client may write what it likes; at most 256 characters. */
  readonly agent: string | undefined;
}

/** One operation as it reaches a subgraph. */
export interface SubgraphRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly viewer: Viewer;
  /** Goes into every log line and every masked error. */
  readonly requestId: string;
  /** The client's `Idempotency-Key`: at most one effect in 24 hours, see `packages/database`. */
  readonly idempotencyKey?: string | undefined;
  /** Mutations only. */
  readonly client?: ClientInfo | undefined;
  /** Subscriptions only: begin after this cursor, whatever the document's own `after` says. How a router resumes. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a prepared operation is still told. */
export type SubgraphCall = Omit<SubgraphRequest, 'query' | 'operationName'>;

/** Every event of a subscription carries its own cursor in `extensions.cursor`, when it has one. */
export type SubscriptionStream = AsyncGenerator<ExecutionResult, void, void>;

export interface Readiness {
  /** What was looked at, such as `database` or `relay`. */
  readonly name: string;
  readonly ok: boolean;
  /** For people; holds no secret. */
  readonly detail?: string;
}

/** An HTTP endpoint beside GraphQL; the router serves or forwards the public ones. */
export interface HttpRoute {
  /** Internal routes are for our own processes only: no router serves or forwards them. */
  readonly audience: 'public' | 'internal';
  /** A `GET` answers `HEAD` too. */
  readonly method: 'GET' | 'POST' | 'PUT';
  /** The body is not read beforehand: `handle` gets it as a stream, however long it is and whatever it holds. */
  readonly takesStream?: boolean;
  /** The body arrives as the bytes that were sent, also where it is JSON: for what is signed. */
  readonly takesBytes?: boolean;
  /** As Fastify writes it: `/explorer/*` covers everything below, `/auth/:provider` any name in its place. */
  readonly path: string;
  handle(request: HttpRouteRequest): Promise<HttpRouteResponse>;
}

export interface HttpRouteRequest {
  readonly method: string;
  /** The path that was asked for, without the query. */
  readonly path: string;
  /** What the route's path names, such as `:provider`. */
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Undefined where no router told it. */
  readonly client: ClientInfo | undefined;
  /** A `Readable` where the route takes a stream. */
  readonly body: unknown;
}

export interface HttpRouteResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is long is a stream; one that fails ends the answer in the middle. To `HEAD` an empty one, with the headers of all of it. */
  readonly body: string | Buffer | Readable;
}

/** A part of the graph, whole: the same object is called in one process and served by a process of its own. */
export interface Subgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Hidden from the router's clients; masked errors only. Never rejects. */
  execute(request: SubgraphRequest): Promise<ExecutionResult>;
  /**
   * The same for whoever executes an operation often: no text is looked up. What comes at once, comes without a promise. A
   * document that is none is told by each call.
   */
  prepare(
    operation: Pick<SubgraphRequest, 'query' | 'operationName'>,
  ): (call: SubgraphCall) => ExecutionResult | Promise<ExecutionResult>;
  /** A stream, or the errors that kept it from beginning. Never rejects; ends when `signal` aborts or it is returned. */
  subscribe(request: SubgraphRequest): Promise<SubscriptionStream | ExecutionResult>;
  readonly routes: readonly HttpRoute[];
  readiness(): Promise<readonly Readiness[]>;
  /** Begins the work that nobody asks for: relay, consumers, tails. */
  start(): Promise<void>;
  /** Finishes what was accepted. Idempotent. */
  stop(): Promise<void>;
}

/** The composed graph, as a subgraph reaches it: in-process, or the router over HTTP. */
export interface Graph {
  execute<Data = Record<string, unknown>>(request: GraphRequest): Promise<GraphResult<Data>>;
}

export interface GraphRequest {
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly principal: Viewer;
  readonly requestId?: string;
}

export interface GraphResult<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}
