import { AppError, type LiveEvent } from '@trivet/platform';

/** What a subgraph's live fields read from: values in order, whose cursors are their positions. */
export class TestLog<Value> {
  /** Cursors below this one have expired. */
  retained = 0;
  /** Readers get the event of their own cursor once more. */
  repeatsLast = false;
  /** From where each reader began. */
  readonly readers: (string | undefined)[] = [];
  readonly #values: Value[] = [];
  #open = 0;
  #ended = false;
  #changed = Promise.withResolvers<void>();

  append(...values: Value[]): void {
    this.#values.push(...values);
    this.#notify();
  }

  /** There will be no more values. */
  end(): void {
    this.#ended = true;
    this.#notify();
  }

  /** Resolves when exactly so many are reading. */
  async untilReaders(count: number): Promise<void> {
    while (this.#open !== count) await this.#changed.promise;
  }

  /**
   * First where it stands, then every later value, until `signal` aborts.
   * @throws {AppError} `CURSOR_EXPIRED`.
   */
  read(after: string | undefined, signal: AbortSignal | undefined): AsyncGenerator<LiveEvent<Value>, void, void> {
    this.readers.push(after);
    const start = after === undefined ? this.#values.length : Number(after);
    if (start < this.retained) throw new AppError('CURSOR_EXPIRED', 'The cursor has expired.');
    let position = this.repeatsLast && after !== undefined ? start - 1 : start;
    let begun = false;
    let open = true;
    this.#open++;
    this.#notify();
    const close = (): IteratorResult<LiveEvent<Value>, void> => {
      if (open) this.#open--;
      open = false;
      this.#notify();
      return { value: undefined, done: true };
    };
    signal?.addEventListener('abort', close, { once: true });
    const next = async (): Promise<IteratorResult<LiveEvent<Value>, void>> => {
      if (!begun) {
        begun = true;
        return { value: { cursor: String(start) }, done: false };
      }
      while (open && !this.#ended && position >= this.#values.length) await this.#changed.promise;
      if (!open || position >= this.#values.length) return close();
      position++;
      return { value: { cursor: String(position), value: this.#values[position - 1] as Value }, done: false };
    };
    return {
      next,
      return: async () => close(),
      throw: async (error) => {
        close();
        throw error;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
      [Symbol.asyncDispose]: async () => {
        close();
      },
    };
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
