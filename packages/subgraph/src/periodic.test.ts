import { createLogger } from '@trivet/platform';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Periodic } from './periodic.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that goes on until it is told to end, and who did it when. */
function setup() {
  const lines: { level: string; message: string }[] = [];
  const logger = createLogger({ service: 'test', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  const runs: PromiseWithResolvers<void>[] = [];
  const run = () => {
    const work = Promise.withResolvers<void>();
    runs.push(work);
    return work.promise;
  };
  return { lines, runs, periodic: new Periodic({ name: 'The sweep', everyMs: 1000, run, logger }) };
}

it('runs at the start and then every so often', async () => {
  const { runs, periodic } = setup();
  await periodic.start();
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await vi.advanceTimersByTimeAsync(999);
  expect(runs).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(runs).toHaveLength(2);
});

it('never runs twice at once', async () => {
  const { runs, periodic } = setup();
  await periodic.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await vi.advanceTimersByTimeAsync(1000);
  expect(runs).toHaveLength(2);
});

it('logs a failure and tries again next time', async () => {
  const { runs, lines, periodic } = setup();
  await periodic.start();
  runs[0]?.reject(new Error('no'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(lines).toMatchObject([{ level: 'ERROR', message: 'The sweep failed' }]);
  expect(runs).toHaveLength(2);
});

it('finishes what is under way before it has stopped, and begins nothing more', async () => {
  const { runs, periodic } = setup();
  await periodic.start();
  let stopped = false;
  const stopping = periodic.stop().then(() => {
    stopped = true;
  });
  await vi.advanceTimersByTimeAsync(5000);
  expect(stopped).toBe(false);
  runs[0]?.resolve();
  await stopping;
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs).toHaveLength(1);
});

it('can be stopped without having begun', async () => {
  await setup().periodic.stop();
});
