import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { git } from '../git.ts';
import { BaseError } from './base.errors.ts';
import { openWorktree } from './worktree.ts';

/** A repository with two commits, whose file says which of them it is of. */
const template = mkdtempSync(join(tmpdir(), 'trivet-worktree-'));

beforeAll(() => {
  git(template, 'init', '--quiet', '--template=');
  for (const text of ['first', 'second']) {
    writeFileSync(join(template, 'file'), text);
    git(template, 'add', 'file');
    git(template, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '--message', text);
  }
});

afterAll(() => rmSync(template, { recursive: true }));

function setup() {
  const repository = mkdtempSync(join(tmpdir(), 'trivet-worktree-'));
  onTestFinished(() => rmSync(repository, { recursive: true }));
  cpSync(template, repository, { recursive: true });
  const known = () => git(repository, 'worktree', 'list').split('\n').slice(1);
  const open = (ref: string, release = async () => true) =>
    openWorktree({ repository, folder: join(repository, '.cache/bases'), ref, release });
  return { repository, open, known };
}

const textIn = (folder: string) => readFileSync(join(folder, 'file'), 'utf8');

it('has the files of that commit, beside those of the checkout', async () => {
  const { repository, open } = setup();
  const { commit, folder } = await open('HEAD~1');
  expect(commit).toBe(git(repository, 'rev-parse', 'HEAD~1'));
  expect([textIn(folder), textIn(repository)]).toEqual(['first', 'second']);
});

it('is there the next time with what was added, and with its files as the commit has them', async () => {
  const { open, known } = setup();
  const { folder } = await open('HEAD');
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'file'), 'tried something');
  expect((await open('HEAD')).folder).toBe(folder);
  expect([textIn(folder), existsSync(join(folder, 'node_modules'))]).toEqual(['second', true]);
  expect(known()).toHaveLength(1);
});

it('is made anew where its folder was removed by hand, or was begun and not ended', async () => {
  const { open, known } = setup();
  const { folder } = await open('HEAD');
  rmSync(folder, { recursive: true });
  await open('HEAD');
  rmSync(join(folder, '.git'));
  await open('HEAD');
  expect(textIn(folder)).toBe('second');
  expect(known()).toHaveLength(1);
});

it('takes the place of those of other commits, and leaves nothing of them with git', async () => {
  const { open, known } = setup();
  const [first, second] = [await open('HEAD~1'), await open('HEAD')];
  expect([existsSync(first.folder), existsSync(second.folder)]).toEqual([false, true]);
  rmSync(second.folder, { recursive: true });
  await open('HEAD~1');
  expect(known()).toEqual([expect.stringContaining(first.folder)]);
});

it('leaves those of other commits that somebody uses, and worktrees that are not of the benchmark', async () => {
  const { repository, open, known } = setup();
  git(repository, 'worktree', 'add', '--quiet', '--detach', join(repository, 'own'));
  const { folder } = await open('HEAD~1');
  await open('HEAD', async () => false);
  expect(textIn(folder)).toBe('first');
  await open('HEAD');
  expect(known()).toHaveLength(2);
});

it.each(['no-such-branch', '--all'])('says that there is no commit %s', async (ref) => {
  const { open } = setup();
  await expect(open(ref)).rejects.toThrow(BaseError);
  await expect(open(ref)).rejects.toThrow(`There is no commit ${ref} here`);
});
