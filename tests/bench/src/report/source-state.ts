import { relative } from 'node:path';
import { profileFile, repository, resultsFile } from '../config/config.ts';
import { git } from '../git.ts';

/** What was measured. Null for what is not known, where there is no git or this is no clone. */
export interface SourceState {
  readonly commit: string | null;
  /** Whether anything is otherwise than in the commit, besides what the benchmark writes itself. */
  readonly dirty: boolean | null;
}

/** Of the sources in `folder` at this moment: to be asked before they are run. */
export function readSourceState(folder: string = repository): SourceState {
  const written = [resultsFile, profileFile].map((file) => `:!${relative(repository, file)}`);
  const changes = gitOrNull(folder, 'status', '--porcelain', '--', '.', ...written);
  return { commit: gitOrNull(folder, 'rev-parse', 'HEAD'), dirty: changes === null ? null : changes !== '' };
}

function gitOrNull(cwd: string, ...args: readonly string[]): string | null {
  try {
    return git(cwd, ...args);
  } catch {
    return null;
  }
}
