import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second wherever Node runs (USER_HZ). */
const tickMs = 10;
/** User and system time are both cut off to whole ticks. */
const ticksMissMs = 2 * tickMs;

interface ProcessTimes {
  readonly parent: number;
  readonly ownMs: number;
  /** Of children that have ended and were waited for. */
  readonly endedChildrenMs: number;
}

/** What one process has used since its start, counted in two ways. */
export interface ProcessCpu {
  /** By the process: all of it, in whole ticks. */
  readonly ticksMs: number;
  /** By its threads: exact, but without those that have ended. Null where the kernel does not say. */
  readonly threadsMs: number | null;
}

/** What some processes have used since their start, and PostgreSQL with its backends. */
export interface CpuReading {
  readonly processes: ReadonlyMap<string, ProcessCpu>;
  /** The server and its backends that live, by their ids. */
  readonly postgres: ReadonlyMap<number, ProcessCpu>;
  readonly endedBackendsMs: number;
}

/** The fields of `/proc/PID/stat` (proc_pid_stat(5)) that say who it is and what it used, user and system together. */
export function parseStat(text: string): ProcessTimes {
  // The name before stands in parentheses and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    parent: field(4),
    ownMs: (field(14) + field(15)) * tickMs,
    endedChildrenMs: (field(16) + field(17)) * tickMs,
  };
}

export function readProcessCpu(pid: number): ProcessCpu {
  return { ticksMs: timesOf(pid).ownMs, threadsMs: threadsMsOf(pid) };
}

export function readCpu(
  processes: readonly { readonly name: string; readonly pid: number }[],
  postgresPid: number,
): CpuReading {
  const backends = readdirSync('/proc').flatMap((name) => {
    const pid = /^\d+$/.test(name) ? Number(name) : undefined;
    return pid !== undefined && timesOrNull(pid)?.parent === postgresPid ? [pid] : [];
  });
  return {
    processes: new Map(processes.map(({ name, pid }) => [name, readProcessCpu(pid)])),
    postgres: new Map(
      [postgresPid, ...backends].flatMap((pid) => {
        const cpu = orNull(() => readProcessCpu(pid));
        return cpu ? [[pid, cpu] as const] : [];
      }),
    ),
    endedBackendsMs: timesOf(postgresPid).endedChildrenMs,
  };
}

/** By process, and of PostgreSQL with backends that have ended meanwhile, in milliseconds. */
export function usedBetween(before: CpuReading, after: CpuReading): ReadonlyMap<string, number> {
  const used = new Map([...after.processes].map(([name, cpu]) => [name, usedMs(before.processes.get(name), cpu)]));
  let postgresMs = after.endedBackendsMs - before.endedBackendsMs;
  for (const [pid, cpu] of after.postgres) postgresMs += usedMs(before.postgres.get(pid), cpu);
  // All that an ended backend has ever used is among what ended backends used.
  for (const [pid, { ticksMs }] of before.postgres) if (!after.postgres.has(pid)) postgresMs -= ticksMs;
  return used.set('postgres', postgresMs);
}

/**
 * What a process used between two readings. Its threads say it to the nanosecond, unless one of them has ended meanwhile
 * and took what it used with it. Then, or where they say nothing, both ways differ by more than ticks miss, and ticks count.
 */
export function usedMs(before: ProcessCpu | undefined, after: ProcessCpu): number {
  const ticks = after.ticksMs - (before?.ticksMs ?? 0);
  if (after.threadsMs === null) return ticks;
  const threads = after.threadsMs - (before?.threadsMs ?? 0);
  return Math.abs(threads - ticks) > ticksMissMs ? ticks : threads;
}

/** The first number of each `/proc/PID/task/TID/schedstat` is what the thread used, in nanoseconds. */
function threadsMsOf(pid: number): number | null {
  const folder = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(folder)
    .map((thread) => orNull(() => readFileSync(`${folder}/${thread}/schedstat`, 'utf8')))
    .map((text) => Number.parseInt(text ?? '0', 10));
  const sum = nanoseconds.reduce((all, one) => all + one, 0);
  // A kernel that does not count them has no such files, or zeros in them.
  return sum === 0 ? null : sum / 1e6;
}

function timesOf(pid: number): ProcessTimes {
  return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

function timesOrNull(pid: number): ProcessTimes | null {
  return orNull(() => timesOf(pid));
}

/** Null where a process or a thread has ended meanwhile. */
function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}
