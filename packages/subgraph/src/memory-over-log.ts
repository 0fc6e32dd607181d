import type { LoggedEvent, Tail } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import { LRUCache } from 'lru-cache';

/** Without a sign of life of the log for so long, nothing that was learned from it counts. */
const silenceMs = 2_000;

/** Whether this process follows the log at this moment. */
export function hearsTheLog({ tail, clock }: { readonly tail: Tail; readonly clock: Clock }): boolean {
  return clock.now().getTime() - tail.lastHeardAt.getTime() < silenceMs;
}

export interface MemoryOverLogOptions<Value> {
  readonly ask: (key: string) => Promise<Value>;
  /** Of which key an event changes the value; null where of none. */
  readonly changedBy: (event: LoggedEvent) => string | null;
  readonly max: number;
  readonly tail: Tail;
  readonly clock: Clock;
}

/**
 * What another subgraph said, remembered for as long as this process follows the log, and exact all the same: an event that changes a
 * value drops it before anything later is delivered, and an answer that was under way meanwhile is asked for again.
 */
export class MemoryOverLog<Value> {
  readonly #ask: (key: string) => Promise<Value>;
  readonly #isHeard: () => boolean;
  readonly #entries: LRUCache<string, Promise<Value>>;

  constructor({ ask, changedBy, max, tail, clock }: MemoryOverLogOptions<Value>) {
    this.#ask = ask;
    this.#isHeard = () => hearsTheLog({ tail, clock });
    this.#entries = new LRUCache({ max });
    tail.onEvent((event) => {
      const changed = changedBy(event);
      if (changed !== null) this.#entries.delete(changed);
    });
    tail.onReset(() => this.#entries.clear());
  }

  /** @throws what `ask` does, which is not remembered. */
  async find(key: string): Promise<Value> {
    if (!this.#isHeard()) return this.#ask(key);
    for (;;) {
      const entry = this.#entries.get(key) ?? this.#remember(key);
      const value = await entry;
      // Dropped while we waited: what we have may be older than the event that dropped it.
      if (this.#entries.peek(key) === entry || !this.#isHeard()) return value;
    }
  }

  #remember(key: string): Promise<Value> {
    const entry = this.#ask(key);
    this.#entries.set(key, entry);
    entry.catch(() => {
      if (this.#entries.peek(key) === entry) this.#entries.delete(key);
    });
    return entry;
  }
}
