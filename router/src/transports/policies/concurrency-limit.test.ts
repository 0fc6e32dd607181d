import { expect, it } from 'vitest';
import { ConcurrencyLimit } from './concurrency-limit.ts';

/** Full, and with those who wait numbered as they came; `turns` are of whom it has become the turn. */
function full(waiting: number) {
  const limit = new ConcurrencyLimit({ maxRunning: 2, maxWaiting: 3 });
  expect([limit.tryEnter(), limit.tryEnter(), limit.tryEnter()]).toEqual([true, true, false]);
  const turns: number[] = [];
  const waiters = Array.from({ length: waiting }, (_, number) => {
    const waiter = limit.wait();
    void waiter.place.then(
      () => turns.push(number),
      () => {},
    );
    return waiter;
  });
  return { limit, turns, waiters };
}

it('gives places in the order in which they were asked for', async () => {
  const { limit, turns, waiters } = full(3);
  limit.leave();
  limit.leave();
  await Promise.all(waiters.slice(0, 2).map(({ place }) => place));
  expect(turns).toEqual([0, 1]);
  expect(limit).toMatchObject({ running: 2, waiting: 1 });
  // Who comes now does not overtake him who waits.
  expect(limit.tryEnter()).toBe(false);
  limit.leave();
  await waiters[2]?.place;
  expect(turns).toEqual([0, 1, 2]);
});

it('has its places free again when all have left', () => {
  const { limit } = full(1);
  for (let left = 0; left < 3; left++) limit.leave();
  expect(limit).toMatchObject({ running: 0, waiting: 0 });
  expect(limit.tryEnter()).toBe(true);
});

it('passes over who has given up', async () => {
  const { limit, turns, waiters } = full(2);
  waiters[0]?.giveUp(new Error('too late'));
  await expect(waiters[0]?.place).rejects.toThrow('too late');
  limit.leave();
  await waiters[1]?.place;
  expect(turns).toEqual([1]);
});

it('loses no place when it is given up after it was given', async () => {
  const { limit, waiters } = full(1);
  limit.leave();
  waiters[0]?.giveUp(new Error('too late'));
  await expect(waiters[0]?.place).resolves.toBeUndefined();
  expect(limit.running).toBe(2);
});

it('refuses whom it has no room to wait', () => {
  const { limit } = full(3);
  expect(() => limit.wait()).toThrow(expect.objectContaining({ kind: 'crowded' }));
});
