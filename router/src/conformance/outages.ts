import type { SubgraphRequest, SubscriptionStream } from '@trivet/platform';
import { hashOf } from '@trivet/platform/testing';
import { type ExecutionResult, GraphQLError, getOperationAST, Kind, parse } from 'graphql';
import { callerOf, type FetchOperation, type SubgraphCaller, type Transport } from '../transports/transport.ts';

/** Marks the request ids of operations that meet an outage. */
const mark = '.outage-';

export const withOutage = (requestId: string, seed: number): string => `${requestId}${mark}${seed}`;

/** What is asked, and with which variables. */
type Asked = Pick<SubgraphRequest, 'query' | 'variables'>;
type Failure = (subgraph: string, asked: Asked) => ExecutionResult | Promise<ExecutionResult>;

const answers: readonly Failure[] = [
  (subgraph) => ({ errors: [refusal(`${subgraph} is down`, 'SUBGRAPH_UNAVAILABLE')] }),
  (subgraph) => ({ data: null, errors: [refusal(`${subgraph} has too much to do`, 'RATE_LIMITED')] }),
  () => ({ errors: [refusal('not for clients', 'SOMETHING_ELSE')], data: {} }),
  async (subgraph) => {
    throw new Error(`${subgraph} is down`);
  },
  () => ({ data: null }),
];
/** Of a fetch of entities. */
const entityAnswers: readonly Failure[] = [
  (_subgraph, asked) => ({ data: Object.fromEntries(entitiesOf(asked).map(({ key }) => [key, null])) }),
  (_subgraph, asked) => ({ data: Object.fromEntries(entitiesOf(asked).map(({ key }) => [key, []])) }),
  (subgraph, asked) => {
    const data: Record<string, null[]> = {};
    const errors: GraphQLError[] = [];
    for (const { key, count } of entitiesOf(asked)) {
      data[key] = Array.from({ length: count }, (_, index) => {
        errors.push(refusal(`${subgraph} does not find it`, 'NOT_FOUND', [key, index]));
        return null;
      });
    }
    return { data, errors };
  },
];

/** What a request asks for by reference: one request may ask for several groups. */
function entitiesOf({ query, variables = {} }: Asked): { readonly key: string; readonly count: number }[] {
  const operation = getOperationAST(parse(query, { noLocation: true }));
  return (operation?.selectionSet.selections ?? []).flatMap((field) => {
    if (field.kind !== Kind.FIELD || field.name.value !== '_entities') return [];
    const value = field.arguments?.[0]?.value;
    const given = value?.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
    return [{ key: (field.alias ?? field.name).value, count: Array.isArray(given) ? given.length : 0 }];
  });
}

function refusal(message: string, code: string, path?: readonly (string | number)[]): GraphQLError {
  return new GraphQLError(message, { extensions: { code }, ...(path && { path }) });
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
    return this.#failure(request.query, request) ?? this.#inner.execute(request);
  }

  prepare(operation: FetchOperation): SubgraphCaller {
    const call = callerOf(this.#inner, operation);
    return (request) => this.#failure(operation.query, request) ?? call(request);
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

  /** Undefined where the subgraph answers. */
  #failure(
    query: string,
    { requestId, variables = {} }: Pick<SubgraphRequest, 'requestId' | 'variables'>,
  ): ExecutionResult | Promise<ExecutionResult> | undefined {
    const seed = requestId.split(mark)[1];
    if (seed === undefined) return undefined;
    const hash = hashOf(`${seed}/${this.subgraph}`);
    const one = hashOf(`${seed}/${this.subgraph}/${query}`);
    const fails = hash % 3 === 0 || (hash % 3 === 1 && one % 2 === 0);
    if (!fails) return undefined;
    const possible = query.includes('_entities') ? [...answers, ...entityAnswers] : answers;
    return possible[one % possible.length]?.(this.subgraph, { query, variables });
  }
}
