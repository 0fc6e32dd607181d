import type { SubgraphRequest, SubscriptionStream } from '@trivet/platform';
import type { ExecutionResult } from 'graphql';
import type { OperationKind } from '../execution/operations.ts';

/** One operation of a plan, which a subgraph is asked again and again. */
export interface FetchOperation {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly operationKind: OperationKind;
}

/** What differs from one time to the next. */
export interface FetchCall extends Pick<SubgraphRequest, 'viewer' | 'requestId' | 'idempotencyKey'> {
  readonly variables: Readonly<Record<string, unknown>>;
  /** Its signal is made when somebody asks for it. */
  readonly deadline: { readonly signal: AbortSignal };
}

/** Asks; the answer is there at once where the subgraph is in this process and waits for nothing. */
export type SubgraphCaller = (call: FetchCall) => ExecutionResult | Promise<ExecutionResult>;

/** How the router reaches one subgraph. None of its methods rejects: a failure is an error in a result. */
export interface Transport {
  readonly subgraph: string;
  execute(request: SubgraphRequest): Promise<ExecutionResult>;
  /** What can be done beforehand for an operation that will be asked often. */
  prepare?(operation: FetchOperation): SubgraphCaller;
  subscribe(request: SubgraphRequest): Promise<SubscriptionStream | ExecutionResult>;
  /** Whether the subgraph says that it is ready. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

export function callerOf(transport: Transport, operation: FetchOperation): SubgraphCaller {
  if (transport.prepare) return transport.prepare(operation);
  const { query, operationName } = operation;
  return ({ deadline, ...call }) => transport.execute({ query, operationName, ...call, signal: deadline.signal });
}
