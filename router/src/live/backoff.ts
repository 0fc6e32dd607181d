import { setTimeout as wait } from 'node:timers/promises';

export interface BackoffOptions {
  readonly firstMs?: number;
  readonly maxMs?: number;
}

/** Growing pauses with full jitter, so that the streams of a restarted subgraph do not all return at once. */
export class Backoff {
  readonly #firstMs: number;
  readonly #maxMs: number;
  #attempt = 0;

  constructor({ firstMs = 50, maxMs = 5000 }: BackoffOptions = {}) {
    this.#firstMs = firstMs;
    this.#maxMs = maxMs;
  }

  /** Resolves after the next pause, or at once when `signal` aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    const longest = Math.min(this.#maxMs, this.#firstMs * 2 ** this.#attempt);
    this.#attempt++;
    await wait(Math.random() * longest, undefined, { signal }).catch(() => {});
  }

  reset(): void {
    this.#attempt = 0;
  }
}
