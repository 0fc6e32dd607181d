import type { ViewerTokenIssuer } from '@trivet/identity';
import type { Logger, SubgraphRequest, SubscriptionStream } from '@trivet/platform';
import type { ClientTls } from '@trivet/platform/tls';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { tooSlow, unavailable } from '../execution/public-errors.ts';
import { Exchange } from './exchange.ts';
import { askStatus } from './http1/ask-status.ts';
import { Connections } from './http1/connections.ts';
import { type Headers, headerLines, requestHead } from './http1/request-head.ts';
import { CallPolicies } from './policies/call-policies.ts';
import { CircuitBreaker, type CircuitBreakerLimits } from './policies/circuit-breaker.ts';
import { ConcurrencyLimit } from './policies/concurrency-limit.ts';
import { RetryBudget } from './policies/retry-budget.ts';
import { failureOf, type SubgraphFailure } from './subgraph-failure.ts';
import { deadlineOf, type FetchCall, type FetchOperation, type SubgraphCaller, type Transport } from './transport.ts';
import { WebSocketTransport } from './websocket.ts';

export interface HttpTransportOptions {
  readonly subgraph: string;
  /** Where the subgraph's process listens, such as `http://core:4002`; it serves `/graphql` and `/readyz` below. */
  readonly url: string;
  /** With which certificate, where the URL begins with `https`. */
  readonly tls?: ClientTls | undefined;
  readonly issuer: Pick<ViewerTokenIssuer, 'issue'>;
  readonly logger: Logger;
  /** From asking to the whole answer: waiting and repetitions too. */
  readonly timeoutMs?: number;
  /** Requests at once, and so sockets. */
  readonly maxRunning?: number;
  /** Requests that wait for one of these to end. */
  readonly maxWaiting?: number;
  readonly connectTimeoutMs?: number;
  readonly readyTimeoutMs?: number;
  readonly maxResponseBytes?: number;
  readonly breaker?: Partial<CircuitBreakerLimits>;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}

/** Of one fetch, below the 30 seconds of a whole operation. */
export const defaultSubgraphTimeoutMs = 10_000;

/** A subgraph in a process of its own: HTTP for queries and mutations, one WebSocket for everything live. */
export class HttpTransport implements Transport {
  readonly subgraph: string;
  readonly #connections: Connections;
  readonly #askHead: string;
  readonly #readyRequest: string;
  readonly #issuer: HttpTransportOptions['issuer'];
  readonly #logger: Logger;
  readonly #live: WebSocketTransport;
  readonly #timeoutMs: number;
  readonly #readyTimeoutMs: number;
  readonly #breaker: CircuitBreaker;
  readonly #policies: CallPolicies;

  constructor(options: HttpTransportOptions) {
    const origin = new URL(options.url);
    const prefix = origin.pathname.replace(/\/$/, '');
    const { timeoutMs = defaultSubgraphTimeoutMs, maxRunning = 256, maxWaiting = 1024 } = options;
    this.subgraph = options.subgraph;
    this.#issuer = options.issuer;
    this.#logger = options.logger;
    this.#timeoutMs = timeoutMs;
    this.#readyTimeoutMs = options.readyTimeoutMs ?? 1000;
    this.#connections = new Connections({
      origin,
      tls: options.tls,
      ...(options.connectTimeoutMs !== undefined && { connectTimeoutMs: options.connectTimeoutMs }),
      ...(options.maxResponseBytes !== undefined && { maxBodyBytes: options.maxResponseBytes }),
    });
    this.#askHead = requestHead(`POST ${prefix}/graphql`, { host: origin.host, ...sameHeaders });
    this.#readyRequest = `${requestHead(`GET ${prefix}/readyz`, { host: origin.host })}\r\n`;
    this.#breaker = new CircuitBreaker({
      ...options.breaker,
      now: options.now ?? (() => performance.now()),
      onOpen: (counts) =>
        this.#logger.warn('A subgraph is not asked for a while, because too many of its answers failed', {
          subgraph: this.subgraph,
          ...counts,
        }),
      onClose: () => this.#logger.info('A subgraph answers again', { subgraph: this.subgraph }),
    });
    this.#policies = new CallPolicies({
      timeoutMs,
      limit: new ConcurrencyLimit({ maxRunning, maxWaiting }),
      breaker: this.#breaker,
      budget: new RetryBudget(),
    });
    this.#live = new WebSocketTransport({
      subgraph: options.subgraph,
      url: `${origin.origin.replace(/^http/, 'ws')}${prefix}/graphql`,
      tls: options.tls,
      issuer: options.issuer,
    });
  }

  async execute({
    query,
    operationName,
    variables = {},
    signal,
    ...request
  }: SubgraphRequest): Promise<ExecutionResult> {
    const operationKind = isMutation(query) ? 'mutation' : 'query';
    const caller = this.prepare({ query, operationName, operationKind });
    return caller({ ...request, variables, deadline: deadlineOf(signal) });
  }

  prepare({ query, operationName, operationKind }: FetchOperation): SubgraphCaller {
    const text = JSON.stringify({ query, operationName });
    const head = `${text.slice(0, -1)},"variables":`;
    const isRepeatable = operationKind === 'query';
    return (call) => this.#ask(call, head, isRepeatable);
  }

  subscribe(request: SubgraphRequest): Promise<SubscriptionStream | ExecutionResult> {
    return this.#live.subscribe(request);
  }

  /** Asks, whatever its answers were of late; if it says yes, the next few requests are sent to see. */
  async ready(): Promise<boolean> {
    const status = await askStatus(this.#connections, this.#readyRequest, this.#readyTimeoutMs);
    if (status !== 200) return false;
    this.#breaker.expectRecovery();
    return true;
  }

  /** At once: whoever closes has waited for what is running. */
  async close(): Promise<void> {
    this.#connections.close();
    await this.#live.close();
  }

  async #ask(call: FetchCall, head: string, isRepeatable: boolean): Promise<ExecutionResult> {
    try {
      const token = this.#issuer.issue(call.viewer, this.subgraph);
      const body = `${head}${JSON.stringify(call.variables)}}`;
      // What we signed ourselves needs no look at each of its characters.
      const lines = `${this.#askHead}authorization: Bearer ${token}\r\n${headerLines(headersOf(call, body))}`;
      const message = `${lines}\r\n${body}`;
      return await this.#policies.run({
        attempt: () => new Exchange(this.#connections, message),
        deadline: call.deadline,
        isRepeatable,
      });
    } catch (error) {
      const failure = failureOf(error);
      this.#tell(failure, call.requestId);
      const { message, code } =
        failure.kind === 'too-slow' ? tooSlow(this.subgraph, this.#timeoutMs) : unavailable(this.subgraph);
      return { errors: [new GraphQLError(message, { extensions: { code } })] };
    }
  }

  #tell(failure: SubgraphFailure, requestId: string): void {
    if (failure.kind === 'abandoned') return;
    const context = { requestId, subgraph: this.subgraph, error: failure };
    // That the circuit is open was said when it opened.
    if (failure.kind === 'circuit-open') this.#logger.debug('A subgraph was not asked', context);
    else this.#logger.warn('A subgraph did not answer', context);
  }
}

const sameHeaders = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
};

function headersOf({ requestId, idempotencyKey, client }: FetchCall, body: string): Headers {
  return {
    'x-request-id': requestId,
    'idempotency-key': idempotencyKey,
    'x-client-address': client?.address,
    'x-client-agent': client?.agent === undefined ? undefined : encodeURIComponent(client.agent),
    'content-length': Buffer.byteLength(body),
  };
}

/** Plans write their operations plainly: a mutation begins with the word. */
function isMutation(query: string): boolean {
  return /^\s*mutation\b/.test(query);
}
