import { type Logger, type SubgraphRequest, type SubscriptionStream, stoppableStream } from '@trivet/platform';
import type { ExecutionResult } from 'graphql';
import type { ClientStream } from '../execution/operations.ts';
import { contentOf, internalError, publicError } from '../execution/public-errors.ts';
import type { ExecutionRequest, QueryExecutor } from '../execution/query-executor.ts';
import { StreamInterruptedError } from '../transports/stream-interrupted-error.ts';
import type { Transport } from '../transports/transport.ts';
import { Backoff } from './backoff.ts';

export interface UpstreamSubscription {
  readonly request: ExecutionRequest;
  /** To the subgraph where the events come from. */
  readonly transport: Transport;
  /** Completes each event with what other subgraphs have of it. */
  readonly executor: QueryExecutor;
  readonly logger: Logger;
  /** Of `OperationRequest`. */
  readonly after?: string | undefined;
  readonly onPosition?: ((cursor: string) => void) | undefined;
  readonly backoff?: Backoff;
}

/**
 * The client's stream of a subscription, or the errors that kept it from beginning. Events are pulled: one is completed
 * when the client has taken the one before. When the way to the subgraph breaks the stream is reopened behind the last
 * event, so that the client sees neither a gap nor a repetition; it ends when the subgraph ends it, when the client
 * returns it, or when the request's signal aborts.
 */
export async function subscribeUpstream(subscription: UpstreamSubscription): Promise<ClientStream | ExecutionResult> {
  const stream = new ResumedStream(subscription);
  const refusal = await stream.open();
  return refusal ?? stoppableStream(stream.events(), () => stream.stop());
}

class ResumedStream {
  readonly #subscription: UpstreamSubscription;
  readonly #backoff: Backoff;
  readonly #controller = new AbortController();
  #upstream: SubscriptionStream | undefined;
  /** Of the last event that was delivered, or where the stream began. */
  #cursor: string | undefined;

  constructor(subscription: UpstreamSubscription) {
    this.#subscription = subscription;
    this.#backoff = subscription.backoff ?? new Backoff();
    this.#cursor = subscription.after;
    const { signal } = subscription.request;
    const stop = () => this.#controller.abort();
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    this.#signal.addEventListener('abort', () => signal?.removeEventListener('abort', stop), { once: true });
  }

  get #signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Errors, if it could not begin. */
  async open(): Promise<ExecutionResult | undefined> {
    const answer = await this.#connect();
    if (answer === aborted) return undefined;
    if (Symbol.asyncIterator in answer) {
      this.#upstream = answer;
      return undefined;
    }
    this.stop();
    const { requestId } = this.#subscription.request;
    const errors = (answer.errors ?? []).map((error) => publicError(contentOf(error), requestId));
    return { errors: errors.length > 0 ? errors : [publicError(internalError, requestId)] };
  }

  stop(): void {
    this.#controller.abort();
    this.#closeUpstream();
  }

  async *events(): ClientStream {
    const { executor, request, onPosition } = this.#subscription;
    try {
      while (this.#upstream) {
        const event = await this.#next(this.#upstream);
        if (event === aborted) return;
        if (event === 'interrupted') {
          if (!(await this.#reopen())) return;
          continue;
        }
        if (event.done) return;
        this.#backoff.reset();
        const { cursor, started } = readExtensions(event.value);
        // Where the stream begins, and now and then how far it is while nothing concerns it.
        if (started && cursor !== undefined) {
          this.#cursor = cursor;
          onPosition?.(cursor);
        }
        if (started || (cursor !== undefined && cursor === this.#cursor)) continue;
        const result = await executor.completeEvent({ ...request, signal: this.#signal }, event.value);
        if (this.#signal.aborted) return;
        this.#cursor = cursor ?? this.#cursor;
        yield cursor === undefined ? result : result.withExtensions({ cursor });
      }
    } finally {
      this.stop();
    }
  }

  async #next(
    upstream: SubscriptionStream,
  ): Promise<IteratorResult<ExecutionResult, void> | typeof aborted | 'interrupted'> {
    try {
      return await untilAborted(upstream.next(), this.#signal);
    } catch (error) {
      const { logger, request, transport } = this.#subscription;
      const context = { requestId: request.requestId, subgraph: transport.subgraph, error };
      if (error instanceof StreamInterruptedError) {
        logger.warn('A live stream was interrupted and is resumed', context);
        return 'interrupted';
      }
      logger.error('A live stream failed unexpectedly', context);
      const failure = { errors: [publicError(internalError, request.requestId)] };
      this.#upstream = endAfter(failure);
      return this.#upstream.next();
    }
  }

  /** Tries for as long as the client is there; false when he is not, or when the subgraph refuses. */
  async #reopen(): Promise<boolean> {
    this.#closeUpstream();
    for (;;) {
      await this.#backoff.wait(this.#signal);
      const answer = await this.#connect();
      if (answer === aborted) return false;
      if (Symbol.asyncIterator in answer) {
        this.#upstream = answer;
        return true;
      }
      if (!isUnavailable(answer)) {
        this.#upstream = endAfter(answer);
        return true;
      }
    }
  }

  async #connect(): Promise<SubscriptionStream | ExecutionResult | typeof aborted> {
    if (this.#signal.aborted) return aborted;
    const { request, transport } = this.#subscription;
    const { primary } = request.plan;
    if (!primary) throw new Error('The plan of a subscription has no primary fetch.');
    const upstreamRequest: SubgraphRequest = {
      query: primary.query,
      operationName: primary.operationName,
      variables: Object.fromEntries(
        primary.variables.flatMap((name) =>
          Object.hasOwn(request.variables, name) ? [[name, request.variables[name]]] : [],
        ),
      ),
      viewer: request.viewer,
      requestId: request.requestId,
      after: this.#cursor,
      signal: this.#signal,
    };
    const opening = transport.subscribe(upstreamRequest);
    const answer = await untilAborted(opening, this.#signal);
    // Opened too late for anybody to read it.
    if (answer === aborted) void opening.then(closeStream, () => {});
    return answer;
  }

  #closeUpstream(): void {
    if (this.#upstream) closeStream(this.#upstream);
    this.#upstream = undefined;
  }
}

const aborted: unique symbol = Symbol('aborted');

/** Not `Promise.race`, by which a promise that is raced once per event would hold on to every event. */
function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | typeof aborted> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve(aborted);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function readExtensions({ extensions }: ExecutionResult): {
  readonly cursor: string | undefined;
  readonly started: boolean;
} {
  const cursor = extensions?.['cursor'];
  return { cursor: typeof cursor === 'string' ? cursor : undefined, started: extensions?.['started'] === true };
}

function isUnavailable({ errors = [] }: ExecutionResult): boolean {
  return errors.some(({ extensions }) => extensions['code'] === 'SUBGRAPH_UNAVAILABLE');
}

async function* endAfter(result: ExecutionResult): SubscriptionStream {
  yield result;
}

function closeStream(stream: SubscriptionStream | ExecutionResult): void {
  if (Symbol.asyncIterator in stream) void stream.return().catch(() => {});
}
