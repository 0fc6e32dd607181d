import type { SubgraphRequest, SubscriptionStream } from '@trivet/platform';
import { hashOf } from '@trivet/platform/testing';
import { type ExecutionResult, GraphQLError, getOperationAST, Kind, parse } from 'graphql';
import { type ErrorContent, internalError, unavailable } from '../execution/public-errors.ts';
import { callerOf, type FetchOperation, type SubgraphCaller, type Transport } from '../transports/transport.ts';
import { secret } from './data/faults.ts';

/** Marks the request ids of operations that meet an outage. */
const mark = '.outage-';

export const withOutage = (requestId: string, seed: number): string => `${requestId}${mark}${seed}`;

/** What is asked, and with which variables. */
type Asked = Pick<SubgraphRequest, 'query' | 'variables'>;

interface Failure {
  readonly answer: (subgraph: string, asked: Asked) => ExecutionResult | Promise<ExecutionResult>;
  /** What clients are told of it. */
  readonly content: (subgraph: string) => ErrorContent;
}

const down = (subgraph: string): ErrorContent => ({ message: `${subgraph} is down`, code: 'SUBGRAPH_UNAVAILABLE' });
const busy = (subgraph: string): ErrorContent => ({ message: `${subgraph} has too much to do`, code: 'RATE_LIMITED' });
const unknown = (subgraph: string): ErrorContent => ({ message: `${subgraph} does not find it`, code: 'NOT_FOUND' });

const failures: readonly Failure[] = [
  { answer: (subgraph) => ({ errors: [refusal(down(subgraph))] }), content: down },
  { answer: (subgraph) => ({ data: null, errors: [refusal(busy(subgraph))] }), content: busy },
  {
    answer: () => ({ errors: [refusal({ message: secret, code: 'SOMETHING_ELSE' })], data: {} }),
    content: () => internalError,
  },
  {
    answer: async (subgraph) => {
      throw new Error(`${subgraph} is down: ${secret}`);
    },
    content: unavailable,
  },
  { answer: () => ({ data: null }), content: unavailable },
];
/** Of a fetch of entities. */
const entityFailures: readonly Failure[] = [
  {
    answer: (_subgraph, asked) => ({ data: Object.fromEntries(entitiesOf(asked).map(({ key }) => [key, null])) }),
    content: unavailable,
  },
  {
    answer: (_subgraph, asked) => ({ data: Object.fromEntries(entitiesOf(asked).map(({ key }) => [key, []])) }),
    content: unavailable,
  },
  {
    answer: (subgraph, asked) => {
      const data: Record<string, null[]> = {};
      const errors: GraphQLError[] = [];
      for (const { key, count } of entitiesOf(asked)) {
        data[key] = Array.from({ length: count }, (_, index) => {
          errors.push(refusal(unknown(subgraph), [key, index]));
          return null;
        });
      }
      return { data, errors };
    },
    content: unknown,
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

function refusal({ message, code }: { readonly message: string; readonly code: string }, path?: (string | number)[]) {
  return new GraphQLError(message, { extensions: { code }, ...(path && { path }) });
}

/** A request that was not answered, and what clients are told of it. */
export interface Outage {
  readonly subgraph: string;
  readonly content: ErrorContent;
}

/** The requests that failed, by their id. */
export class OutageLog {
  readonly #outages = new Map<string, Outage[]>();

  note(requestId: string, outage: Outage): void {
    const known = this.#outages.get(requestId);
    if (known) known.push(outage);
    else this.#outages.set(requestId, [outage]);
  }

  /** Asked once. */
  take(requestId: string): readonly Outage[] {
    const outages = this.#outages.get(requestId) ?? [];
    this.#outages.delete(requestId);
    return outages;
  }
}

/** A subgraph that fails altogether, or in some of its requests, where the request id says so: the same ones each time. */
export class FailingTransport implements Transport {
  readonly #inner: Transport;
  readonly #log: OutageLog;

  constructor(inner: Transport, log: OutageLog) {
    this.#inner = inner;
    this.#log = log;
  }

  get subgraph(): string {
    return this.#inner.subgraph;
  }

  async execute(request: SubgraphRequest): Promise<ExecutionResult> {
    return this.#failure(request.query, request) ?? this.#inner.execute(request);
  }

  prepare(operation: FetchOperation): SubgraphCaller {
    const inner = callerOf(this.#inner, operation);
    return (call) => this.#failure(operation.query, call) ?? inner(call);
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
    const possible = entitiesOf({ query, variables }).length > 0 ? [...failures, ...entityFailures] : failures;
    const failure = possible[one % possible.length];
    if (!failure) return undefined;
    this.#log.note(requestId, { subgraph: this.subgraph, content: failure.content(this.subgraph) });
    return failure.answer(this.subgraph, { query, variables });
  }
}
