/** How much was counted of a key, and for how long that counts. */
export interface Count {
  readonly count: number;
  readonly leftMs: number;
}

export interface WindowOptions {
  /** Windows of one name are one window, wherever they are opened. */
  readonly name: string;
  readonly seconds: number;
}

/** Counts by key, each from its first addition until the time of the window is over. Keys hold nothing personal. */
export interface Window {
  /**
   * Adds to the count of `key`, and says what it came to; of many at once each is told another count. No count falls below
   * nothing.
   */
  add(key: string, amount: 1 | -1): Promise<Count>;
  /** Makes the count of `key` one, for the whole time of the window from now. */
  restart(key: string): Promise<void>;
  /** Null where nothing was counted, or its time is over. */
  find(key: string): Promise<Count | null>;
}

/** Where a process counts what may not happen too often: in its own memory, or in Redis together with others. */
export interface Counters {
  window(options: WindowOptions): Window;
  stop(): Promise<void>;
}
