import { type ChildProcess, spawn } from 'node:child_process';
import type { Logger } from '@trivet/platform';

export interface SupervisedProcessOptions {
  readonly name: string;
  /** The file that Node runs. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

const firstDelayMs = 100;
const longestDelayMs = 5_000;
/** Whoever ran for so long begins again at once. */
const steadyMs = 10_000;

/** A process that is started again when it ends by itself, later each time. It ends with this one, however that ends. */
export class SupervisedProcess {
  readonly #options: SupervisedProcessOptions;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #restart: NodeJS.Timeout | undefined;
  #delayMs = firstDelayMs;
  #stopping = false;

  constructor(options: SupervisedProcessOptions) {
    this.#options = options;
  }

  /** Of the process that runs now. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const { name, entry, environment, logger } = this.#options;
    const startedAt = performance.now();
    // The channel is how the child learns that this process is gone.
    const child = spawn(process.execPath, [entry], {
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      child.once('error', () => resolve());
      child.once('exit', (code, signal) => {
        resolve();
        if (this.#stopping) return;
        this.#delayMs =
          performance.now() - startedAt > steadyMs ? firstDelayMs : Math.min(this.#delayMs * 2, longestDelayMs);
        logger.warn(`${name} ended and is started again`, { code, signal, delayMs: this.#delayMs });
        this.#restart = setTimeout(() => this.start(), this.#delayMs);
      });
    });
  }

  /** Asks it to stop, and insists after the deadline. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
    await this.#exited;
    clearTimeout(insist);
  }
}
