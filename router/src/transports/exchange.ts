import type { ExecutionResult } from 'graphql';
import type { Dispatcher } from 'undici';
import type { Attempt } from './policies/call-policies.ts';
import { SubgraphFailure } from './subgraph-failure.ts';
import { readWireResult } from './wire-result.ts';

/**
 * One request to a subgraph and its answer, read whole; to be dispatched once. A handler of undici's and not its `request`,
 * whose stream costs as much as all the rest.
 */
export class Exchange implements Dispatcher.DispatchHandler, Attempt<ExecutionResult> {
  readonly result: Promise<ExecutionResult>;
  readonly #settle: PromiseWithResolvers<ExecutionResult>;
  #controller: Dispatcher.DispatchController | undefined;
  #stopped: SubgraphFailure | undefined;
  #status = 0;
  #first: Buffer | undefined;
  #rest: Buffer[] | undefined;

  constructor() {
    this.#settle = Promise.withResolvers();
    this.result = this.#settle.promise;
  }

  stop(failure: SubgraphFailure): void {
    this.#stopped = failure;
    this.#settle.reject(failure);
    this.#controller?.abort(failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#stopped) controller.abort(this.#stopped);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#first) {
      this.#first = chunk;
      return;
    }
    this.#rest ??= [];
    this.#rest.push(chunk);
  }

  onResponseEnd(): void {
    try {
      this.#settle.resolve(readAnswer(this.#status, this.#text()));
    } catch (error) {
      this.#settle.reject(error);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#settle.reject(error);
  }

  #text(): string {
    if (!this.#first) return '';
    // Joined before it is read: a character may begin in one piece and end in the next.
    return (this.#rest ? Buffer.concat([this.#first, ...this.#rest]) : this.#first).toString();
  }
}

const notNow: ReadonlySet<number> = new Set([502, 503, 504]);

/** @throws {SubgraphFailure} for anything but a GraphQL answer; and for a refusal of our token, which is no client's fault. */
function readAnswer(status: number, text: string): ExecutionResult {
  if (status === 401 || status === 403) {
    throw new SubgraphFailure('refused', `The subgraph refused the router: status ${status}.`);
  }
  // What speaks GraphQL is an answer, whatever its status: a subgraph may give errors a status of their own.
  const result = readWireResult(parse(text));
  if (result && (result.data || result.errors)) return result;
  if (notNow.has(status)) throw new SubgraphFailure('not-now', `The subgraph cannot answer now: status ${status}.`);
  throw new SubgraphFailure(
    'garbage',
    `The answer is not a GraphQL result: status ${status}, ${text.length} characters.`,
  );
}

/** Undefined for what is not JSON. The parser's error would quote the body. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
