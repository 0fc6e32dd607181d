import { randomUUID } from 'node:crypto';
import { AppError, type ClientInfo, type Logger, type Viewer } from '@trivet/platform';
import type { SubscribePayload } from 'graphql-ws';
import { viewerContext } from '../admission/viewer-context.ts';
import { type ClientResult, codesOf } from '../execution/answer.ts';
import type { ClientStream, OperationRequest, Operations } from '../execution/operations.ts';
import { operationNameOf } from '../http/graphql-parameters.ts';
import { parseIdempotencyKey } from '../http/idempotency-key.ts';

export interface OperationDeps {
  readonly payload: SubscribePayload;
  /** By default one of its own. */
  readonly requestId?: string | undefined;
  /** Of `OperationRequest`. */
  readonly after?: string | undefined;
  readonly onPosition?: ((cursor: string) => void) | undefined;
  readonly viewer: Viewer;
  readonly client: ClientInfo;
  readonly operations: Operations;
  readonly logger: Logger;
  /** Resolves when the peer can take another message. */
  readonly room: () => Promise<void>;
  /** None of these is called after `cancel`; after `error` or `complete`, no other. */
  readonly next: (result: ClientResult) => void;
  readonly error: (errors: readonly unknown[]) => void;
  readonly complete: () => void;
}

type Outcome = 'completed' | 'refused' | 'cancelled' | 'failed';

/** One operation on a socket, or on a stream of its own, from `subscribe` until it is over or the client wants no more of it. */
export class Operation {
  readonly #deps: OperationDeps;
  readonly #controller = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  readonly #requestId: string;
  #kind: string | undefined;
  #errors: readonly string[] | undefined;

  constructor(deps: OperationDeps) {
    this.#deps = deps;
    this.#requestId = deps.requestId ?? randomUUID();
  }

  get isStream(): boolean {
    return this.#kind === 'subscription';
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** The client wants nothing more: not one message of this operation follows. */
  cancel(): void {
    this.#controller.abort();
  }

  /** Never rejects. */
  async run(): Promise<void> {
    const { payload, viewer, logger } = this.#deps;
    const begunAt = performance.now();
    let outcome: Outcome;
    try {
      outcome = await this.#execute();
    } catch (error) {
      outcome = this.#fail(error);
    }
    logger.info('operation', {
      requestId: this.#requestId,
      ...viewerContext(viewer),
      operation: operationNameOf({ query: payload.query, operationName: payload.operationName ?? undefined }),
      kind: this.#kind,
      outcome,
      ...(this.#errors && { errors: this.#errors }),
      durationMs: Math.round((performance.now() - begunAt) * 10) / 10,
    });
    this.#ended.resolve();
  }

  async #execute(): Promise<Outcome> {
    const { operations, next, complete } = this.#deps;
    const request = this.#request();
    const classified = operations.classify(request);
    const kind = classified instanceof Promise ? await classified : classified;
    if (typeof kind !== 'string') return this.#refuse(kind);
    this.#kind = kind;
    if (kind === 'subscription') {
      const stream = await operations.subscribe(request);
      return Symbol.asyncIterator in stream ? this.#deliver(stream) : this.#refuse(stream);
    }
    const { stage, result } = await operations.execute(request);
    if (stage === 'refused') return this.#refuse(result);
    this.#errors = codesOf(result);
    return this.#finish(() => {
      next(result);
      complete();
    });
  }

  /** Pulls an event only when there is room for it, and sends none that comes after the client's `complete`. */
  async #deliver(stream: ClientStream): Promise<Outcome> {
    const { room, next, complete } = this.#deps;
    for await (const result of stream) {
      if (this.#controller.signal.aborted) break;
      next(result);
      await room();
    }
    return this.#finish(complete);
  }

  #request(): OperationRequest {
    const { payload, viewer, client, after, onPosition } = this.#deps;
    return {
      query: payload.query,
      operationName: payload.operationName ?? undefined,
      variables: payload.variables ?? undefined,
      viewer,
      requestId: this.#requestId,
      idempotencyKey: parseIdempotencyKey(payload.extensions?.['idempotencyKey']),
      client,
      after,
      onPosition,
      signal: this.#controller.signal,
    };
  }

  #refuse(result: ClientResult): Outcome {
    this.#errors = codesOf(result);
    return this.#finish(
      () => this.#deps.error(result.errors ?? [{ message: 'The operation was refused.' }]),
      'refused',
    );
  }

  #fail(error: unknown): Outcome {
    if (error instanceof AppError) {
      this.#errors = [error.code];
      return this.#finish(
        () => this.#deps.error([{ message: error.message, extensions: { code: error.code } }]),
        'refused',
      );
    }
    this.#deps.logger.error('An operation failed unexpectedly', { requestId: this.#requestId, error });
    const message = 'Something went wrong on our side. The request id helps us to find it.';
    const extensions = { code: 'INTERNAL_SERVER_ERROR', requestId: this.#requestId };
    return this.#finish(() => this.#deps.error([{ message, extensions }]), 'failed');
  }

  #finish(say: () => void, outcome: Outcome = 'completed'): Outcome {
    if (this.#controller.signal.aborted) return 'cancelled';
    say();
    return outcome;
  }
}
