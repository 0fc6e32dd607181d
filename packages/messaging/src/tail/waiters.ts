interface Waiter {
  wake(position: number): void;
}

/** Who waits for the next event of a stream, or of any. An event wakes only those that it may concern. */
export class Waiters {
  readonly #byKey = new Map<string, Set<Waiter>>();

  /**
   * Until something may concern the reader of `key` (undefined: of everything). Resolves with a position up to which
   * nothing did, or with -1 after an abort.
   */
  wait(key: string | undefined, signal: AbortSignal): Promise<number> {
    if (signal.aborted) return Promise.resolve(-1);
    const { promise, resolve } = Promise.withResolvers<number>();
    const name = key ?? '';
    const set = this.#byKey.get(name) ?? new Set();
    this.#byKey.set(name, set);
    const stop = () => waiter.wake(-1);
    const waiter: Waiter = {
      wake: (position) => {
        set.delete(waiter);
        if (set.size === 0 && this.#byKey.get(name) === set) this.#byKey.delete(name);
        signal.removeEventListener('abort', stop);
        resolve(position);
      },
    };
    set.add(waiter);
    signal.addEventListener('abort', stop, { once: true });
    return promise;
  }

  /** An event of this stream came; up to `position` there was none. */
  wake(key: string, position: number): void {
    for (const waiter of this.#byKey.get(key) ?? []) waiter.wake(position);
    for (const waiter of this.#byKey.get('') ?? []) waiter.wake(position);
  }

  /** Nothing came for those who still wait, up to `position`. */
  wakeAll(position: number): void {
    for (const set of [...this.#byKey.values()]) for (const waiter of set) waiter.wake(position);
  }
}
