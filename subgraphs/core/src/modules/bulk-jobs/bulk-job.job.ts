import type { RetentionClock } from '@trivet/database';
import type { Access } from '@trivet/identity';
import { pause, type WorkerSession } from '@trivet/messaging';
import type { Logger } from '@trivet/platform';
import type { Worker } from '@trivet/subgraph';
import type { BulkJobRepository } from './bulk-job.repository.ts';
import type { BulkRunService } from './bulk-run.service.ts';

export interface BulkJobWorkerDeps {
  readonly jobs: BulkJobRepository;
  readonly run: BulkRunService;
  readonly access: Access;
  readonly session: WorkerSession;
  readonly retentionClock: RetentionClock;
  readonly logger: Logger;
}

/** Looked for again after so long, for what another process has begun. */
const everyMs = 1_000;
/** Accounts that are served at once: one that waits for its file keeps nobody else waiting. */
const atOnce = 2;

/**
 * Serves accounts that have imports and exports, by turns. One process of the installation does, so what is under way when it takes over
 * was another's that is gone.
 */
export class BulkJobWorker implements Worker {
  readonly #deps: BulkJobWorkerDeps;
  readonly #stopping = new AbortController();
  readonly #served = new Map<string, Promise<void>>();
  #running: Promise<void> | undefined;
  #wake = () => {};

  constructor(deps: BulkJobWorkerDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { session } = this.#deps;
    this.#running ??= session.perform('trivet bulk jobs', this.#stopping.signal, (signal) => this.#work(signal));
  }

  /** Finishes the steps that are under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#running;
  }

  /** A job was begun in this process. */
  wake(): void {
    this.#wake();
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { logger } = this.#deps;
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      const woken = this.#nextWake();
      const free = atOnce - this.#served.size;
      const due =
        free === 0
          ? []
          : await this.#listDue(free).catch((error: unknown) => {
              logger.warn('Whose imports and exports are to go on cannot be read; trying again.', { error });
              return [];
            });
      for (const accountId of due) this.#serve(accountId, signal);
      // A place that becomes free wakes, too.
      if (due.length < free || free === 0) await woken;
    }
    await Promise.all(this.#served.values());
  }

  async #listDue(limit: number): Promise<string[]> {
    const { jobs, retentionClock } = this.#deps;
    return jobs.listTurns(await retentionClock.now(), [...this.#served.keys()], limit);
  }

  #serve(accountId: string, signal: AbortSignal): void {
    const { run, access, logger } = this.#deps;
    const served = run
      .serve(access.system('imports and exports', accountId), signal)
      .catch(async (error: unknown) => {
        logger.warn('Imports and exports are interrupted; they go on later.', { accountId, error });
        // It is due as before.
        await pause(everyMs, signal);
      })
      .finally(() => {
        this.#served.delete(accountId);
        this.wake();
      });
    this.#served.set(accountId, served);
  }

  /** Resolves when something was begun or has been served, and after a second at the latest. */
  #nextWake(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, everyMs);
    this.#wake = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }
}
