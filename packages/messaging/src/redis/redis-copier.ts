import type { Logger } from '@trivet/platform';
import { Redis } from 'ioredis';
import type { LoggedEvent } from '../events/event.ts';
import type { LogReader } from '../log/event-log.ts';
import { Wakeup } from '../postgres/wakeup.ts';
import type { WorkerSession } from '../postgres/worker-session.ts';
import { encodeEntry, entryId, streamLength, streamName } from './redis-stream.ts';

export interface RedisCopierDeps {
  readonly url: string;
  readonly log: LogReader;
  /** On the database of the log: one process of the installation copies. */
  readonly session: WorkerSession;
  readonly logger: Logger;
  /** Default 1000. */
  readonly pollMs?: number;
}

const batchSize = 500;
const keptSeconds = 86_400;

/** Copies the log into a Redis stream. Redis is only the carrier: losing it, or what is in it, loses nothing. */
export class RedisCopier {
  readonly #deps: RedisCopierDeps;
  readonly #wakeup = new Wakeup();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #failing = false;

  constructor(deps: RedisCopierDeps) {
    this.#deps = deps;
  }

  /** Begins to copy, or to wait for the place. */
  start(): void {
    const { log, session } = this.#deps;
    log.listen(() => this.#wakeup.call());
    this.#running ??= session.perform('trivet log to redis', this.#stopping.signal, (signal) => this.#work(signal));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { url, logger, pollMs = 1000 } = this.#deps;
    const redis = new Redis(url, {
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(50 * times, 1000),
      commandTimeout: 3000,
    });
    redis.on('error', () => {});
    try {
      while (!signal.aborted) {
        await this.#copy(redis, signal).catch((error: unknown) => {
          if (!this.#failing && !signal.aborted)
            logger.warn('The log cannot be copied to Redis; trying again.', { error });
          this.#failing = true;
        });
        await this.#wakeup.wait(pollMs, signal);
      }
    } finally {
      redis.disconnect();
    }
  }

  /** From where Redis is to the head, as long as nothing fails. */
  async #copy(redis: Redis, signal: AbortSignal): Promise<void> {
    const { log } = this.#deps;
    const { logId, position: head } = await log.head();
    const stream = streamName(logId);
    const [last] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
    // A new stream begins a little before the head: some tail may just have missed that.
    let position = Math.max(Number(last?.[0].split('-')[0] ?? head - batchSize), head - streamLength, 0);
    for (;;) {
      if (signal.aborted) return;
      const page = await log.read({ after: position, limit: batchSize });
      // Another log now: its stream is another, and this method begins anew.
      if (page.head.logId !== logId) return this.#wakeup.call();
      await this.#add(redis, stream, page.events);
      if (this.#failing) this.#deps.logger.info('The log is copied to Redis again.');
      this.#failing = false;
      position = page.events.at(-1)?.position ?? position;
      if (page.events.length < batchSize) await this.#wakeup.wait(this.#deps.pollMs ?? 1000, signal);
    }
  }

  async #add(redis: Redis, stream: string, events: readonly LoggedEvent[]): Promise<void> {
    if (events.length === 0) return;
    const pipeline = redis.pipeline();
    for (const event of events) {
      pipeline.xadd(stream, 'MAXLEN', '~', streamLength, entryId(event.position), 'event', encodeEntry(event));
    }
    pipeline.expire(stream, keptSeconds);
    for (const [error] of (await pipeline.exec()) ?? []) {
      // It has that entry, or a later one: another copier was there for a moment.
      if (error && !error.message.includes('equal or smaller')) throw error;
    }
  }
}
