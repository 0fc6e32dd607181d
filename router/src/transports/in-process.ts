import type { Subgraph, SubgraphRequest, SubscriptionStream } from '@trivet/platform';
import type { ExecutionResult } from 'graphql';
import type { Transport } from './transport.ts';

/** A subgraph in the same process: no socket, and the viewer as he is. Whoever made the subgraph stops it. */
export class InProcessTransport implements Transport {
  readonly #subgraph: Pick<Subgraph, 'name' | 'execute' | 'subscribe' | 'readiness'>;

  constructor(subgraph: Pick<Subgraph, 'name' | 'execute' | 'subscribe' | 'readiness'>) {
    this.#subgraph = subgraph;
  }

  get subgraph(): string {
    return this.#subgraph.name;
  }

  execute(request: SubgraphRequest): Promise<ExecutionResult> {
    return this.#subgraph.execute(request);
  }

  subscribe(request: SubgraphRequest): Promise<SubscriptionStream | ExecutionResult> {
    return this.#subgraph.subscribe(request);
  }

  async ready(): Promise<boolean> {
    return (await this.#subgraph.readiness()).every(({ ok }) => ok);
  }

  async close(): Promise<void> {}
}
