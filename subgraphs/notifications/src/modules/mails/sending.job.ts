import { pause, type WorkerSession } from '@trivet/messaging';
import type { Logger } from '@trivet/platform';
import type { Worker } from '@trivet/subgraph';
import type { DeliveryService } from '../deliveries/delivery.service.ts';
import type { SendingService } from './sending.service.ts';

export interface SendingJobDeps {
  readonly deliveries: DeliveryService;
  readonly sending: SendingService;
  readonly session: WorkerSession;
  readonly logger: Logger;
  /** Mails under way at once; default 8. */
  readonly concurrency?: number;
}

/** Looked for again after so long, for what another process has queued. */
const everyMs = 1_000;

/**
 * Sends what is due, several at once, a slow one in nobody's way. One process of the installation does: so what is under way when it
 * takes over was another's that is gone, and it need not wait for a lease to end.
 */
export class SendingJob implements Worker {
  readonly #deps: SendingJobDeps;
  readonly #stopping = new AbortController();
  readonly #underWay = new Map<string, Promise<void>>();
  #running: Promise<void> | undefined;
  #wake = () => {};

  constructor(deps: SendingJobDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { session } = this.#deps;
    this.#running ??= session.perform('trivet deliveries', this.#stopping.signal, (signal) => this.#work(signal));
  }

  /** Finishes what is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#running;
  }

  /** Something was queued in this process. */
  wake(): void {
    this.#wake();
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { deliveries, concurrency = 8, logger } = this.#deps;
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      const woken = this.#nextWake();
      const free = concurrency - this.#underWay.size;
      const due =
        free === 0
          ? []
          : await deliveries.listDue([...this.#underWay.keys()], free).catch((error: unknown) => {
              logger.warn('What is to be sent cannot be read; trying again.', { error });
              return [];
            });
      for (const queued of due) this.#begin(queued);
      // With all of them taken there may be more; a place that becomes free wakes, too.
      if (due.length < free || free === 0) await woken;
    }
    await Promise.all(this.#underWay.values());
  }

  #begin(queued: Parameters<SendingService['send']>[0]): void {
    const { sending, logger } = this.#deps;
    const { deliveryId } = queued;
    const sent = sending
      .send(queued)
      .catch(async (error: unknown) => {
        logger.warn('A delivery is interrupted; it goes on later.', { deliveryId, error });
        // It is due as before: where the database is read but not written, it would be made and given up without end.
        await pause(everyMs, this.#stopping.signal);
      })
      .finally(() => {
        this.#underWay.delete(deliveryId);
        this.wake();
      });
    this.#underWay.set(deliveryId, sent);
  }

  /** Resolves when something was queued or has ended, and after a second at the latest. */
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
