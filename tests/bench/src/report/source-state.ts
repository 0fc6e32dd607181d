import { execFileSync } from 'node:child_process';
import { relative } from 'node:path';
import { profileFile, repository, resultsFile } from '../config/config.ts';

/** What was measured. Null for what is not known, where there is no git or this is no clone. */
export interface SourceState {
  readonly commit: string | null;
  /** Whether anything is otherwise than in the commit, besides what the benchmark writes itself. */
  readonly dirty: boolean | null;
}

/** Of the sources in `folder` at this moment: to be asked before they are run. */
export function readSourceState(folder: string = repository): SourceState {
  const written = [resultsFile, profileFile].map((file) => `:!${relative(repository, file)}`);
  const changes = git(folder, 'status', '--porcelain', '--', '.', ...written);
  return { commit: git(folder, 'rev-parse', 'HEAD'), dirty: changes === null ? null : changes !== '' };
}

function git(cwd: string, ...args: readonly string[]): string | null {
  try {
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}
