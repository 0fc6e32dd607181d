import type { LoggedEvent } from '../events/event.ts';

/** The last rows of the log in memory: those from `start` (not included) to `end` (included). */
export class Window {
  readonly #rows: LoggedEvent[] = [];
  readonly #size: number;
  #start: number;
  #end: number;

  constructor(position: number, size: number) {
    this.#start = position;
    this.#end = position;
    this.#size = size;
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  /** The next row; the oldest goes when there is no room. */
  push(event: LoggedEvent): void {
    if (event.position !== this.#end + 1) throw new Error(`Position ${event.position} does not follow ${this.#end}.`);
    this.#rows[event.position % this.#size] = event;
    this.#end = event.position;
    this.#start = Math.max(this.#start, this.#end - this.#size);
  }

  /** The rows after `position`, at most `limit`; `position` is in the window. */
  after(position: number, limit: number): LoggedEvent[] {
    const rows: LoggedEvent[] = [];
    const last = Math.min(this.#end, position + limit);
    for (let next = position + 1; next <= last; next += 1) rows.push(this.#rows[next % this.#size] as LoggedEvent);
    return rows;
  }
}
