import type { FetcherParams } from '@graphiql/toolkit';
import type { ExecutionResult } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { ReadableError } from './readable-error.ts';

/** How long a socket without a subscription stays open for the next one. */
const IDLE_MS = 5_000;

/** Close codes of graphql-transport-ws that a person can do something about. */
const CLOSE_REASONS: Readonly<Record<number, string>> = {
  1006: 'The connection was lost or refused. Is the server running?',
  1012: 'The server is restarting. Run the subscription again.',
  4400: 'The server did not understand the connection.',
  4401: 'The server refused the credentials: sign in again and change the Authorization header.',
  4403: 'The server refused the connection: the access token in the Authorization header is missing, wrong or expired.',
  4406: 'The server does not speak graphql-transport-ws on this path.',
  4429: 'Too many connections or subscriptions. Try again in a moment.',
};

/** One socket, opened when a subscription needs it, for as long as the headers stay the same. */
export class LiveConnection {
  readonly #endpoint: URL;
  #client: Client | undefined;
  #identity: string | undefined;

  constructor(endpoint: URL) {
    this.#endpoint = endpoint;
  }

  /** The events of one subscription. Its iterator rejects with a {@link ReadableError} when the connection ends first. */
  subscribe(
    operation: FetcherParams,
    headers: Readonly<Record<string, unknown>>,
  ): AsyncIterableIterator<ExecutionResult> {
    const events = this.#clientFor(headers).iterate(definedOnly(operation)) as AsyncGenerator<ExecutionResult>;
    // Not a generator: its `return`, GraphiQL's stop button, would wait for the next event.
    return {
      next: () =>
        events.next().catch((error: unknown) => {
          throw isCloseEvent(error) ? new ReadableError(sentence(error)) : error;
        }),
      return: () => events.return(undefined),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  #clientFor(headers: Readonly<Record<string, unknown>>): Client {
    const connectionParams = inLowerCase(headers);
    const identity = JSON.stringify(connectionParams);
    if (this.#client === undefined || identity !== this.#identity) {
      // The client before this one closes its socket by itself once its last subscription ends.
      this.#client = createClient({
        url: this.#endpoint.href,
        connectionParams,
        lazyCloseTimeout: IDLE_MS,
        // A silent reconnect would hide the events between; here a person decides.
        retryAttempts: 0,
      });
      this.#identity = identity;
    }
    return this.#client;
  }
}

/** Header names have no case, keys of `connection_init` do: the server reads them in lower case. */
function inLowerCase(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function definedOnly({ query, operationName, variables }: FetcherParams) {
  return { query, ...(operationName ? { operationName } : {}), ...(variables ? { variables } : {}) };
}

function isCloseEvent(error: unknown): error is { code: number; reason: string } {
  return typeof error === 'object' && error !== null && 'code' in error && 'reason' in error;
}

function sentence({ code, reason }: { code: number; reason: string }): string {
  const explanation = CLOSE_REASONS[code] ?? 'The server closed the connection.';
  return `${explanation} (${reason ? `${code}: ${reason}` : code})`;
}
