import { readdirSync, readFileSync } from 'node:fs';
import type { CountedProcess } from '../variant.ts';

/** Linux counts in hundredths of a second wherever Node runs (USER_HZ). */
const tickMs = 10;

interface ProcessTimes {
  readonly parent: number;
  readonly ownMs: number;
  /** Of children that have ended and were waited for. */
  readonly endedChildrenMs: number;
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

/** CPU of each process since its start, and of PostgreSQL with its backends, those that have ended included. */
export function readCpu(processes: readonly CountedProcess[], postgresPid: number): ReadonlyMap<string, number> {
  const used = new Map(processes.map(({ name, pid }) => [name, timesOf(pid).ownMs]));
  const server = timesOf(postgresPid);
  let postgresMs = server.ownMs + server.endedChildrenMs;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const times = timesOrNull(Number(name));
    if (times?.parent === postgresPid) postgresMs += times.ownMs;
  }
  return used.set('postgres', postgresMs);
}

function timesOf(pid: number): ProcessTimes {
  return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** Null for a process that has ended meanwhile. */
function timesOrNull(pid: number): ProcessTimes | null {
  try {
    return timesOf(pid);
  } catch {
    return null;
  }
}
