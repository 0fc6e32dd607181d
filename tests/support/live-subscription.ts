import { type Client, createClient, type FormattedExecutionResult } from 'graphql-ws';
import WebSocket from 'ws';
import { Received } from './received.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests reach into events of many shapes, and fail where they are others.
export type LiveResult = FormattedExecutionResult<any, any>;

export interface SubscriptionOptions {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly authorization: string;
}

/** One subscription on one socket, with everything it received in order. */
export class LiveSubscription {
  readonly #client: Client;
  readonly #received = new Received<LiveResult>();
  #unsubscribe: () => void = () => {};

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Resolves when the server has acknowledged the socket and was sent the subscription. */
  static async open(url: string, { query, variables, authorization }: SubscriptionOptions): Promise<LiveSubscription> {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: 0,
      lazy: true,
    });
    const subscription = new LiveSubscription(client);
    const received = subscription.#received;
    const connected = new Promise<void>((resolve) => client.on('connected', () => resolve()));
    subscription.#unsubscribe = client.subscribe(
      { query, variables: { ...variables } },
      {
        next: (result) => received.take(result),
        error: (error) => received.end(error),
        complete: () => received.end('complete'),
      },
    );
    await Promise.race([connected, subscription.ended()]);
    return subscription;
  }

  /** The next event that was not taken yet. Rejects when the subscription ended instead, or nothing came for 15 s. */
  next(): Promise<LiveResult> {
    return this.#received.next();
  }

  async take(count: number): Promise<LiveResult[]> {
    const results: LiveResult[] = [];
    while (results.length < count) results.push(await this.next());
    return results;
  }

  /** What came before the end and was not taken. */
  rest(): Promise<LiveResult[]> {
    return this.#received.rest();
  }

  /** Resolves with what ended it: `complete`, GraphQL errors, or the socket's close event. */
  ended(): Promise<unknown> {
    return this.#received.ended();
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    await this.#client.dispose();
  }
}
