import { Pool } from 'undici';
import type { LoadReport, LoadTask } from './load-generator.ts';

/** Sends requests for the process that started it, so that what this costs is nobody's CPU that counts. */
let watched: readonly number[] = [];

process.on('message', (message: LoadTask | { readonly watch: readonly number[] }) => {
  if ('watch' in message) watched = message.watch;
  else
    run(message).then(
      (report) => process.send?.(report),
      (error: unknown) => process.send?.({ failure: error instanceof Error ? error.message : String(error) }),
    );
});

process.on('disconnect', () => {
  // A process that is halted would not notice that nobody is there any more.
  for (const pid of watched) {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It is gone already.
    }
  }
  process.exit();
});

process.send?.('ready');

async function run({ url, requests, count, concurrency, offset = 0, tolerant = false }: LoadTask): Promise<LoadReport> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    connections: concurrency,
    pipelining: 1,
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
  });
  const durations = new Float64Array(count);
  let next = 0;
  let answerBytes = 0;
  const work = async () => {
    for (let n = next++; n < count; n = next++) {
      const request = requests[(offset + n) % requests.length];
      if (!request) throw new Error('There is nothing to send.');
      const startedAt = performance.now();
      const { statusCode, body } = await pool.request({ path: pathname, method: 'POST', ...request });
      const answer = Buffer.from(await body.arrayBuffer());
      durations[n] = performance.now() - startedAt;
      answerBytes += answer.length;
      if (!tolerant && (statusCode !== 200 || answer.includes('"errors":'))) {
        throw new Error(`Answered ${statusCode}: ${answer.toString().slice(0, 500)}`);
      }
    }
  };
  const startedAt = performance.now();
  try {
    await Promise.all(Array.from({ length: concurrency }, work));
  } finally {
    await pool.destroy();
  }
  const tookMs = performance.now() - startedAt;
  durations.sort();
  const percentile = (share: number) => durations[Math.min(count - 1, Math.floor(share * count))] ?? 0;
  return {
    perSecond: (count / tookMs) * 1_000,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    answerBytes: answerBytes / count,
  };
}
