import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseError } from './base.errors.ts';
import type { Worktree } from './worktree.ts';

/** What a checkout needs to be measured, by its own launcher, which keeps to its lockfile. Quick where it is there already. */
export async function installPackages({ commit, folder }: Worktree, signal: AbortSignal): Promise<void> {
  const launcher = join(folder, 'scripts/run.mjs');
  if (!existsSync(launcher))
    throw new BaseError(`${commit.slice(0, 12)} has no scripts/run.mjs that would install it.`);
  // The launcher installs what a command needs before the command says how it is used.
  const child = spawn(process.execPath, [launcher, 'bench', '--help'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    signal,
  });
  const [exitCode] = await once(child, 'exit');
  if (exitCode !== 0) throw new BaseError(`The packages of ${commit.slice(0, 12)} could not be installed.`);
}
