import type { Subgraph, SubgraphRequest, SubscriptionStream } from '@trivet/platform';
import type { ExecutionResult } from 'graphql';
import type { FetchOperation, SubgraphCaller, Transport } from './transport.ts';

type CallableSubgraph = Pick<Subgraph, 'name' | 'execute' | 'prepare' | 'subscribe' | 'readiness'>;

/** A subgraph in the same process: no socket, and the viewer as he is. Whoever made the subgraph stops it. */
export class InProcessTransport implements Transport {
  readonly #subgraph: CallableSubgraph;

  constructor(subgraph: CallableSubgraph) {
    this.#subgraph = subgraph;
  }

  get subgraph(): string {
    return this.#subgraph.name;
  }

  execute(request: SubgraphRequest): Promise<ExecutionResult> {
    return this.#subgraph.execute(request);
  }

  /** Without a signal: what a query has begun in this process it finishes, and a signal costs more than a small query. */
  prepare(operation: FetchOperation): SubgraphCaller {
    const { query, operationName } = operation;
    const execute = this.#subgraph.prepare({ query, operationName });
    return ({ variables, viewer, requestId, idempotencyKey, client }) =>
      execute({ variables, viewer, requestId, idempotencyKey, client });
  }

  subscribe(request: SubgraphRequest): Promise<SubscriptionStream | ExecutionResult> {
    return this.#subgraph.subscribe(request);
  }

  async ready(): Promise<boolean> {
    return (await this.#subgraph.readiness()).every(({ ok }) => ok);
  }

  async close(): Promise<void> {}
}
