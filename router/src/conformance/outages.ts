import type { SubgraphRequest, SubscriptionStream } from '@trivet/platform';
import { hashOf } from '@trivet/platform/testing';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Transport } from '../transports/transport.ts';

/** Marks the request ids of operations that meet an outage. */
const mark = '.outage-';

export const withOutage = (requestId: string, seed: number): string => `${requestId}${mark}${seed}`;

const answers: readonly ((subgraph: string) => ExecutionResult | Promise<ExecutionResult>)[] = [
  (subgraph) => ({ errors: [refusal(`${subgraph} is down`, 'SUBGRAPH_UNAVAILABLE')] }),
  (subgraph) => ({ data: null, errors: [refusal(`${subgraph} has too much to do`, 'RATE_LIMITED')] }),
  () => ({ errors: [refusal('not for clients', 'SOMETHING_ELSE')], data: {} }),
  async (subgraph) => {
    throw new Error(`${subgraph} is down`);
  },
  () => ({ data: null }),
];
/** Of a fetch of entities. */
const entityAnswers: typeof answers = [() => ({ data: { _entities: null } }), () => ({ data: { _entities: [] } })];

function refusal(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** A subgraph that fails altogether, or in some of its requests, where the request id says so: the same ones each time. */
export class FailingTransport implements Transport {
  readonly #inner: Transport;

  constructor(inner: Transport) {
    this.#inner = inner;
  }

  get subgraph(): string {
    return this.#inner.subgraph;
  }

  async execute(request: SubgraphRequest): Promise<ExecutionResult> {
    const seed = request.requestId.split(mark)[1];
    if (seed === undefined) return this.#inner.execute(request);
    const hash = hashOf(`${seed}/${this.subgraph}`);
    const one = hashOf(`${seed}/${this.subgraph}/${request.query}`);
    const fails = hash % 3 === 0 || (hash % 3 === 1 && one % 2 === 0);
    if (!fails) return this.#inner.execute(request);
    const possible = request.query.includes('_entities') ? [...answers, ...entityAnswers] : answers;
    return possible[one % possible.length]?.(this.subgraph) ?? {};
  }

  subscribe(request: SubgraphRequest): Promise<SubscriptionStream | ExecutionResult> {
    return this.#inner.subscribe(request);
  }

  ready(): Promise<boolean> {
    return this.#inner.ready();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
