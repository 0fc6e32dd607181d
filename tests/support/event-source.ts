import { Agent, type Dispatcher, EventSource } from 'undici';
import type { LiveResult, SubscriptionOptions } from './live-subscription.ts';
import { Received } from './received.ts';

/**
 * One subscription by an EventSource, which connects again by itself until it is told that the subscription is complete, with
 * everything it received in order.
 */
export class EventSourceSubscription {
  readonly #agent: Agent;
  readonly #source: EventSource;
  readonly #received = new Received<LiveResult>();
  #connections = 0;

  private constructor(agent: Agent, source: EventSource) {
    this.#agent = agent;
    this.#source = source;
    source.addEventListener('open', () => {
      this.#connections += 1;
    });
    source.addEventListener('next', (event) => this.#received.take(JSON.parse((event as MessageEvent).data)));
    source.addEventListener('complete', () => this.#end('complete'));
    source.addEventListener('error', () => {
      if (source.readyState === source.CLOSED) this.#end('refused');
    });
  }

  /** Resolves when the stream has begun, or was refused. */
  static async open(
    url: string,
    { query, variables, authorization }: SubscriptionOptions,
  ): Promise<EventSourceSubscription> {
    const agent = new Agent();
    const signed: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
      dispatch({ ...options, headers: { ...(options.headers as Record<string, string>), authorization } }, handler);
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    const source = new EventSource(`${url}/graphql?${search}`, {
      node: { dispatcher: agent.compose(signed), reconnectionTime: 50 },
    });
    const subscription = new EventSourceSubscription(agent, source);
    const begun = new Promise<void>((resolve) => source.addEventListener('open', () => resolve(), { once: true }));
    await Promise.race([begun, subscription.ended()]);
    return subscription;
  }

  /** How often it has been let in. */
  get connections(): number {
    return this.#connections;
  }

  /** The next event that was not taken yet. Rejects when the subscription ended instead, or nothing came for 15 s. */
  next(): Promise<LiveResult> {
    return this.#received.next();
  }

  /** Resolves with what ended it: `complete` or `refused`. */
  ended(): Promise<unknown> {
    return this.#received.ended();
  }

  async close(): Promise<void> {
    this.#source.close();
    await this.#agent.destroy();
  }

  #end(reason: string): void {
    this.#source.close();
    this.#received.end(reason);
  }
}
