const patienceMs = 15_000;

/** What a subscription has received, in order, until it ends. */
export class Received<Result> {
  readonly #results: Result[] = [];
  readonly #waiting: (() => void)[] = [];
  #ended: unknown;

  take(result: Result): void {
    this.#results.push(result);
    this.#wake();
  }

  /** The first reason counts. */
  end(reason: unknown): void {
    this.#ended ??= reason;
    this.#wake();
  }

  /** The next that was not taken yet. Rejects when the subscription ended instead, or nothing came for 15 s. */
  async next(): Promise<Result> {
    for (;;) {
      const result = this.#results.shift();
      if (result) return result;
      if (this.#ended !== undefined) throw new Error('The subscription has ended.', { cause: this.#ended });
      await this.#change();
    }
  }

  /** What came before the end and was not taken. */
  async rest(): Promise<Result[]> {
    await this.ended();
    return this.#results.splice(0);
  }

  /** Resolves with what ended it. */
  async ended(): Promise<unknown> {
    while (this.#ended === undefined) await this.#change();
    return this.#ended;
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

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
