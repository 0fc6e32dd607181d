import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { git } from '../git.ts';
import { BaseError } from './base.errors.ts';

/** Another commit with its files. */
export interface Worktree {
  readonly commit: string;
  readonly folder: string;
}

export interface WorktreeOptions {
  /** A checkout of the repository. */
  readonly repository: string;
  /** Where its worktrees are kept; made when missing. */
  readonly folder: string;
  /** As git understands it. */
  readonly ref: string;
  /** Makes ready for its removal what stands in the folder of another commit; false where somebody uses it. */
  readonly release: (folder: string) => Promise<boolean>;
}

/**
 * The files of a commit, as a worktree of git's. The one of an earlier run is used again, with what was added to it, and as
 * the commit has it; those of other commits go, unless they are in use.
 * @throws {BaseError}
 */
export async function openWorktree({ repository, folder, ref, release }: WorktreeOptions): Promise<Worktree> {
  const commit = commitOf(repository, ref);
  mkdirSync(folder, { recursive: true });
  // Git names folders without symbolic links.
  const parent = realpathSync(folder);
  const worktree = { commit, folder: join(parent, commit.slice(0, 12)) };
  for (const other of worktreesIn(repository, parent)) {
    if (other !== worktree.folder && (await release(other))) remove(repository, other);
  }
  if (!restore(repository, worktree)) {
    rmSync(worktree.folder, { recursive: true, force: true });
    // Twice: where an earlier run was killed while it did this, git knows the folder and keeps it from everybody.
    git(repository, 'worktree', 'add', '--quiet', '--force', '--force', '--detach', worktree.folder, commit);
  }
  return worktree;
}

function commitOf(repository: string, ref: string): string {
  try {
    return git(repository, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  } catch (cause) {
    throw new BaseError(`There is no commit ${ref} here: this has to be a clone of git with the history of it.`, {
      cause,
    });
  }
}

/** Those that git knows below a folder, whether they are still there or not. */
function worktreesIn(repository: string, folder: string): string[] {
  return git(repository, 'worktree', 'list', '--porcelain')
    .split('\n')
    .flatMap((line) => (line.startsWith(`worktree ${folder}${sep}`) ? [line.slice('worktree '.length)] : []));
}

/** Also where its folder was removed by hand; nobody else's worktree is looked at. */
function remove(repository: string, folder: string): void {
  git(repository, 'worktree', 'remove', '--force', '--force', folder);
}

/** Whether the worktree is there and now as its commit is. */
function restore(repository: string, { folder, commit }: Worktree): boolean {
  if (!worktreesIn(repository, join(folder, '..')).includes(folder) || !existsSync(join(folder, '.git'))) return false;
  try {
    git(folder, 'checkout', '--quiet', '--force', '--detach', commit);
    return true;
  } catch {
    return false;
  }
}
