import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const pollMs = 10;

export interface RunningProcess {
  readonly pid: number;
  /** The command line as the process table shows it; PostgreSQL's servers write their role there. */
  readonly command: string;
}

/**
 * A word that differs for every process that ever had this pid on this machine; null when nothing runs under it.
 * A zombie is gone: it holds no file and no lock, and in a container nobody may ever reap it.
 */
export async function incarnationOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C' },
    }).catch(() => ({ stdout: '' }));
    const [state, ...started] = stdout.trim().split(/\s+/);
    return !state || state.startsWith('Z') ? null : started.join('-').replaceAll(':', '.');
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  // The second field is the program's name in brackets and may hold anything: count from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startedTicks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X') return null;
  return `${startedTicks}-${await bootId()}`;
}

export async function isRunning(pid: number): Promise<boolean> {
  return (await incarnationOf(pid)) !== null;
}

/** Every process that this user may see, zombies left out. */
export async function listProcesses(): Promise<RunningProcess[]> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-axo', 'pid=,state=,command='], { maxBuffer: 64 * 1024 * 1024 });
    return stdout.split('\n').flatMap((line) => {
      const match = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line);
      return match?.[1] && !match[2]?.startsWith('Z') ? [{ pid: Number(match[1]), command: match[3] ?? '' }] : [];
    });
  }
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const commands = await Promise.all(pids.map((pid) => commandOf(pid)));
  // The command line of a zombie, and of a kernel thread, is empty.
  return pids.flatMap((pid, index) => (commands[index] ? [{ pid, command: commands[index] }] : []));
}

/** True when all of `pids` were gone within `withinMs`. */
export async function waitUntilGone(pids: readonly number[], withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const running = await Promise.all(pids.map(isRunning));
    if (!running.includes(true)) return true;
    if (performance.now() > deadline) return false;
    await delay(pollMs);
  }
}

/** Sends a signal to processes that may be gone already. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

async function commandOf(pid: number): Promise<string> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return words.replaceAll('\0', ' ').trim();
}

/** Ticks count from the start of the machine, so that they alone repeat after a restart. */
async function bootId(): Promise<string> {
  const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'unknown');
  return id.slice(0, 8);
}
