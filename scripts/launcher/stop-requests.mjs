import { findProcess } from './process-table.mjs';

const pollMs = 200;
const shells = ['sh', 'dash', 'bash', 'ash', 'zsh', 'busybox'];

/**
 * Calls `listener` for every reason to stop: a signal, or the end of npm, which neither passes SIGTERM on nor takes us
 * along when it is killed. Returns the function that ends the watch.
 * @param {(signal: NodeJS.Signals) => void} listener
 */
export function onStopRequest(listener) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const name of signals) process.on(name, listener);
  const starters = startersAbove();
  const timer = setInterval(() => {
    if (starters.every(isStillThere)) return;
    clearInterval(timer);
    listener('SIGTERM');
  }, pollMs);
  if (starters.length === 0) clearInterval(timer);
  return () => {
    clearInterval(timer);
    for (const name of signals) process.off(name, listener);
  };
}

/**
 * The processes up to npm: our parent, and its parent where a shell stands between. None without npm: whoever starts us in
 * the background of a shell may close that shell.
 */
function startersAbove() {
  if (!process.env.npm_lifecycle_event) return [];
  const parent = findProcess(process.ppid);
  if (parent === null) return [];
  const grandparent = shells.includes(parent.name) ? findProcess(parent.parent) : null;
  return grandparent === null ? [parent] : [parent, grandparent];
}

function isStillThere({ pid, startedAt }) {
  return findProcess(pid)?.startedAt === startedAt;
}
