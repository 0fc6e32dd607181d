import type { ClientInfo, Viewer } from '@trivet/platform';
import type { ClientResult } from './answer.ts';

/** One operation as a client sent it, after authentication and before anything else. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly idempotencyKey?: string | undefined;
  /** Only mutations' subgraphs are told. */
  readonly client?: ClientInfo | undefined;
  /** Whether the client takes parts of an answer: only then does `@defer` mean something. */
  readonly takesParts?: boolean | undefined;
  /** Where a subscription goes on, whatever its document says: behind the event with this cursor. */
  readonly after?: string | undefined;
  /** Told how far a subscription is, where there was no event to say it: when it begins, and now and then. */
  readonly onPosition?: ((cursor: string) => void) | undefined;
  /** The client went away: work for it stops. */
  readonly signal?: AbortSignal | undefined;
}

/** How far an operation got; GraphQL over HTTP answers with another status when nothing was executed. */
export type OperationOutcome =
  | { readonly stage: 'refused'; readonly result: ClientResult }
  | { readonly stage: 'executed'; readonly result: ClientResult };

/**
 * The graph, ready to be asked: what stands behind every edge (HTTP, WebSocket, a subgraph's `host.graph`).
 * Neither method rejects; whatever goes wrong is an error in a result, masked where it is not the client's.
 */
export interface Operations {
  /** What kind of operation this is, or the errors that keep it from being one: at once, if the document is known. */
  classify(
    request: Pick<OperationRequest, 'query' | 'operationName' | 'variables'>,
  ): OperationKind | ClientResult | Promise<OperationKind | ClientResult>;
  execute(request: OperationRequest): Promise<OperationOutcome>;
  subscribe(request: OperationRequest): Promise<ClientStream | ClientResult>;
}

/** What a subscription delivers. */
export type ClientStream = AsyncGenerator<ClientResult, void, void>;

export type OperationKind = 'query' | 'mutation' | 'subscription';
