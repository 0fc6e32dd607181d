import { pause, type WorkerSession } from '@trivet/messaging';
import type { Logger } from '@trivet/platform';
import type { Worker } from '@trivet/subgraph';
import type { QueuedDelivery } from '../deliveries/delivery.model.ts';
import type { DeliveryService } from '../deliveries/delivery.service.ts';
import type { SentChannel } from '../kinds/notification-kind.model.ts';
import type { SendingService } from './sending.service.ts';

export interface SendingJobDeps {
  readonly deliveries: DeliveryService;
  readonly sending: SendingService;
  readonly session: WorkerSession;
  readonly logger: Logger;
}

/** Looked for again after so long, for what another process has queued. */
const everyMs = 1_000;

/**
 * Sends what is due, of each channel as many at once as that takes: a slow message is in nobody's way, and a slow channel in no other's.
 * One process of the installation does: so what is under way when it takes over was another's that is gone, and it need not wait for a
 * lease to end.
 */
export class SendingJob implements Worker {
  readonly #deps: SendingJobDeps;
  readonly #stopping = new AbortController();
  readonly #underWay = new Map<string, { readonly channel: string; readonly sent: Promise<void> }>();
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
    this.#deps.sending.close();
  }

  /** Something was queued in this process. */
  wake(): void {
    this.#wake();
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { deliveries, logger } = this.#deps;
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      const woken = this.#nextWake();
      const due = await deliveries.takeDue([...this.#underWay.keys()], this.#freePlaces()).catch((error: unknown) => {
        logger.warn('What is to be sent cannot be read; trying again.', { error });
        return [];
      });
      for (const queued of due) this.#begin(queued);
      // Where all places of a channel are taken there may be more: the first that becomes free wakes, too.
      await woken;
    }
    await Promise.all([...this.#underWay.values()].map(({ sent }) => sent));
  }

  #freePlaces(): ReadonlyMap<SentChannel, number> {
    const taken = Map.groupBy(this.#underWay.values(), ({ channel }) => channel);
    return new Map(
      [...this.#deps.sending.capacities()].flatMap(([channel, capacity]) => {
        const free = capacity - (taken.get(channel)?.length ?? 0);
        return free > 0 ? [[channel, free]] : [];
      }),
    );
  }

  #begin(queued: QueuedDelivery): void {
    const { sending, logger } = this.#deps;
    const { deliveryId, channel } = queued;
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
    this.#underWay.set(deliveryId, { channel, sent });
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
