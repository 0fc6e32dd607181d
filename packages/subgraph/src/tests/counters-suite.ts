import { describe, expect, it } from 'vitest';
import type { Counters } from '../counters/counters.ts';
import { Limit } from '../counters/limit.ts';

export interface CountersSubject {
  readonly counters: Counters;
  /** The same counts, seen by somebody else who counts. */
  readonly other: Counters;
  /** Lets time go by for the counts. */
  pass(seconds: number): Promise<void>;
}

/** What counters promise, wherever they count. */
export function countersSuite(name: string, start: () => Promise<CountersSubject>): void {
  describe(name, () => {
    it('tells each of many at once another count', async () => {
      const { counters, other } = await start();
      const [one, two] = [counters, other].map((each) => each.window({ name: 'tries', seconds: 60 }));
      const counts = await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 ? one : two)?.add('a', 1)));
      expect(counts.map((each) => each?.count).sort((a = 0, b = 0) => a - b)).toEqual(
        Array.from({ length: 40 }, (_, index) => index + 1),
      );
      expect(await one?.find('b')).toBeNull();
      expect((await two?.add('b', 1))?.count).toBe(1);
    });

    it('keeps windows of another name or time apart', async () => {
      const { counters } = await start();
      const windows = [
        counters.window({ name: 'tries', seconds: 60 }),
        counters.window({ name: 'tries', seconds: 900 }),
        counters.window({ name: 'others', seconds: 60 }),
      ];
      const counts = await Promise.all(windows.map((window) => window.add('a', 1)));
      expect(counts.map(({ count }) => count)).toEqual([1, 1, 1]);
    });

    it('takes back what was added, and never less than nothing', async () => {
      const { counters } = await start();
      const window = counters.window({ name: 'tries', seconds: 60 });
      expect((await window.add('a', -1)).count).toBe(0);
      await window.add('a', 1);
      await window.add('a', 1);
      expect((await window.add('a', -1)).count).toBe(1);
      for (let count = 0; count < 3; count += 1) await window.add('a', -1);
      expect((await window.add('a', 1)).count).toBe(1);
    });

    it('begins anew when the time since the first is over, however many came meanwhile', async () => {
      const { counters, pass } = await start();
      const window = counters.window({ name: 'tries', seconds: 60 });
      await window.add('a', 1);
      await pass(40);
      const { count, leftMs } = await window.add('a', 1);
      expect(count).toBe(2);
      expect(leftMs).toBeGreaterThan(15_000);
      expect(leftMs).toBeLessThanOrEqual(20_000);
      await pass(20);
      expect(await window.find('a')).toBeNull();
      expect((await window.add('a', -1)).count).toBe(0);
      expect((await window.add('a', 1)).count).toBe(1);
    });

    it('restarts a window for the whole of its time', async () => {
      const { counters, pass } = await start();
      const window = counters.window({ name: 'known', seconds: 30 * 24 * 3600 });
      await window.add('a', 1);
      await pass(29 * 24 * 3600);
      await window.restart('a');
      await pass(29 * 24 * 3600);
      expect(await window.find('a')).toMatchObject({ count: 1 });
      await pass(24 * 3600);
      expect(await window.find('a')).toBeNull();
    });

    it('lets as many pass a limit as there may, of those who come at once too, and says when there are more', async () => {
      const { counters, other, pass } = await start();
      const options = {
        name: 'sign-in',
        rates: [
          { max: 5, seconds: 60 },
          { max: 7, seconds: 900 },
        ],
      };
      const limits = [new Limit(counters, options), new Limit(other, options)];
      const attempt = (index: number) => (limits[index % 2] as Limit).take('a');
      const waits = await Promise.all(Array.from({ length: 50 }, (_, index) => attempt(index)));
      const passed = waits.filter((waitMs) => waitMs === 0).length;
      expect(passed).toBeGreaterThan(0);
      expect(passed).toBeLessThanOrEqual(5);
      for (const waitMs of waits) expect(waitMs).toBeLessThanOrEqual(60_000);
      // Those that were refused have taken nothing.
      for (let index = passed; index < 5; index += 1) expect(await attempt(index)).toBe(0);
      expect(await attempt(0)).toBeGreaterThan(0);

      await limits[0]?.giveBack('a');
      expect(await attempt(0)).toBe(0);
      await pass(60);
      expect([await attempt(0), await attempt(1)]).toEqual([0, 0]);
      const longer = await attempt(0);
      expect(longer).toBeGreaterThan(60_000);
      expect(longer).toBeLessThanOrEqual(840_000);
      await pass(840);
      expect(await attempt(1)).toBe(0);
    });
  });
}
