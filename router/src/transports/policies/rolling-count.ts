const slots = 10;

/** How many answers of late were good, and how many were not. */
export class RollingCount {
  readonly #slotMs: number;
  readonly #good = new Uint32Array(slots);
  readonly #bad = new Uint32Array(slots);
  /** Which one is written, counted from the beginning of time. */
  #slot = 0;
  #goodTotal = 0;
  #badTotal = 0;

  /** Counts are forgotten when they are `windowMs` old, a tenth of it at a time. */
  constructor(windowMs: number) {
    this.#slotMs = windowMs / slots;
  }

  get bad(): number {
    return this.#badTotal;
  }

  get total(): number {
    return this.#goodTotal + this.#badTotal;
  }

  add(ok: boolean, nowMs: number): void {
    this.#advance(Math.floor(nowMs / this.#slotMs));
    const counts = ok ? this.#good : this.#bad;
    const index = this.#slot % slots;
    counts[index] = (counts[index] ?? 0) + 1;
    if (ok) this.#goodTotal++;
    else this.#badTotal++;
  }

  clear(): void {
    this.#good.fill(0);
    this.#bad.fill(0);
    this.#goodTotal = 0;
    this.#badTotal = 0;
  }

  #advance(slot: number): void {
    if (slot === this.#slot) return;
    if (slot - this.#slot >= slots) {
      this.clear();
    } else {
      for (let each = this.#slot + 1; each <= slot; each++) this.#forget(each % slots);
    }
    this.#slot = slot;
  }

  #forget(index: number): void {
    this.#goodTotal -= this.#good[index] ?? 0;
    this.#badTotal -= this.#bad[index] ?? 0;
    this.#good[index] = 0;
    this.#bad[index] = 0;
  }
}
