import { type ExecutionResult, GraphQLError } from 'graphql';
import type { CallDeadline } from '../transports/transport.ts';

/** Until when an operation may work: its time limit, or its client's going away. Dispose of it when the work is done. */
export class Deadline implements CallDeadline, Disposable {
  readonly #timer: NodeJS.Timeout;
  readonly #client: AbortSignal | undefined;
  readonly #timeoutMs: number;
  readonly #pass = (): void => {
    this.#reached = true;
    this.#controller?.abort();
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  };
  readonly #listeners = new Set<() => void>();
  /** Made for whoever wants the signal: in one process nobody does. */
  #controller: AbortController | undefined;
  #reached = false;

  constructor(timeoutMs: number, client: AbortSignal | undefined) {
    this.#timeoutMs = timeoutMs;
    this.#timer = setTimeout(this.#pass, timeoutMs);
    this.#timer.unref();
    this.#client = client;
    if (client?.aborted) this.#pass();
    client?.addEventListener('abort', this.#pass, { once: true });
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reached) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  get reached(): boolean {
    return this.#reached;
  }

  onReached(listener: () => void): void {
    if (this.#reached) listener();
    else this.#listeners.add(listener);
  }

  offReached(listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** What takes the place of an answer that comes too late. */
  get result(): ExecutionResult {
    const message = this.#client?.aborted
      ? 'The operation was cancelled.'
      : `The operation took longer than ${this.#timeoutMs / 1000} seconds.`;
    return { errors: [new GraphQLError(message, { extensions: { code: 'TIMEOUT' } })] };
  }

  /** The answer, or what takes its place when the deadline is reached first. */
  orPassed(answer: Promise<ExecutionResult>): Promise<ExecutionResult> {
    return new Promise((resolve, reject) => {
      const pass = (): void => resolve(this.result);
      this.#listeners.add(pass);
      answer.then(
        (result) => {
          this.#listeners.delete(pass);
          resolve(result);
        },
        (error: unknown) => {
          this.#listeners.delete(pass);
          reject(error);
        },
      );
    });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#client?.removeEventListener('abort', this.#pass);
  }
}
