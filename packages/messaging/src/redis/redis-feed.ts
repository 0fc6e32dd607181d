import type { Logger } from '@trivet/platform';
import { Redis } from 'ioredis';
import type { LoggedEvent } from '../events/event.ts';
import { pause } from '../postgres/worker-session.ts';
import { decodeEntry, entryId, streamName } from './redis-stream.ts';

/** Where a tail gets events sooner than from the table. What it gives may have holes, repeats, or be late. */
export interface Feed {
  /** Until the abort. */
  run(tail: FeedReader, signal: AbortSignal): Promise<void>;
}

export interface FeedReader {
  /** What it has already. */
  place(): { readonly logId: string; readonly position: number };
  /** Takes what comes next. False when something is missing between: the tail then reads the table. */
  offer(logId: string, events: readonly LoggedEvent[]): boolean;
}

const blockMs = 2000;
const batchSize = 500;

/** The log as Redis carries it, for the tails of many processes: they cost the database a look each second and no more. */
export class RedisFeed implements Feed {
  readonly #url: string;
  readonly #logger: Logger;

  constructor({ url, logger }: { readonly url: string; readonly logger: Logger }) {
    this.#url = url;
    this.#logger = logger;
  }

  async run(tail: FeedReader, signal: AbortSignal): Promise<void> {
    const redis = new Redis(this.#url, {
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(50 * times, 1000),
      blockingTimeout: blockMs + 3000,
    });
    redis.on('error', () => {});
    const disconnect = () => redis.disconnect();
    signal.addEventListener('abort', disconnect, { once: true });
    let failing = false;
    while (!signal.aborted) {
      const place = tail.place();
      try {
        const entries = await this.#read(redis, place);
        if (failing) this.#logger.info('Redis carries the log again.');
        failing = false;
        // Redis would give the same again at once, while the tail reads what is missing.
        if (!tail.offer(place.logId, entries)) await pause(50, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!failing) this.#logger.warn('Redis does not carry the log; reading the table each second.', { error });
        failing = true;
        await pause(200, signal);
      }
    }
  }

  async #read(redis: Redis, { logId, position }: ReturnType<FeedReader['place']>): Promise<LoggedEvent[]> {
    const stream = streamName(logId);
    const answer = await redis.xread('COUNT', batchSize, 'BLOCK', blockMs, 'STREAMS', stream, entryId(position));
    const events: LoggedEvent[] = [];
    for (const [id, fields] of answer?.[0]?.[1] ?? []) {
      const event = decodeEntry(id, fields[1]);
      if (!event) throw new Error('An entry of the log in Redis is not an event.');
      events.push(event);
    }
    return events;
  }
}
