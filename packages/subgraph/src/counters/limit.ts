import type { Counters, Window } from './counters.ts';

/** At most so many in so many seconds, which begin with the first. */
export interface Rate {
  readonly max: number;
  readonly seconds: number;
}

export interface LimitOptions {
  readonly name: string;
  /** All of them hold at once: a short one slows down soon, a long one for longer. */
  readonly rates: readonly Rate[];
}

interface Part {
  readonly max: number;
  readonly window: Window;
}

/** How often something may happen by key. Whoever waits for the longest of its rates may begin anew. */
export class Limit {
  readonly name: string;
  readonly #parts: readonly Part[];

  constructor(counters: Pick<Counters, 'window'>, { name, rates }: LimitOptions) {
    this.name = name;
    // The shortest first: what it refuses is not counted by a longer one, which would have others wait for longer.
    this.#parts = rates
      .toSorted((one, other) => one.seconds - other.seconds)
      .map(({ max, seconds }) => ({ max, window: counters.window({ name, seconds }) }));
  }

  /**
   * Takes one, and gives 0; or takes nothing and gives the milliseconds after which there will be some again. Of many at
   * once no more get one than there are.
   */
  async take(key: string): Promise<number> {
    for (const [index, { max, window }] of this.#parts.entries()) {
      const { count, leftMs } = await window.add(key, 1);
      if (count <= max) continue;
      await giveBack(this.#parts.slice(0, index + 1), key);
      return Math.max(leftMs, await this.#waitMs(key, index + 1), 1);
    }
    return 0;
  }

  /** Until none of the longer windows is full: who waits as he was told is not refused by the next. */
  async #waitMs(key: string, from: number): Promise<number> {
    const waits = this.#parts.slice(from).map(async ({ max, window }) => {
      const found = await window.find(key);
      return found && found.count >= max ? found.leftMs : 0;
    });
    return Math.max(0, ...(await Promise.all(waits)));
  }

  /** After what was taken turned out not to count. */
  giveBack(key: string): Promise<void> {
    return giveBack(this.#parts, key);
  }
}

async function giveBack(parts: readonly Part[], key: string): Promise<void> {
  await Promise.all(parts.map(({ window }) => window.add(key, -1)));
}
