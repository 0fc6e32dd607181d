import { newId } from '@trivet/database';
import { expect } from 'vitest';
import { recorded, recordedMany, type Stage, take } from './stage.ts';

/**
 * Several processes append batches of several sizes while readers begin at random places of random streams, through windows
 * that are too small for them: each must get exactly what the table says, in its order.
 */
export async function followAndAppend(
  on: Stage,
  { seed, batches, readers }: { seed: number; batches: number; readers: number },
) {
  const random = mulberry32(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const accounts = [newId(), newId(), newId()];
  const anAccount = () => accounts[below(accounts.length)] as string;
  const logs = [on.log, on.openLog('other')];
  const tails = await Promise.all(
    [3, 40, 10_000].map((windowSize, index) => on.tail({ windowSize, log: logs[index % 2] as typeof on.log })),
  );
  const abort = new AbortController();

  const appended = Array.from({ length: batches }, () =>
    recordedMany(1 + below(9)).map((event) => recorded({ ...event, stream: { account: anAccount() } })),
  );
  const appending = async (own: typeof appended, log: typeof on.log) => {
    for (const batch of own) await log.append(batch);
  };
  const middle = Math.floor(batches / 2);
  const work = Promise.all([
    appending(appended.slice(0, middle), logs[0] as typeof on.log),
    appending(appended.slice(middle), logs[1] as typeof on.log),
  ]);

  const begun = Array.from({ length: readers }, () => Promise.withResolvers<void>());
  const reading = begun.map(async ({ resolve: begins }, index) => {
    const tail = tails[index % tails.length] as (typeof tails)[number];
    // Some begin late, when there is much to catch up with.
    for (let turns = below(30); turns > 0; turns -= 1) await on.log.head();
    const stream = random() < 0.6 ? { account: anAccount() } : undefined;
    const after = random() < 0.5 ? below(tail.position + 1) : tail.position;
    const seen: number[] = [];
    for await (const { event } of tail.follow({ after, stream, signal: abort.signal })) {
      // The first step says where it begins.
      begins();
      if (event) seen.push(event.position);
      if (random() < 0.1) await on.log.head();
      if (event?.type === 'the.end') break;
    }
    return { after, stream, seen };
  });

  await work;
  // Who began behind the end would wait for it for ever.
  await Promise.race([Promise.all(begun.map(({ promise }) => promise)), Promise.all(reading)]);
  // One last event in each stream ends everybody, so that all of a reader's events are seen by then.
  const ends = accounts.map((account) => recorded({ ...recorded(), type: 'the.end', stream: { account } }));
  await on.log.append(ends);
  const logged = await on.logged();
  expect(logged).toHaveLength(appended.flat().length + ends.length);
  const firstEnd = logged.find(({ type }) => type === 'the.end')?.position ?? 0;
  for (const { after, stream, seen } of await Promise.all(reading)) {
    const expected = logged
      .filter((event) => event.position > after && (!stream || event.stream.account === stream.account))
      .filter(({ position }) => stream !== undefined || position <= firstEnd);
    expect(seen).toEqual(expected.map(({ position }) => position));
  }
  expect(await take(tails[0]?.follow({ after: 0 }) as never, logged.length)).toEqual(logged);
}

/** A small generator of numbers below 1, the same for the same seed (Tommy Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
