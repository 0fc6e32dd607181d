import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const fixture = fileURLToPath(new URL('starter.fixture.ts', import.meta.url));

/** Runs a script with a file system of `megabytes` on `$disk`, which only it sees; `start` starts PostgreSQL there and stops it. */
async function onSmallDisk(megabytes: number, script: string): Promise<{ code?: string; message?: string }[]> {
  const disk = await mkdtemp(join(tmpdir(), 'trivet-small-disk-'));
  onTestFinished(() => rm(disk, { recursive: true, force: true }));
  const prepare = `mount -t tmpfs -o size=${megabytes}m tmpfs "$disk"; start() { "$node" "$fixture" "$disk/data" </dev/null; }; `;
  const { stdout } = await promisify(execFile)(
    'unshare',
    ['--user', '--map-root-user', '--mount', 'sh', '-ec', prepare + script],
    { env: { ...process.env, disk, node: process.execPath, fixture } },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { code?: string; message?: string });
}

it.each([5, 20, 35])(
  'says that a disk of %i MB is too small for a database, and leaves none behind',
  async (megabytes) => {
    const outcomes = await onSmallDisk(megabytes, 'start; test -z "$(ls "$disk/data")"');
    expect(outcomes).toEqual([{ code: 'DISK_FULL', message: expect.stringContaining('is full: make room') }]);
  },
);

it('starts again once there is room', async () => {
  const outcomes = await onSmallDisk(
    80,
    'start; head -c 90m /dev/zero >"$disk/filler" || true; start; rm "$disk/filler"; start',
  );
  expect(outcomes.map(({ code }) => code)).toEqual([undefined, 'DISK_FULL', undefined]);
});
