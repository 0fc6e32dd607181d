import type { Clock, Logger } from '@trivet/platform';
import { Redis } from 'ioredis';
import { RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Count, Counters, Window, WindowOptions } from './counters.ts';
import { MemoryCounters, windowId } from './memory-counters.ts';

/** A sign-in waits for an answer no longer than this; then the process counts for itself. */
const answerMs = 250;
/** For so long Redis is not asked again. */
const restMs = 1000;

/**
 * As the library's own, but a key that is gone is not made by giving back: what was taken in the last window would be had
 * twice in the next.
 */
const addScript = `
if tonumber(ARGV[1]) < 0 and tonumber(redis.call('get', KEYS[1]) or 0) <= 0 then return {0, 0} end
redis.call('set', KEYS[1], 0, 'EX', ARGV[2], 'NX')
return {redis.call('incrby', KEYS[1], ARGV[1]), redis.call('pttl', KEYS[1])}
`;

export interface RedisCountersOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Counts for all processes of an installation. While Redis does not answer, each counts for itself, and says so once. */
export class RedisCounters implements Counters {
  readonly #options: RedisCountersOptions;
  readonly #redis: Redis;
  readonly #memory: MemoryCounters;
  #failing = false;
  #restsUntil = 0;

  constructor(options: RedisCountersOptions) {
    this.#options = options;
    this.#memory = new MemoryCounters(options);
    this.#redis = new Redis(options.url, {
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(50 * times, 1000),
    });
    this.#redis.on('error', () => {});
  }

  window(options: WindowOptions): Window {
    const { seconds } = options;
    const memory = this.#memory.window(options);
    const limiter = new RateLimiterRedis({
      storeClient: this.#redis,
      keyPrefix: `trivet:counters:${windowId(options)}`,
      // Whether it is too much is decided by who asks; the library only counts.
      points: 0,
      duration: seconds,
      customIncrTtlLuaScript: addScript,
    });
    return {
      add: (key, amount) =>
        this.#ask(
          async () => countOf(await (amount > 0 ? limiter.penalty(key) : limiter.reward(key))),
          () => memory.add(key, amount),
        ),
      restart: async (key) => {
        // Both, so that what is remembered for long is not forgotten while Redis is away.
        await memory.restart(key);
        await this.#ask(
          async () => void (await limiter.set(key, 1, seconds)),
          async () => {},
        );
      },
      find: (key) =>
        this.#ask(
          async () => {
            const found = await limiter.get(key);
            return found && countOf(found);
          },
          () => memory.find(key),
        ),
    };
  }

  async stop(): Promise<void> {
    this.#redis.disconnect();
    await this.#memory.stop();
  }

  async #ask<Result>(inRedis: () => Promise<Result>, inMemory: () => Promise<Result>): Promise<Result> {
    const { clock, logger } = this.#options;
    if (clock.now().getTime() < this.#restsUntil) return inMemory();
    try {
      const result = await inTime(inRedis());
      if (this.#failing) logger.info('Redis counts again, for all processes together.');
      this.#failing = false;
      return result;
    } catch (error) {
      if (!this.#failing) logger.warn('Redis does not count; each process counts for itself.', { error });
      this.#failing = true;
      this.#restsUntil = clock.now().getTime() + restMs;
      return inMemory();
    }
  }
}

function countOf({ consumedPoints, msBeforeNext }: RateLimiterRes): Count {
  return { count: consumedPoints, leftMs: Math.max(msBeforeNext, 0) };
}

/** @throws when it takes longer than `answerMs`: a Redis that is stopped keeps its connections and says nothing. */
async function inTime<Result>(answer: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`Redis has not answered within ${answerMs} ms.`)), answerMs);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
