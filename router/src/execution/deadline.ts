import { type ExecutionResult, GraphQLError } from 'graphql';

/** Until when an operation may work: its time limit, or its client's going away. Dispose of it when the work is done. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #client: AbortSignal | undefined;
  readonly #abort = (): void => this.#controller.abort();
  readonly #timeoutMs: number;
  #passed: Promise<ExecutionResult> | undefined;

  constructor(timeoutMs: number, client: AbortSignal | undefined) {
    this.#timeoutMs = timeoutMs;
    this.#timer = setTimeout(this.#abort, timeoutMs);
    this.#timer.unref();
    this.#client = client;
    if (client?.aborted) this.#abort();
    client?.addEventListener('abort', this.#abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reached(): boolean {
    return this.signal.aborted;
  }

  /** What takes the place of an answer that comes too late. */
  get result(): ExecutionResult {
    const message = this.#client?.aborted
      ? 'The operation was cancelled.'
      : `The operation took longer than ${this.#timeoutMs / 1000} seconds.`;
    return { errors: [new GraphQLError(message, { extensions: { code: 'TIMEOUT' } })] };
  }

  /** Settles when the deadline is reached. */
  get passed(): Promise<ExecutionResult> {
    this.#passed ??= new Promise((resolve) => {
      this.signal.addEventListener('abort', () => resolve(this.result), { once: true });
    });
    return this.#passed;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#client?.removeEventListener('abort', this.#abort);
  }
}
