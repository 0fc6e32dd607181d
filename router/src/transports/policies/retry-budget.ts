export interface RetryBudgetOptions {
  /** Of what is asked, what may be asked again. */
  readonly share?: number;
  /** What may be asked again when nothing has been for a while. */
  readonly reserve?: number;
}

/**
 * Bounds what repetitions add to the load of a subgraph that is failing, however many ask it: a tenth and a small reserve,
 * after which failures are final until others have succeeded without.
 */
export class RetryBudget {
  readonly #share: number;
  readonly #reserve: number;
  #credit: number;

  constructor({ share = 0.1, reserve = 50 }: RetryBudgetOptions = {}) {
    this.#share = share;
    this.#reserve = reserve;
    this.#credit = reserve;
  }

  /** Something is asked for the first time. */
  earn(): void {
    this.#credit = Math.min(this.#reserve, this.#credit + this.#share);
  }

  /** Whether something may be asked again. */
  spend(): boolean {
    if (this.#credit < 1) return false;
    this.#credit--;
    return true;
  }
}
