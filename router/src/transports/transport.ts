import type { SubgraphRequest, SubscriptionStream } from '@trivet/platform';
import type { ExecutionResult } from 'graphql';

/** How the router reaches one subgraph. Neither `execute` nor `subscribe` rejects: a failure is an error in a result. */
export interface Transport {
  readonly subgraph: string;
  execute(request: SubgraphRequest): Promise<ExecutionResult>;
  subscribe(request: SubgraphRequest): Promise<SubscriptionStream | ExecutionResult>;
  /** Whether the subgraph says that it is ready. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}
