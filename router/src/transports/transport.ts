import type { SubgraphRequest, SubscriptionStream } from '@trivet/platform';
import type { ExecutionResult } from 'graphql';
import type { OperationKind } from '../execution/operations.ts';

/** One operation of a plan, which a subgraph is asked again and again. */
export interface FetchOperation {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly operationKind: OperationKind;
}

/** Until when somebody waits for an answer. */
export interface CallDeadline {
  /** Made when somebody asks for it: it costs as much as a third of sending a request. */
  readonly signal: AbortSignal;
  /** Calls the listener once, when it is reached; at once, if it has been. */
  onReached(listener: () => void): void;
  offReached(listener: () => void): void;
}

/** What differs from one time to the next. */
export interface FetchCall extends Pick<SubgraphRequest, 'viewer' | 'requestId' | 'idempotencyKey' | 'client'> {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly deadline: CallDeadline;
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

/** For whoever has a signal, or nothing, and waits for as long as it takes. */
export function deadlineOf(signal: AbortSignal = new AbortController().signal): CallDeadline {
  return {
    signal,
    onReached(listener) {
      if (signal.aborted) listener();
      else signal.addEventListener('abort', listener, { once: true });
    },
    offReached(listener) {
      signal.removeEventListener('abort', listener);
    },
  };
}
