import { SubgraphFailure } from '../subgraph-failure.ts';

export interface ConcurrencyLimitOptions {
  readonly maxRunning: number;
  readonly maxWaiting: number;
}

/** A place to come. */
export interface Waiter {
  /** Resolves with the place; rejects when it is given up. */
  readonly place: Promise<void>;
  giveUp(reason: Error): void;
}

/** So many at once and no more; the rest wait, and have their turn in the order in which they came. */
export class ConcurrencyLimit {
  readonly #options: ConcurrencyLimitOptions;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(options: ConcurrencyLimitOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes a place if one is free. Who has one leaves it, once. */
  tryEnter(): boolean {
    if (this.#running >= this.#options.maxRunning) return false;
    this.#running++;
    return true;
  }

  /**
   * For whom `tryEnter` had no place.
   * @throws {SubgraphFailure} `crowded`.
   */
  wait(): Waiter {
    const { maxWaiting } = this.#options;
    if (this.#waiting.size >= maxWaiting) {
      throw new SubgraphFailure('crowded', `More than ${maxWaiting} requests wait for the subgraph.`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    return {
      place: promise,
      giveUp: (reason) => {
        // Whose turn it has become meanwhile has the place.
        if (this.#waiting.delete(resolve)) reject(reason);
      },
    };
  }

  leave(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#running--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
