import { type Client, createClient, type FormattedExecutionResult } from 'graphql-ws';
import WebSocket from 'ws';

// biome-ignore lint/suspicious/noExplicitAny: tests reach into events of many shapes, and fail where they are others.
export type LiveResult = FormattedExecutionResult<any, any>;

const patienceMs = 15_000;

/** One subscription on one socket, with everything it received in order. */
export class LiveSubscription {
  readonly #client: Client;
  readonly #received: LiveResult[] = [];
  readonly #waiting: (() => void)[] = [];
  #ended: unknown;
  #unsubscribe: () => void = () => {};

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Resolves when the server has acknowledged the socket and was sent the subscription. */
  static async open(
    url: string,
    {
      query,
      variables,
      authorization,
    }: { query: string; variables: Readonly<Record<string, unknown>>; authorization: string },
  ): Promise<LiveSubscription> {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: 0,
      lazy: true,
    });
    const subscription = new LiveSubscription(client);
    const connected = new Promise<void>((resolve) => client.on('connected', () => resolve()));
    subscription.#unsubscribe = client.subscribe(
      { query, variables: { ...variables } },
      {
        next: (result) => subscription.#take(result),
        error: (error) => subscription.#end(error),
        complete: () => subscription.#end('complete'),
      },
    );
    await Promise.race([connected, subscription.ended()]);
    return subscription;
  }

  /** The next event that was not taken yet. Rejects when the subscription ended instead, or nothing came for 15 s. */
  async next(): Promise<LiveResult> {
    for (;;) {
      const result = this.#received.shift();
      if (result) return result;
      if (this.#ended !== undefined) throw new Error('The subscription has ended.', { cause: this.#ended });
      await this.#change();
    }
  }

  async take(count: number): Promise<LiveResult[]> {
    const results: LiveResult[] = [];
    while (results.length < count) results.push(await this.next());
    return results;
  }

  /** What came before the end and was not taken. */
  async rest(): Promise<LiveResult[]> {
    await this.ended();
    return this.#received.splice(0);
  }

  /** Resolves with what ended it: `complete`, GraphQL errors, or the socket's close event. */
  async ended(): Promise<unknown> {
    while (this.#ended === undefined) await this.#change();
    return this.#ended;
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    await this.#client.dispose();
  }

  #change(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Nothing came for ${patienceMs / 1000} s.`)), patienceMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #take(result: LiveResult): void {
    this.#received.push(result);
    this.#wake();
  }

  #end(reason: unknown): void {
    this.#ended ??= reason;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
