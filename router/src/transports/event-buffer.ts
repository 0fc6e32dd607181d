import type { SubscriptionStream } from '@trivet/platform';
import { type ExecutionResult, GraphQLError } from 'graphql';

export interface EventBufferOptions {
  /** Events that wait for their reader at most; with one more the stream ends with an error. */
  readonly maxEvents: number;
  /** Called once, when nobody reads on or nothing more may come. */
  readonly onClose: () => void;
}

/** Turns events that are pushed into a stream that is pulled, without ever holding more than a bounded number of them. */
export class EventBuffer implements SubscriptionStream {
  /** The first event, which can still be read; or the error, or nothing, that the stream ended with before it. */
  readonly first: Promise<ExecutionResult | Error | undefined>;
  readonly #options: EventBufferOptions;
  readonly #first = Promise.withResolvers<ExecutionResult | Error | undefined>();
  readonly #waiting: PromiseWithResolvers<IteratorResult<ExecutionResult, void>>[] = [];
  #events: ExecutionResult[] = [];
  #ending: { readonly error?: Error } | undefined;
  #closed = false;

  constructor(options: EventBufferOptions) {
    this.#options = options;
    this.first = this.#first.promise;
  }

  push(event: ExecutionResult): void {
    if (this.#ending) return;
    this.#first.resolve(event);
    const reader = this.#waiting.shift();
    if (reader) {
      reader.resolve({ value: event, done: false });
    } else if (this.#events.length < this.#options.maxEvents) {
      this.#events.push(event);
    } else {
      this.#events.push({ errors: [tooSlow(this.#options.maxEvents)] });
      this.end();
    }
  }

  /** No more events. With an error, reading rejects with it after the events that came before. */
  end(error?: Error): void {
    if (this.#ending) return;
    this.#first.resolve(error);
    this.#ending = error ? { error } : {};
    for (const reader of this.#waiting.splice(0)) this.#settle(reader);
    this.#close();
  }

  async next(): Promise<IteratorResult<ExecutionResult, void>> {
    const value = this.#events.shift();
    if (value) return { value, done: false };
    const reader = Promise.withResolvers<IteratorResult<ExecutionResult, void>>();
    if (this.#ending) this.#settle(reader);
    else this.#waiting.push(reader);
    return reader.promise;
  }

  async return(): Promise<IteratorResult<ExecutionResult, void>> {
    this.#events = [];
    this.end();
    this.#ending = {};
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult, void>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** An interruption is told once; after it the stream is at its end. */
  #settle(reader: PromiseWithResolvers<IteratorResult<ExecutionResult, void>>): void {
    const error = this.#ending?.error;
    this.#ending = {};
    if (error) reader.reject(error);
    else reader.resolve({ value: undefined, done: true });
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.onClose();
  }
}

function tooSlow(maxEvents: number): GraphQLError {
  return new GraphQLError(
    `More than ${maxEvents} events were waiting to be read. Subscribe again with the last cursor to go on.`,
    { extensions: { code: 'OPERATION_LIMIT_EXCEEDED' } },
  );
}
