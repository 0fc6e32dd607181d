import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { BenchProcess, lastWordsOf } from './bench-process.ts';

/** A process that does what `script` says. */
function run(script: string): BenchProcess {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-bench-process-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const entry = join(folder, 'entry.mjs');
  writeFileSync(entry, script);
  const child = new BenchProcess({ name: 'part', entry }, { environment: {}, outputFile: join(folder, 'part.log') });
  onTestFinished(() => child.stop());
  return child;
}

const waits = `process.on('message', () => {}); process.send('serves');`;
const fails = `console.error('no more room'); process.exitCode = 3;`;

it('passes on what the process says', async () => {
  expect(await run(waits).message()).toBe('serves');
});

it('says what a process wrote that ended instead of answering', async () => {
  await expect(run(fails).message()).rejects.toThrow(/part said nothing:\nno more room/);
});

it('says so at once of a process that ended before', async () => {
  const child = run(fails);
  await vi.waitUntil(() => child.hasEnded, { timeout: 10_000 });
  child.send({ url: 'nobody hears this' });
  const askedAt = performance.now();
  await expect(child.message()).rejects.toThrow('no more room');
  expect(performance.now() - askedAt).toBeLessThan(5_000);
});

it('gives up on a process that says nothing for too long', async () => {
  await expect(run(`setTimeout(() => {}, 60_000)`).message({ withinMs: 50 })).rejects.toThrow('part said nothing');
});

it('reports a start that failed, and has nothing to stop then', async () => {
  const path = process.execPath;
  onTestFinished(() => {
    process.execPath = path;
  });
  process.execPath = '/nowhere/node';
  const child = run(waits);
  const failure: unknown = await child.message().catch((error: unknown) => error);
  expect(failure).toMatchObject({ cause: { code: 'ENOENT' } });
  await child.stop();
});

it('stops a process that is halted', async () => {
  const child = run(waits);
  await child.message();
  child.pause();
  await child.stop();
  expect(child.hasEnded).toBe(true);
});

it('tells the last words of those that ended, and of no others', async () => {
  const [living, dead] = [run(waits), run(fails)];
  await living.message();
  await vi.waitUntil(() => dead.hasEnded, { timeout: 10_000 });
  expect(await lastWordsOf([living, dead])).toBe('\npart: It ended with 3.\nno more room\n');
});
