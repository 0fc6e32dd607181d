import { RedisServer, redisIsInstalled } from '@trivet/messaging/testing';
import { createLogger } from '@trivet/platform';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TestClock } from '../testing/test-clock.ts';
import { countersSuite } from '../tests/counters-suite.ts';
import type { Counters } from './counters.ts';
import { RedisCounters } from './redis-counters.ts';

interface Counting {
  readonly counters: Counters;
  readonly clock: TestClock;
  readonly lines: readonly { readonly level: string; readonly message: string }[];
}

function counting({ url }: RedisServer): Counting {
  const clock = new TestClock();
  const lines: { level: string; message: string }[] = [];
  const logger = createLogger({
    service: 'test',
    level: 'debug',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  const counters = new RedisCounters({ url, clock, logger });
  onTestFinished(() => counters.stop());
  return { counters, clock, lines };
}

/** Redis has a clock of its own: what is to be later is made to end sooner. */
async function pass(redis: RedisServer, seconds: number): Promise<void> {
  await redis.use(async (client) => {
    for (const key of await client.keys('*')) await client.pexpire(key, (await client.pttl(key)) - seconds * 1000);
  });
}

const messages = ({ lines }: Counting) => lines.map(({ level, message }) => `${level} ${message}`);
const away = 'WARN Redis does not count; each process counts for itself.';
const back = 'INFO Redis counts again, for all processes together.';

describe.skipIf(!redisIsInstalled())('counters in Redis', () => {
  countersSuite('of two processes', async () => {
    const redis = await RedisServer.start();
    const [{ counters }, { counters: other }] = [counting(redis), counting(redis)];
    return { counters, other, pass: (seconds) => pass(redis, seconds) };
  });

  it('leaves nothing in Redis that does not end by itself', async () => {
    const redis = await RedisServer.start();
    const { counters } = counting(redis);
    const window = counters.window({ name: 'tries', seconds: 60 });
    await window.add('a', 1);
    await window.restart('b');
    await window.add('c', 1);
    await window.add('c', -1);
    await window.add('d', -1);
    await redis.use(async (client) => {
      const keys = await client.keys('*');
      expect(keys.toSorted()).toEqual(['a', 'b', 'c'].map((key) => `trivet:counters:tries:60:${key}`));
      for (const key of keys) expect(await client.pttl(key)).toBeGreaterThan(0);
    });
  });

  it('goes on in memory while Redis is away, says so once, and comes back to it', async () => {
    const redis = await RedisServer.start();
    const on = counting(redis);
    const window = on.counters.window({ name: 'tries', seconds: 60 });
    const known = on.counters.window({ name: 'known', seconds: 600 });
    expect((await window.add('a', 1)).count).toBe(1);
    expect((await window.add('a', 1)).count).toBe(2);
    await known.restart('a');
    expect(messages(on)).toEqual([]);

    await redis.end();
    const counts = [];
    for (let count = 0; count < 3; count += 1) counts.push((await window.add('a', 1)).count);
    expect(counts).toEqual([1, 2, 3]);
    expect(await known.find('a')).toMatchObject({ count: 1 });
    expect(messages(on)).toEqual([away]);

    await redis.begin();
    await expect
      .poll(async () => {
        on.clock.advance(1000);
        await window.add('b', 1);
        return messages(on);
      })
      .toEqual([away, back]);
    expect((await window.add('a', 1)).count).toBe(1);
  });

  it('waits for a Redis that says nothing once, and not for each count', async () => {
    const redis = await RedisServer.start();
    const on = counting(redis);
    const window = on.counters.window({ name: 'tries', seconds: 60 });
    await window.add('a', 1);
    redis.freeze();
    const before = performance.now();
    for (let count = 0; count < 100; count += 1) await window.add('a', 1);
    redis.resume();
    // Once is 250 ms, each would be 25 s.
    expect(performance.now() - before).toBeLessThan(5000);
    expect(messages(on)).toEqual([away]);
  });
});
