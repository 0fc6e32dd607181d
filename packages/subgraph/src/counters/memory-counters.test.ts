import { expect, it } from 'vitest';
import { TestClock } from '../testing/test-clock.ts';
import { countersSuite } from '../tests/counters-suite.ts';
import { MemoryCounters } from './memory-counters.ts';

countersSuite('counters in memory', async () => {
  const clock = new TestClock();
  const counters = new MemoryCounters({ clock });
  return { counters, other: counters, pass: async (seconds) => clock.advance(seconds * 1000) };
});

it('forgets the count that would be over first rather than grow without end', async () => {
  const clock = new TestClock();
  const counters = new MemoryCounters({ clock, maxKeys: 100 });
  const window = counters.window({ name: 'tries', seconds: 60 });
  for (let index = 0; index < 1000; index += 1) {
    await window.add(`key ${index}`, 1);
    clock.advance(1);
  }
  expect(counters.size).toBe(100);
  expect(await window.find('key 899')).toBeNull();
  expect(await window.find('key 900')).toMatchObject({ count: 1 });
});

it('keeps nothing of what is over, nor of what was taken back', async () => {
  const clock = new TestClock();
  const counters = new MemoryCounters({ clock });
  const window = counters.window({ name: 'tries', seconds: 60 });
  for (let index = 0; index < 1000; index += 1) await window.add(`key ${index}`, 1);
  clock.advance(60_000);
  await window.add('new', 1);
  expect(counters.size).toBe(1);
  await window.add('new', -1);
  expect(counters.size).toBe(0);
});
