import { describe, expect, it, onTestFinished } from 'vitest';
import type { LogReader } from '../log/event-log.ts';
import { WorkerSession } from '../postgres/worker-session.ts';
import { RedisServer, redisIsInstalled } from '../tests/redis-server.ts';
import { eventually, never, recorded, recordedMany, type Stage, stage, take } from '../tests/stage.ts';
import { RedisCopier } from './redis-copier.ts';
import { RedisFeed } from './redis-feed.ts';
import { encodeEntry, entryId, streamName } from './redis-stream.ts';

function copier(on: Stage, { url }: RedisServer, { applicationName = 'copier' } = {}): RedisCopier {
  const session = new WorkerSession({ url: on.urls.bus, logger: on.logger, applicationName, retryMs: 20 });
  onTestFinished(() => session.close());
  const copying = new RedisCopier({ url, log: on.openLog(applicationName), session, logger: on.logger });
  onTestFinished(() => copying.stop());
  copying.start();
  return copying;
}

/** A tail in another process than the one that appends; `pollMs` decides whether it needs Redis. */
async function reader(on: Stage, { url }: RedisServer, pollMs = never) {
  const log = on.openLog('reader');
  return on.tail({ log, pollMs, feed: new RedisFeed({ url, logger: on.logger }) });
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe.skipIf(!redisIsInstalled())('the log over Redis', () => {
  it('brings events to tails that do not look at the table, with the same cursors', async () => {
    const on = await stage();
    const redis = await RedisServer.start();
    const tail = await reader(on, redis);
    const plain = await on.tail();
    copier(on, redis);
    const steps = [tail.follow(), plain.follow()];
    for (const each of steps) await each.next();
    const events = recordedMany(1200);
    for (let start = 0; start < 1200; start += 100) await on.log.append(events.slice(start, start + 100));
    const [overRedis, overTable] = await Promise.all(steps.map((each) => take(each, 1200)));
    expect(overRedis).toEqual(overTable);
    expect(overRedis?.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(tail.cursorOf(7)).toBe(plain.cursorOf(7));
  });

  it('reads the table where Redis has a hole', async () => {
    const on = await stage();
    const redis = await RedisServer.start();
    const tail = await reader(on, redis);
    await on.log.append(recordedMany(3));
    const stream = streamName(tail.logId);
    const { events } = await on.log.read({ after: 0, limit: 3 });
    const third = events[2];
    if (!third) throw new Error('three');
    await redis.use((client) => client.xadd(stream, entryId(3), 'event', encodeEntry(third)));
    await eventually(() => expect(tail.position).toBe(3));
    expect((await take(tail.follow({ after: 0 }), 3)).map(({ position }) => position)).toEqual(upTo(3));
  });

  it('is not misled by what is no event, nor by a place beyond the log', async () => {
    const on = await stage();
    const redis = await RedisServer.start();
    const tail = await reader(on, redis, 20);
    copier(on, redis);
    const stream = streamName(tail.logId);
    await redis.use((client) => client.xadd(stream, '1-0', 'event', '{"position": 7}'));
    await on.log.append(recordedMany(2));
    await eventually(() => expect(tail.position).toBe(2));
    await redis.use((client) =>
      client.xadd(stream, '1000000-0', 'event', encodeEntry({ ...recorded(), position: 1_000_000 })),
    );
    await on.log.append(recordedMany(2));
    await eventually(() => expect(tail.position).toBe(4));
    expect((await take(tail.follow({ after: 0 }), 4)).map(({ position }) => position)).toEqual(upTo(4));
  });

  it('needs no Redis: without one, the poll finds everything', async () => {
    const on = await stage();
    const redis = await RedisServer.absent();
    const tail = await reader(on, redis, 20);
    copier(on, redis);
    await on.log.append(recordedMany(5));
    await eventually(() => expect(tail.position).toBe(5));
    const linesOf = (level: string) =>
      on.lines.filter((line) => line.level === level && line.message.includes('Redis'));
    await eventually(() => expect(linesOf('WARN')).toHaveLength(2));
    await redis.begin();
    await eventually(() => expect(linesOf('INFO')).toHaveLength(2));
  });

  it('keeps to the poll while Redis hangs', async () => {
    const on = await stage();
    const redis = await RedisServer.start();
    const tail = await reader(on, redis, 20);
    copier(on, redis);
    await on.log.append(recordedMany(1));
    await eventually(() => expect(tail.position).toBe(1));
    redis.freeze();
    onTestFinished(() => redis.resume());
    await on.log.append(recordedMany(600));
    const startedAt = performance.now();
    await eventually(() => expect(tail.position).toBe(601));
    expect(performance.now() - startedAt).toBeLessThan(1000);
    redis.resume();
  });

  it('loses nothing and repeats nothing while Redis dies and comes back empty', async () => {
    const on = await stage();
    const redis = await RedisServer.start();
    const tail = await reader(on, redis, 100);
    copier(on, redis);
    const steps = tail.follow({ after: 0 });
    const reading = take(steps, 600);
    for (let round = 0; round < 6; round += 1) {
      if (round % 2 === 1) await redis.end();
      for (let batch = 0; batch < 20; batch += 1) await on.log.append(recordedMany(5));
      if (round % 2 === 1) await redis.begin();
    }
    expect((await reading).map(({ position }) => position)).toEqual(upTo(600));
  });

  it('has one copier; another goes on where it was, and copies nothing twice', async () => {
    const on = await stage();
    const redis = await RedisServer.start();
    const tail = await reader(on, redis);
    copier(on, redis, { applicationName: 'first' });
    await on.log.append(recordedMany(10));
    await eventually(() => expect(tail.position).toBe(10));
    copier(on, redis, { applicationName: 'second' });
    for (let round = 0; round < 5; round += 1) {
      await on.killConnections(round % 2 === 0 ? 'first' : 'second');
      await on.log.append(recordedMany(10));
    }
    await eventually(() => expect(tail.position).toBe(60));
    const entries = await redis.use((client) => client.xrange(streamName(tail.logId), '-', '+'));
    expect(entries.map(([id]) => id)).toEqual(upTo(60).map(entryId));
  });

  it('has a stream of its own for each life of the log', async () => {
    const on = await stage();
    const redis = await RedisServer.start();
    const tail = await reader(on, redis, 20);
    copier(on, redis);
    await on.log.append(recordedMany(3));
    await eventually(() => expect(tail.position).toBe(3));
    const renewed = await on.log.renewLogId();
    await eventually(() => expect(tail.logId).toBe(renewed));
    await on.log.append(recordedMany(2));
    await eventually(async () => {
      const entries = await redis.use((client) => client.xrange(streamName(renewed), '-', '+'));
      expect(entries.map(([id]) => id)).toEqual(upTo(5).map(entryId));
    });
  });

  it('lets a tail look at the table once per interval and no more', async () => {
    const on = await stage();
    const redis = await RedisServer.start();
    copier(on, redis);
    let reads = 0;
    const log: LogReader = {
      head: () => on.log.head(),
      listen: () => {},
      read: (query) => {
        reads += 1;
        return on.log.read(query);
      },
    };
    const tail = await on.tail({ log, pollMs: never, feed: new RedisFeed({ url: redis.url, logger: on.logger }) });
    await eventually(() => expect(reads).toBe(1));
    for (let round = 1; round <= 20; round += 1) {
      await on.log.append(recordedMany(3));
      await eventually(() => expect(tail.position).toBe(round * 3));
    }
    expect(reads).toBeLessThanOrEqual(2);
  });
});
