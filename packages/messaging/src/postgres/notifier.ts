import type { Sql } from 'postgres';

/** A notifying commit takes a lock of the whole server, so a process sends one in this time at most. */
const intervalMs = 10;

/** Tells other processes that there is something to read, coalesced. May be lost: whoever listens also polls. */
export class Notifier {
  readonly #sql: Sql;
  readonly #channel: string;
  #sentAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(sql: Sql, channel: string) {
    this.#sql = sql;
    this.#channel = channel;
  }

  notify(): void {
    if (this.#timer) return;
    const waitMs = Math.max(0, this.#sentAt + intervalMs - performance.now());
    this.#timer = setTimeout(() => this.#send(), waitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #send(): void {
    this.#sentAt = performance.now();
    this.#timer = undefined;
    this.#sql`select pg_notify(${this.#channel}, '')`.catch(() => {});
  }
}
