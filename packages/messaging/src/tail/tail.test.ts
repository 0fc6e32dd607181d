import { newId } from '@trivet/database';
import { expect, it } from 'vitest';
import type { LoggedEvent } from '../events/event.ts';
import { encodeCursor } from '../log/cursor.ts';
import type { LogReader } from '../log/event-log.ts';
import { eventually, never, recorded, recordedMany, stage, take } from '../tests/stage.ts';
import { progressRows } from './interest.ts';

const expired = expect.objectContaining({ code: 'CURSOR_EXPIRED' });

it('hears of an append of its own process at once', async () => {
  const on = await stage();
  const tail = await on.tail({ pollMs: never });
  await on.log.append([recorded()]);
  await eventually(() => expect(tail.position).toBe(1));
});

it('hears of an append of another process', async () => {
  const on = await stage();
  const tail = await on.tail({ pollMs: never });
  await on.openLog('other').append([recorded()]);
  await eventually(() => expect(tail.position).toBe(1));
});

it('finds by itself what nobody told it', async () => {
  const on = await stage();
  const deaf: LogReader = { head: () => on.log.head(), read: (query) => on.log.read(query), listen: () => {} };
  const tail = await on.tail({ log: deaf, pollMs: 10 });
  await on.log.append([recorded()]);
  await eventually(() => expect(tail.position).toBe(1));
});

it('asks once per interval when nothing happens', async () => {
  const on = await stage();
  let reads = 0;
  const log: LogReader = {
    head: () => on.log.head(),
    listen: () => {},
    read: (query) => {
      reads += 1;
      return on.log.read(query);
    },
  };
  const startedAt = performance.now();
  await on.tail({ log, pollMs: 50 });
  await eventually(() => expect(reads).toBeGreaterThanOrEqual(4));
  expect(reads).toBeLessThanOrEqual(1 + (performance.now() - startedAt) / 50);
});

it('listens again after its connections broke', async () => {
  const on = await stage();
  const tail = await on.tail({ pollMs: never });
  await on.log.append([recorded()]);
  await eventually(() => expect(tail.position).toBe(1));
  expect(await on.killConnections('log')).toBeGreaterThan(1);
  const other = on.openLog('other');
  await other.append([recorded()]);
  await eventually(() => expect(tail.position).toBe(2));
  await other.append([recorded()]);
  await eventually(() => expect(tail.position).toBe(3));
});

it('says when it last knew everything', async () => {
  const on = await stage();
  let now = new Date(1000);
  let reachable = true;
  const log: LogReader = {
    head: () => on.log.head(),
    listen: () => {},
    read: (query) => (reachable ? on.log.read(query) : Promise.reject(new Error('gone'))),
  };
  const tail = await on.tail({ log, pollMs: 5, clock: { now: () => now } });
  expect(tail.lastHeardAt).toEqual(now);
  now = new Date(2000);
  await eventually(() => expect(tail.lastHeardAt).toEqual(now));
  reachable = false;
  await eventually(() => expect(on.lines.some(({ level }) => level === 'WARN')).toBe(true));
  now = new Date(9000);
  const before = on.lines.length;
  expect(tail.lastHeardAt).toEqual(new Date(2000));
  reachable = true;
  await eventually(() => expect(tail.lastHeardAt).toEqual(now));
  expect(on.lines).toHaveLength(before + 1);
});

it('shows every event to its listeners, in order, before any reader gets it or a later one', async () => {
  const on = await stage();
  const tail = await on.tail({ windowSize: 7 });
  const shown: number[] = [];
  tail.onEvent(({ position }) => shown.push(position));
  const readers = [tail.follow(), tail.follow({ after: 0 }), tail.follow({ after: 0 })].map(async (steps) => {
    for await (const { event } of steps) {
      if (event) expect(shown.at(-1)).toBeGreaterThanOrEqual(event.position);
      if (event?.position === 60) return;
    }
  });
  for (let round = 0; round < 20; round += 1) await on.log.append(recordedMany(3));
  await Promise.all(readers);
  expect(shown).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
});

it('shows in a page what another process has appended, after its listeners have seen it', async () => {
  const on = await stage();
  const deaf: LogReader = { head: () => on.log.head(), read: (query) => on.log.read(query), listen: () => {} };
  await on.log.append(recordedMany(3));
  const tail = await on.tail({ log: deaf, pollMs: never });
  const heard: number[] = [];
  tail.onEvent(({ position }) => void heard.push(position));
  await on.log.append(recordedMany(3));
  const { events, hasMore } = await tail.page({ after: 0, limit: 10 });
  expect(events.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(hasMore).toBe(false);
  expect(heard).toEqual([4, 5, 6]);
});

it('goes on when a listener fails, and says so', async () => {
  const on = await stage();
  const tail = await on.tail();
  tail.onEvent(() => {
    throw new Error('listener');
  });
  const steps = tail.follow();
  await steps.next();
  await on.log.append([recorded()]);
  expect(await take(steps, 1)).toHaveLength(1);
  expect(on.lines.some(({ level, message }) => level === 'ERROR' && message.includes('listener'))).toBe(true);
});

it('pages through the events of a stream from the oldest on', async () => {
  const on = await stage();
  const tail = await on.tail({ windowSize: 5 });
  const account = newId();
  const events = [...recordedMany(3), ...recordedMany(4, account), ...recordedMany(3), ...recordedMany(4, account)];
  await on.log.append(events);
  await eventually(() => expect(tail.position).toBe(14));
  const positions = (page: { events: readonly LoggedEvent[] }) => page.events.map(({ position }) => position);
  const first = await tail.page({ stream: { account }, limit: 3 });
  expect([positions(first), first.hasMore]).toEqual([[4, 5, 6], true]);
  const second = await tail.page({ stream: { account }, after: 6, limit: 5 });
  expect([positions(second), second.hasMore]).toEqual([[7, 11, 12, 13, 14], false]);
  const readable = await tail.page({
    stream: { account },
    limit: 10,
    types: ['thing.changed'],
    readable: (event) => event.position > 12,
  });
  expect(positions(readable)).toEqual([13, 14]);
  expect(positions(await tail.page({ stream: { account }, types: ['person.moved'], limit: 10 }))).toEqual([]);
});

it('knows the place of a cursor, and of one that another process gave out', async () => {
  const on = await stage();
  const deaf: LogReader = { head: () => on.log.head(), read: (query) => on.log.read(query), listen: () => {} };
  const tail = await on.tail({ log: deaf, pollMs: never });
  await on.log.append(recordedMany(2));
  expect(tail.position).toBe(0);
  expect(await tail.positionOf(tail.cursorOf(2))).toBe(2);
  await expect(tail.positionOf(tail.cursorOf(3))).rejects.toEqual(expired);
  await expect(tail.positionOf(encodeCursor(newId(), 1))).rejects.toEqual(expired);
  await expect(tail.positionOf('nonsense')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});

it('expires a cursor from before the retention', async () => {
  const on = await stage();
  await on.log.append(recordedMany(3));
  const now = new Date();
  await on.log.maintain({ now, retentionDays: 30, partitionRows: 1 });
  await on.log.append(recordedMany(3));
  await on.log.maintain({ now: new Date(now.getTime() + 40 * 86_400_000), retentionDays: 30 });
  const tail = await on.tail();
  await expect(tail.positionOf(tail.cursorOf(2))).rejects.toEqual(expired);
  expect(await tail.positionOf(tail.cursorOf(3))).toBe(3);
  expect((await take(tail.follow({ after: 3 }), 3)).map(({ position }) => position)).toEqual([4, 5, 6]);
  await expect(take(tail.follow({ after: 2 }), 1)).rejects.toEqual(expired);
  await expect(tail.page({ after: 0, limit: 10 })).rejects.toEqual(expired);
  expect((await tail.page({ limit: 10 })).events).toHaveLength(3);
});

it('begins anew when the log was renewed: readers end, listeners are told, old cursors are expired', async () => {
  const on = await stage();
  await on.log.append(recordedMany(2));
  const tail = await on.tail({ pollMs: 10 });
  const cursor = tail.cursorOf(1);
  let resets = 0;
  tail.onReset(() => {
    resets += 1;
  });
  const steps = tail.follow();
  await steps.next();
  const next = steps.next();
  await Promise.all([on.log.renewLogId(), expect(next).rejects.toEqual(expired)]);
  expect(resets).toBe(1);
  await expect(tail.positionOf(cursor)).rejects.toEqual(expired);
  const anew = tail.follow({ after: 1 });
  expect(await take(anew, 1)).toMatchObject([{ position: 2 }]);
});

it('tells readers of quiet streams how far the log is', async () => {
  const on = await stage();
  const tail = await on.tail();
  const steps = tail.follow({ stream: { account: newId() } });
  expect((await steps.next()).value).toMatchObject({ position: 0 });
  const next = steps.next();
  await on.log.append(recordedMany(progressRows + 5));
  const { value } = await next;
  expect(value).toEqual({ position: progressRows, cursor: tail.cursorOf(progressRows) });
});
