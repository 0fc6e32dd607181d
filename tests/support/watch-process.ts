import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/** What a process says of itself; of its event loop since it was last asked. */
export interface ProcessWatch {
  /** What the thread has computed without leaving the event loop in between, at the most. */
  readonly longestBlockMs: number;
  /** The same by the clock: it holds what other processes had of the machine meanwhile. */
  readonly longestPauseMs: number;
  /** What is in use after the garbage was collected. */
  readonly heapBytes: number;
  readonly rssBytes: number;
}

/** Loaded into a process by `--import`; answers the message `watch`. In every round of the loop its timer comes once. */
const tickMs = 2;

// Threads of the process load it too.
if (isMainThread) {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  let longestBlockMs = 0;
  let longestPauseMs = 0;
  let last = now();
  setInterval(() => {
    const next = now();
    const pauseMs = next.at - last.at - tickMs;
    longestPauseMs = Math.max(longestPauseMs, pauseMs);
    longestBlockMs = Math.max(longestBlockMs, Math.min(pauseMs, next.computedMs - last.computedMs));
    last = next;
  }, tickMs).unref();
  process.on('message', (message) => {
    if (message !== 'watch') return;
    const longest = { longestBlockMs, longestPauseMs };
    collectGarbage();
    const { heapUsed, external, rss } = process.memoryUsage();
    process.send?.({ watch: { ...longest, heapBytes: heapUsed + external, rssBytes: rss } satisfies ProcessWatch });
    longestBlockMs = 0;
    longestPauseMs = 0;
    last = now();
  });
}

function now(): { readonly at: number; readonly computedMs: number } {
  const { user, system } = process.threadCpuUsage();
  return { at: performance.now(), computedMs: (user + system) / 1000 };
}
