/** Lets one after the other go on, each in a turn of the event loop of its own, so that their work is no long block together. */
export class Turns {
  readonly #waiting: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(this.#admit);
    });
  }

  readonly #admit = (): void => {
    this.#waiting.shift()?.();
    // An immediate that is asked for by one waits for the next turn.
    if (this.#waiting.length > 0) setImmediate(this.#admit);
  };
}
