import type { Clock } from '@trivet/platform';
import type { Count, Counters, Window, WindowOptions } from './counters.ts';

/** Of each window; about 10 MB where all are taken. */
const defaultMaxKeys = 50_000;

export interface MemoryCountersOptions {
  readonly clock: Clock;
  /** Beyond them the one of a window that would be over first is forgotten. Default 50,000. */
  readonly maxKeys?: number;
}

/** Counts for one process, in bounded memory. They are gone when the process is. */
export class MemoryCounters implements Counters {
  readonly #options: Required<MemoryCountersOptions>;
  readonly #windows = new Map<string, MemoryWindow>();

  constructor(options: MemoryCountersOptions) {
    this.#options = { maxKeys: defaultMaxKeys, ...options };
  }

  window({ name, seconds }: WindowOptions): Window {
    const id = windowId({ name, seconds });
    const window = this.#windows.get(id) ?? new MemoryWindow(seconds * 1000, this.#options);
    this.#windows.set(id, window);
    return window;
  }

  /** How many keys are in memory. */
  get size(): number {
    return [...this.#windows.values()].reduce((sum, { size }) => sum + size, 0);
  }

  async stop(): Promise<void> {
    this.#windows.clear();
  }
}

/** One name with two times is two windows. */
export function windowId({ name, seconds }: WindowOptions): string {
  return `${name}:${seconds}`;
}

interface Entry {
  count: number;
  readonly endsAt: number;
}

class MemoryWindow implements Window {
  readonly #durationMs: number;
  readonly #options: Required<MemoryCountersOptions>;
  /** All last equally long, so they stand in the order in which they end: no timer and no search is needed. */
  readonly #entries = new Map<string, Entry>();

  constructor(durationMs: number, options: Required<MemoryCountersOptions>) {
    this.#durationMs = durationMs;
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  async add(key: string, amount: 1 | -1): Promise<Count> {
    const now = this.#now();
    const entry = this.#live(key, now) ?? (amount > 0 ? this.#begin(key, now) : undefined);
    if (!entry) return { count: 0, leftMs: 0 };
    entry.count += amount;
    if (entry.count <= 0) this.#entries.delete(key);
    return { count: entry.count, leftMs: entry.endsAt - now };
  }

  async restart(key: string): Promise<void> {
    this.#begin(key, this.#now()).count = 1;
  }

  async find(key: string): Promise<Count | null> {
    const now = this.#now();
    const entry = this.#live(key, now);
    return entry ? { count: entry.count, leftMs: entry.endsAt - now } : null;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }

  #live(key: string, now: number): Entry | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.endsAt > now ? entry : undefined;
  }

  #begin(key: string, now: number): Entry {
    const entry = { count: 0, endsAt: now + this.#durationMs };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const [oldest, { endsAt }] of this.#entries) {
      if (endsAt > now && this.#entries.size <= this.#options.maxKeys) break;
      this.#entries.delete(oldest);
    }
    return entry;
  }
}
