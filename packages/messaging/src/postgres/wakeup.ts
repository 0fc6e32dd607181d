/** Lets one loop sleep until there is something to do. A call during its work is not lost. */
export class Wakeup {
  #called = false;
  #wake: (() => void) | undefined;

  call(): void {
    this.#called = true;
    this.#wake?.();
  }

  /** Until the next call (or one since the last wait), `timeoutMs` or an abort. */
  async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#called && !signal.aborted) await this.#sleep(timeoutMs, signal);
    this.#called = false;
  }

  async #sleep(timeoutMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, timeoutMs);
    signal.addEventListener('abort', this.#wake, { once: true });
    await promise;
    clearTimeout(timer);
    signal.removeEventListener('abort', this.#wake);
    this.#wake = undefined;
  }
}
