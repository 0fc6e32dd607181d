import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readSourceState } from './source-state.ts';

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-source-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function cloneWithOneCommit(): string {
  const folder = emptyFolder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: folder });
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'first');
  return folder;
}

it('names the commit, and whether anything else is there', () => {
  const folder = cloneWithOneCommit();
  expect(readSourceState(folder)).toEqual({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), dirty: false });
  writeFileSync(join(folder, 'new.ts'), '');
  expect(readSourceState(folder)).toMatchObject({ dirty: true });
});

it('does not count what the benchmark itself writes', () => {
  const folder = cloneWithOneCommit();
  mkdirSync(join(folder, 'tests/bench'), { recursive: true });
  writeFileSync(join(folder, 'tests/bench/results.json'), '{}');
  writeFileSync(join(folder, 'tests/bench/profile.md'), '');
  expect(readSourceState(folder)).toMatchObject({ dirty: false });
});

it('knows nothing where there is no clone', () => {
  expect(readSourceState(emptyFolder())).toEqual({ commit: null, dirty: null });
});
