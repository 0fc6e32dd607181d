import { newId } from '@trivet/database';
import { expect, it } from 'vitest';
import type { LogReader } from '../log/event-log.ts';
import { followAndAppend } from '../tests/follow-and-append.ts';
import { eventually, gate, never, recorded, recordedMany, stage, take } from '../tests/stage.ts';

it('begins where it is told, and says so', async () => {
  const on = await stage();
  await on.log.append(recordedMany(3));
  const tail = await on.tail();
  expect((await tail.follow().next()).value).toEqual({ position: 3, cursor: tail.cursorOf(3) });
  const steps = tail.follow({ after: 1 });
  expect((await steps.next()).value).toEqual({ position: 1, cursor: tail.cursorOf(1) });
  expect((await steps.next()).value).toMatchObject({ position: 2, cursor: tail.cursorOf(2), event: { position: 2 } });
});

it('delivers what was and then what comes, of one stream and the types asked for', async () => {
  const on = await stage();
  const account = newId();
  const tail = await on.tail({ windowSize: 4 });
  await on.log.append([...recordedMany(3, account), ...recordedMany(3)]);
  const steps = tail.follow({ after: 1, stream: { account }, types: ['thing.changed'] });
  const others = tail.follow({ after: 0, stream: { account }, types: ['person.moved'] });
  await others.next();
  const nothing = others.next();
  expect(await take(steps, 2)).toMatchObject([{ position: 2 }, { position: 3 }]);
  await on.log.append([...recordedMany(2), ...recordedMany(1, account)]);
  expect(await take(steps, 1)).toMatchObject([{ position: 9 }]);
  await others.return();
  expect(await nothing).toEqual({ value: undefined, done: true });
});

it('delivers only what may be read, asked at the time of delivery', async () => {
  const on = await stage();
  const tail = await on.tail();
  await on.log.append(recordedMany(4));
  let allowed = true;
  const steps = tail.follow({ after: 0, readable: () => allowed });
  expect(await take(steps, 2)).toHaveLength(2);
  allowed = false;
  await on.log.append(recordedMany(2));
  const next = take(steps, 1);
  await eventually(() => expect(tail.position).toBe(6));
  allowed = true;
  await on.log.append(recordedMany(1));
  expect((await next).map(({ position }) => position)).not.toContain(3);
});

it('falls back to the table when it is slower than the window', async () => {
  const on = await stage();
  const tail = await on.tail({ windowSize: 5 });
  const steps = tail.follow();
  await steps.next();
  await on.log.append(recordedMany(2));
  expect(await take(steps, 1)).toMatchObject([{ position: 1 }]);
  await on.log.append(recordedMany(1200));
  await eventually(() => expect(tail.position).toBe(1202));
  const rest = await take(steps, 1201);
  expect(rest.map(({ position }) => position)).toEqual(Array.from({ length: 1201 }, (_, index) => index + 2));
});

it('reads a page once for all who want it', async () => {
  const on = await stage();
  await on.log.append(recordedMany(1200));
  let reads = 0;
  const log: LogReader = {
    head: () => on.log.head(),
    listen: () => {},
    read: (query) => {
      reads += 1;
      return on.log.read(query);
    },
  };
  const tail = await on.tail({ log, pollMs: never });
  reads = 0;
  const readers = Array.from({ length: 50 }, (_, index) => take(tail.follow({ after: index }), 1200 - index));
  for (const [index, events] of (await Promise.all(readers)).entries()) expect(events).toHaveLength(1200 - index);
  expect(reads).toBe(3);
  const account = newId();
  await Promise.all(Array.from({ length: 20 }, () => tail.page({ after: 7, stream: { account }, limit: 1 })));
  expect(reads).toBe(5);
});

it('holds one page for a slow reader, and reads on only when asked', async () => {
  const on = await stage();
  await on.log.append(recordedMany(2000));
  let reads = 0;
  const log: LogReader = {
    head: () => on.log.head(),
    listen: () => {},
    read: (query) => {
      reads += 1;
      return on.log.read(query);
    },
  };
  const tail = await on.tail({ log, pollMs: never });
  reads = 0;
  const steps = tail.follow({ after: 0 });
  await take(steps, 500);
  expect(reads).toBe(1);
  await take(steps, 1);
  expect(reads).toBe(2);
});

it('ends at once when it is returned, aborted, or the tail stops', async () => {
  const on = await stage();
  const tail = await on.tail();
  const abort = new AbortController();
  const ended = [tail.follow(), tail.follow({ signal: abort.signal }), tail.follow()];
  for (const steps of ended) await steps.next();
  const waiting = ended.map((steps) => steps.next());
  await ended[0]?.return();
  expect(await waiting[0]).toEqual({ value: undefined, done: true });
  abort.abort();
  expect(await waiting[1]).toEqual({ value: undefined, done: true });
  await tail.stop();
  expect(await waiting[2]).toEqual({ value: undefined, done: true });
  const late = tail.follow({ signal: abort.signal });
  await late.next();
  expect(await late.next()).toEqual({ value: undefined, done: true });
});

it('delivers nothing after the abort, though the page was read', async () => {
  const on = await stage();
  await on.log.append(recordedMany(5));
  const tail = await on.tail();
  const abort = new AbortController();
  const steps = tail.follow({ after: 0, signal: abort.signal });
  expect(await take(steps, 2)).toHaveLength(2);
  abort.abort();
  expect(await steps.next()).toEqual({ value: undefined, done: true });
});

it('fails when the table cannot be read, and can be begun again', async () => {
  const on = await stage();
  await on.log.append(recordedMany(5));
  let failing = true;
  const asked = gate();
  const log: LogReader = {
    head: () => on.log.head(),
    listen: () => {},
    read: (query) => {
      if (!failing) return on.log.read(query);
      asked.open();
      return Promise.reject(new Error('gone'));
    },
  };
  const tail = await on.tail({ log, pollMs: never });
  const steps = tail.follow({ after: 0 });
  await steps.next();
  await expect(steps.next()).rejects.toThrow('gone');
  await asked.opened;
  failing = false;
  expect(await take(tail.follow({ after: 0 }), 5)).toHaveLength(5);
});

it('waits for a place that another process has reached already', async () => {
  const on = await stage();
  const tail = await on.tail();
  const steps = tail.follow({ after: 3 });
  await steps.next();
  const next = take(steps, 1);
  await on.log.append([recorded()]);
  await eventually(() => expect(tail.position).toBe(1));
  await on.log.append(recordedMany(3));
  expect(await next).toMatchObject([{ position: 4 }]);
});

it.each([1, 2, 3, 4, 5])('has no gap and no duplicate while events are appended (seed %d)', async (seed) => {
  await followAndAppend(await stage(), { seed, batches: 60, readers: 12 });
});
