import { RollingCount } from './rolling-count.ts';

export interface CircuitBreakerLimits {
  /** Of the answers of the window, the share of failures at which nobody is sent any more. */
  readonly failureShare: number;
  readonly windowMs: number;
  /** Or when nothing succeeded for so long: a busy subgraph that dies has a window full of successes. */
  readonly silenceMs: number;
  /** With fewer answers, neither happens. */
  readonly minAnswers: number;
  /** While the circuit is open, one is sent this often, to see. */
  readonly probeEveryMs: number;
  /** Sent at once when the subgraph says by itself that it is ready. */
  readonly probesWhenReady: number;
}

export const defaultCircuitBreakerLimits: CircuitBreakerLimits = {
  failureShare: 0.5,
  windowMs: 10_000,
  silenceMs: 500,
  minAnswers: 10,
  probeEveryMs: 250,
  probesWhenReady: 5,
};

export interface CircuitBreakerOptions extends Partial<CircuitBreakerLimits> {
  /** Milliseconds that never go back. */
  readonly now: () => number;
  readonly onOpen?: (counts: { readonly failures: number; readonly answers: number }) => void;
  readonly onClose?: () => void;
}

/**
 * Sends nobody to a subgraph whose answers failed of late, all or a share of them, but for a probe every now and then; the
 * first probe that succeeds ends it. Probes are sent by the time and not one after the other, so that one that hangs delays nothing.
 */
export class CircuitBreaker {
  readonly #limits: CircuitBreakerLimits;
  readonly #now: () => number;
  readonly #options: Pick<CircuitBreakerOptions, 'onOpen' | 'onClose'>;
  readonly #count: RollingCount;
  /** Changes with each opening and closing, so that who was sent before says nothing about after. */
  #era = 0;
  #isOpen = false;
  #succeededAt: number;
  #failedSince = 0;
  #nextProbeAt = 0;
  #extraProbes = 0;

  constructor(options: CircuitBreakerOptions) {
    this.#limits = { ...defaultCircuitBreakerLimits, ...options };
    this.#now = options.now;
    this.#options = options;
    this.#succeededAt = this.#now();
    this.#count = new RollingCount(this.#limits.windowMs);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether `enter` would let somebody through. */
  get isPassable(): boolean {
    return !this.#isOpen || this.#extraProbes > 0 || this.#now() >= this.#nextProbeAt;
  }

  /** To be handed back with what came of it; undefined for whom is not sent. */
  enter(): number | undefined {
    if (!this.#isOpen) return this.#era;
    if (!this.isPassable) return undefined;
    if (this.#extraProbes > 0) this.#extraProbes--;
    else this.#nextProbeAt = this.#now() + this.#limits.probeEveryMs;
    return this.#era;
  }

  record(era: number, ok: boolean): void {
    if (era !== this.#era) return;
    if (this.#isOpen) {
      if (ok) this.#close();
      return;
    }
    const now = this.#now();
    this.#count.add(ok, now);
    if (ok) {
      this.#succeededAt = now;
      this.#failedSince = 0;
      return;
    }
    this.#failedSince++;
    const { failureShare, silenceMs, minAnswers } = this.#limits;
    const { bad, total } = this.#count;
    const isSilent = Math.min(this.#failedSince, bad) >= minAnswers && now - this.#succeededAt >= silenceMs;
    if (isSilent || (total >= minAnswers && bad >= failureShare * total)) this.#open();
  }

  /** The subgraph says that it is ready: the next few are sent, to see. */
  expectRecovery(): void {
    if (this.#isOpen) this.#extraProbes = this.#limits.probesWhenReady;
  }

  #open(): void {
    const { bad: failures, total: answers } = this.#count;
    this.#era++;
    this.#isOpen = true;
    this.#nextProbeAt = this.#now() + this.#limits.probeEveryMs;
    this.#options.onOpen?.({ failures, answers });
  }

  #close(): void {
    this.#era++;
    this.#isOpen = false;
    this.#succeededAt = this.#now();
    this.#failedSince = 0;
    this.#extraProbes = 0;
    this.#count.clear();
    this.#options.onClose?.();
  }
}
