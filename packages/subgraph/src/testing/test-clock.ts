import type { Clock } from '@trivet/platform';

/** A clock that begins at the time of the machine, as the database does, and stands still until it is moved. */
export class TestClock implements Clock {
  #time = Date.now();

  now(): Date {
    return new Date(this.#time);
  }

  advance(milliseconds: number): void {
    this.#time += milliseconds;
  }
}
