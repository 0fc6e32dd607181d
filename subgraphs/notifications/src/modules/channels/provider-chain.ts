import type { Clock, Logger } from '@trivet/platform';
import type { Outcome, Receipt } from './channel-strategy.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { inTime } from './in-time.ts';
import { RefusedError } from './refused-error.ts';

/** Somebody who carries messages of a channel. `Identity`: by what a message is known that may have been sent. */
export interface Provider<Message, Identity = Message> {
  /** As configuration and deliveries have it, such as `smtp`. */
  readonly name: string;
  /**
   * Resolves when the message is on its way, with the id by which the provider knows it. What was sent under the same identity before is
   * not sent again, as far as the provider allows.
   * @param signal is aborted when nobody waits any more.
   * @throws {RefusedError} where it is certain that it has not left; anything else leaves that open.
   */
  send(message: Message, signal: AbortSignal): Promise<string | null>;
  /** Of a message that may have been sent: what has become of it. Left out where the provider cannot tell. */
  find?(identity: Identity): Promise<Outcome>;
  /** Ends what it keeps open for the next message. Nothing is sent any more. */
  close?(): void;
}

export interface ProviderChainDeps<Message, Identity = Message> {
  /** In the order in which they are asked. */
  readonly providers: readonly Provider<Message, Identity>[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of each provider; default 8. */
  readonly places?: number;
  /** How long a provider may take; then nobody knows what has become of the message. */
  readonly timeoutMs?: number;
}

/** A provider, and what is known of how he does. */
class Line<Message, Identity> {
  readonly provider: Provider<Message, Identity>;
  readonly #places: number;
  readonly #breaker: CircuitBreaker;
  #taken = 0;

  constructor(
    provider: Provider<Message, Identity>,
    { places, clock }: { readonly places: number; readonly clock: Clock },
  ) {
    this.provider = provider;
    this.#places = places;
    this.#breaker = new CircuitBreaker({ clock });
  }

  get isAsked(): boolean {
    return this.#breaker.state === 'closed';
  }

  /** Whoever rests keeps the places of what he has not answered yet, and nobody else waits for these. */
  get capacity(): number {
    const { state } = this.#breaker;
    if (state === 'closed') return this.#places;
    return state === 'half-open' ? Math.max(this.#taken, 1) : this.#taken;
  }

  /** False where there is none. Whoever has got one gives it back. */
  takePlace(): boolean {
    const { state } = this.#breaker;
    const isFree = state === 'closed' ? this.#taken < this.#places : state === 'half-open' && this.#taken === 0;
    if (isFree) this.#taken += 1;
    return isFree;
  }

  giveBack(): void {
    this.#taken -= 1;
  }

  async send(message: Message, timeoutMs: number): Promise<Receipt> {
    const late = new AbortController();
    try {
      const messageId = await inTime(this.provider.send(message, late.signal), timeoutMs);
      this.#breaker.succeed();
      return { provider: this.provider.name, messageId };
    } catch (error) {
      // A refusal of this message is an answer: the provider does well.
      if (error instanceof RefusedError && error.refusal !== 'unavailable') this.#breaker.succeed();
      else this.#breaker.fail();
      throw error;
    } finally {
      late.abort();
    }
  }
}

/**
 * Providers in an order. The next one is asked only where it is certain that the message has not left by the one before: he has refused
 * it, rests after failures, or all his places are taken by what he does not answer.
 */
export class ProviderChain<Message, Identity = Message> {
  readonly #lines: readonly Line<Message, Identity>[];
  readonly #logger: Logger;
  readonly #timeoutMs: number;

  constructor({ providers, clock, logger, places = 8, timeoutMs = 30_000 }: ProviderChainDeps<Message, Identity>) {
    this.#lines = providers.map((provider) => new Line(provider, { places, clock }));
    this.#logger = logger;
    this.#timeoutMs = timeoutMs;
  }

  /** Those of the first provider that is asked; of those before, that rest, what is under way still, and a probe. */
  get capacity(): number {
    let capacity = 0;
    for (const line of this.#lines) {
      capacity += line.capacity;
      if (line.isAsked) break;
    }
    return capacity;
  }

  /** As `Dispatch.send` promises it. */
  async send(message: Message, begin: (provider: string) => Promise<boolean>): Promise<Receipt | null> {
    let refused: RefusedError | undefined;
    for (const line of this.#lines) {
      const { name } = line.provider;
      if (!line.takePlace()) continue;
      try {
        if (!(await begin(name))) return null;
        return await line.send(message, this.#timeoutMs);
      } catch (error) {
        if (!(error instanceof RefusedError) || error.refusal !== 'unavailable') throw error;
        this.#logger.warn('A provider takes nothing at the moment.', { provider: name, reason: error.message });
        refused = error;
      } finally {
        line.giveBack();
      }
    }
    throw refused ?? new RefusedError('No provider is asked at the moment.', { refusal: 'unavailable' });
  }

  /** After the last message. */
  close(): void {
    for (const { provider } of this.#lines) provider.close?.();
  }

  /** What the provider says who was asked last; unknown where he is not among ours any more, or cannot tell. */
  async find(name: string | null, identity: Identity): Promise<Outcome> {
    const line = this.#lines.find(({ provider }) => provider.name === name);
    return line?.provider.find ? inTime(line.provider.find(identity), this.#timeoutMs) : 'unknown';
  }
}
