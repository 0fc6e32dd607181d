import { SubgraphFailure } from '../subgraph-failure.ts';
import type { CallDeadline } from '../transport.ts';

export interface CutoffOptions {
  readonly timeoutMs: number;
  readonly deadline: CallDeadline;
}

/** Ends one call: at the time limit of its subgraph, or when nobody waits any more. Dispose of it when the call is over. */
export class Cutoff implements Disposable {
  readonly #deadline: CallDeadline;
  readonly #timeoutMs: number;
  readonly #timer: NodeJS.Timeout;
  #failure: SubgraphFailure | undefined;
  #stop: ((failure: SubgraphFailure) => void) | undefined;

  constructor({ timeoutMs, deadline }: CutoffOptions) {
    this.#timeoutMs = timeoutMs;
    this.#deadline = deadline;
    this.#timer = setTimeout(this.#timeOut, timeoutMs);
    deadline.onReached(this.#abandon);
  }

  /** What is done now, and to be stopped in time: instead of what was before. At once, if it is too late already. */
  guard(stop: (failure: SubgraphFailure) => void): void {
    this.#stop = stop;
    if (this.#failure) stop(this.#failure);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#deadline.offReached(this.#abandon);
    this.#stop = undefined;
  }

  readonly #timeOut = (): void => {
    this.#cut(new SubgraphFailure('too-slow', `The subgraph took longer than ${this.#timeoutMs / 1000} seconds.`));
  };

  readonly #abandon = (): void => {
    this.#cut(new SubgraphFailure('abandoned', 'Nobody waits for the answer any more.'));
  };

  #cut(failure: SubgraphFailure): void {
    this.#failure ??= failure;
    this.#stop?.(this.#failure);
  }
}
