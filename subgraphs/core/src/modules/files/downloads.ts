export interface DownloadLimits {
  /** Of one account. */
  readonly ofAccount: number;
  /** Of all together. */
  readonly inAll: number;
}

/** Counts the downloads that are under way: each holds a socket and an open file, for as long as somebody takes to read it. */
export class Downloads {
  readonly #limits: DownloadLimits;
  readonly #byAccount = new Map<string, number>();
  #inAll = 0;

  constructor(limits: DownloadLimits) {
    this.#limits = limits;
  }

  /** @returns what ends it, however often that is called; null where there are too many already. */
  begin(accountId: string): (() => void) | null {
    const present = this.#byAccount.get(accountId) ?? 0;
    if (present >= this.#limits.ofAccount || this.#inAll >= this.#limits.inAll) return null;
    this.#byAccount.set(accountId, present + 1);
    this.#inAll += 1;
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      this.#inAll -= 1;
      const left = (this.#byAccount.get(accountId) ?? 1) - 1;
      if (left > 0) this.#byAccount.set(accountId, left);
      else this.#byAccount.delete(accountId);
    };
  }
}
