import type { Logger } from '@trivet/platform';
import type { Worker } from './runnable-subgraph.ts';

export interface PeriodicOptions {
  /** For the log. */
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
  readonly logger: Logger;
}

/** Runs something at the start and then now and again, never twice at once. A failure is logged and tried again next time. */
export class Periodic implements Worker {
  readonly #options: PeriodicOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(options: PeriodicOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#tick();
    this.#timer = setInterval(() => this.#tick(), this.#options.everyMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  #tick(): void {
    if (this.#busy) return;
    const { name, run, logger } = this.#options;
    this.#busy = true;
    this.#running = run()
      .catch((error: unknown) => logger.error(`${name} failed`, { error }))
      .finally(() => {
        this.#busy = false;
      });
  }
}
