import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

it.each([
  ['migrate', '--help', { status: 0, stdout: expect.stringMatching(/^\nnpm run migrate.*--help/s), stderr: '' }],
  [
    'services',
    '--all',
    { status: 1, stdout: '', stderr: expect.stringMatching(/'--all'.*\nnpm run services.*--help/s) },
  ],
])(
  '%s begins nothing by %s, and says what it takes',
  (name, option, outcome) => {
    const folder = mkdtempSync(join(tmpdir(), 'trivet-options-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const env = { ...process.env, DATA_DIR: join(folder, 'data') };
    const run = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), option], {
      encoding: 'utf8',
      env,
    });
    expect(run).toMatchObject(outcome);
    expect(existsSync(env.DATA_DIR)).toBe(false);
  },
  60_000,
);
