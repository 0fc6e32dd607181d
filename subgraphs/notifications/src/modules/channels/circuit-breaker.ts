import type { Clock } from '@trivet/platform';

/** So many failures one after the other, and nobody is asked for so long; twice as long each time that a probe fails. */
const failuresToOpen = 5;
const firstRestMs = 10_000;
const longestRestMs = 300_000;

/** `closed`: asked as ever. `open`: not asked. `half-open`: asked once, and what becomes of that decides. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** Leaves who fails in peace for a while, and whoever waits for him. */
export class CircuitBreaker {
  readonly #clock: Clock;
  #failures = 0;
  #restMs = firstRestMs;
  #openUntil: number | null = null;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  get state(): CircuitState {
    if (this.#openUntil === null) return 'closed';
    return this.#clock.now().getTime() < this.#openUntil ? 'open' : 'half-open';
  }

  /** It has answered, whatever it said. */
  succeed(): void {
    this.#failures = 0;
    this.#restMs = firstRestMs;
    this.#openUntil = null;
  }

  fail(): void {
    this.#failures += 1;
    const { state } = this;
    // Calls that began before it opened say nothing new.
    if (state === 'open' || (state === 'closed' && this.#failures < failuresToOpen)) return;
    if (state === 'half-open') this.#restMs = Math.min(this.#restMs * 2, longestRestMs);
    this.#openUntil = this.#clock.now().getTime() + this.#restMs;
  }
}
