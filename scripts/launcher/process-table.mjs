import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** @typedef {{ pid: number, parent: number, name: string, startedAt: string }} RunningProcess */

/** What runs under `pid`; null when nothing does. A zombie is gone: nobody may ever reap it. @returns {RunningProcess | null} */
export function findProcess(pid) {
  if (process.platform !== 'linux') return list(['-p', String(pid)])[0] ?? null;
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

/** Everything below `pid`, at any depth, and not `pid` itself. */
export function descendantsOf(pid) {
  const all = process.platform === 'linux' ? listProc() : list(['-ax']);
  const found = [];
  for (let parents = new Set([pid]); parents.size > 0; ) {
    const children = all.filter((entry) => parents.has(entry.parent)).map((entry) => entry.pid);
    found.push(...children);
    parents = new Set(children);
  }
  return found;
}

/** Sends a signal to processes that may be gone already. */
export function signal(pids, name) {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
    }
  }
}

function listProc() {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.map((pid) => findProcess(Number(pid))).filter((entry) => entry !== null);
}

/** @param {string} stat the content of `/proc/<pid>/stat`, whose second field may hold anything in its brackets */
function parseStat(stat) {
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  const name = stat.slice(stat.indexOf('(') + 1, end);
  return { pid: Number.parseInt(stat, 10), parent: Number(fields[1]), name, startedAt: fields[19] };
}

function list(selection) {
  let output = '';
  try {
    output = execFileSync('ps', [...selection, '-o', 'pid=,ppid=,state=,lstart=,ucomm='], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch {
    // ps fails when it finds none.
  }
  return output.split('\n').flatMap((line) => {
    const [pid, parent, state, ...rest] = line.trim().split(/\s+/);
    if (!pid || state?.startsWith('Z')) return [];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        startedAt: rest.slice(0, 5).join(' '),
        name: rest.slice(5).join(' '),
      },
    ];
  });
}
