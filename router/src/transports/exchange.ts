import type { ExecutionResult } from 'graphql';
import type { Connection, ResponseHandler } from './http1/connection.ts';
import type { Connections } from './http1/connections.ts';
import type { Attempt } from './policies/call-policies.ts';
import { failureOf, SubgraphFailure } from './subgraph-failure.ts';
import { readWireResult } from './wire-result.ts';

/** One request to a subgraph and its answer, read whole. */
export class Exchange implements ResponseHandler, Attempt<ExecutionResult> {
  readonly result: Promise<ExecutionResult>;
  readonly #settle: PromiseWithResolvers<ExecutionResult>;
  /** While it carries this: afterwards it carries others. */
  #connection: Connection | undefined;

  /** `message` is the whole request. */
  constructor(connections: Connections, message: string) {
    this.#settle = Promise.withResolvers();
    this.result = this.#settle.promise;
    try {
      this.#connection = connections.send(message, this);
    } catch (error) {
      this.failed(failureOf(error));
    }
  }

  stop(failure: SubgraphFailure): void {
    const connection = this.#connection;
    this.failed(failure);
    connection?.close(failure);
  }

  answered(status: number, text: string): void {
    this.#connection = undefined;
    try {
      this.#settle.resolve(readAnswer(status, text));
    } catch (error) {
      this.#settle.reject(error);
    }
  }

  failed(failure: SubgraphFailure): void {
    this.#connection = undefined;
    this.#settle.reject(failure);
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
