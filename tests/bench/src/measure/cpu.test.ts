import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { parseStat, readCpu, readProcessCpu, usedBetween, usedMs } from './cpu.ts';

const stat = (name: string) =>
  `4711 (${name}) S 42 4711 4711 0 -1 4194304 100 0 0 0 120 30 7 3 20 0 11 0 180059 3133440 384 184467 1 1 0 0 0`;

it('reads who started a process and what it used, in milliseconds', () => {
  expect(parseStat(stat('node'))).toEqual({ parent: 42, ownMs: 1_500, endedChildrenMs: 100 });
});

it('is not misled by a name with parentheses and spaces', () => {
  expect(parseStat(stat('postgres: a) b (c')).parent).toBe(42);
});

it('takes what the threads say where it agrees with the ticks', () => {
  expect(usedMs({ ticksMs: 100, threadsMs: 104.2 }, { ticksMs: 120, threadsMs: 121.7 })).toBeCloseTo(17.5);
});

it('takes the ticks where a thread has ended, or where the kernel does not count by threads', () => {
  expect(usedMs({ ticksMs: 100, threadsMs: 104.2 }, { ticksMs: 160, threadsMs: 90 })).toBe(60);
  expect(usedMs({ ticksMs: 100, threadsMs: null }, { ticksMs: 160, threadsMs: null })).toBe(60);
});

it('takes all of a process that was not there before', () => {
  expect(usedMs(undefined, { ticksMs: 10, threadsMs: 12.5 })).toBe(12.5);
});

it('adds to PostgreSQL the backends that came and those that went, each of them once', () => {
  const cpu = (ms: number) => ({ ticksMs: ms, threadsMs: ms });
  const [server, stays, goes, comes] = [1, 2, 3, 4];
  const before = { processes: new Map([['gateway', cpu(50)]]), endedBackendsMs: 1_000 };
  const after = { processes: new Map([['gateway', cpu(75)]]), endedBackendsMs: 1_130 };
  const used = usedBetween(
    {
      ...before,
      postgres: new Map([
        [server, cpu(10)],
        [stays, cpu(20)],
        [goes, cpu(100)],
      ]),
    },
    {
      ...after,
      postgres: new Map([
        [server, cpu(11)],
        [stays, cpu(22)],
        [comes, cpu(4)],
      ]),
    },
  );
  expect([...used]).toEqual([
    ['gateway', 25],
    ['postgres', 1 + 2 + 4 + 30],
  ]);
});

describe.runIf(process.platform === 'linux')('on Linux', () => {
  const burn = `const until = process.cpuUsage().user + 200_000; while (process.cpuUsage().user < until);`;

  it('counts a thread that ended between two readings', async () => {
    const [before, ownBefore] = [readProcessCpu(process.pid), process.cpuUsage()];
    await once(new Worker(burn, { eval: true }), 'exit');
    const [used, own] = [usedMs(before, readProcessCpu(process.pid)), process.cpuUsage(ownBefore)];
    expect(used).toBeGreaterThan(150);
    expect(Math.abs(used - (own.user + own.system) / 1_000)).toBeLessThan(50);
  });

  it('reads processes by their names, and a server with its children', () => {
    const { processes, postgres } = readCpu([{ name: 'this', pid: process.pid }], process.ppid);
    expect([...processes.keys()]).toEqual(['this']);
    expect([...postgres.keys()]).toEqual(expect.arrayContaining([process.ppid, process.pid]));
  });
});
