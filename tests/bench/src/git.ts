import { execFileSync } from 'node:child_process';

/** What git says, without the end of the line. @throws {Error} with git's own words where it refuses, or is not there. */
export function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
