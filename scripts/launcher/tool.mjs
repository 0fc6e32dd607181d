import { join } from 'node:path';
import { Child, runToEnd } from './child.mjs';

const dieWithUs = new URL('die-with-parent.mjs', import.meta.url).href;

/**
 * Runs a tool written in JavaScript, or wrapped in it, to its end; it ends with us.
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 * @param {string} script below `cwd`
 * @param {readonly string[]} args
 * @param {string} [cwd] the root when left out
 * @returns {Promise<number>} the exit code
 */
export function runTool({ root, node, environment }, script, args, cwd = root) {
  return runToEnd(node, ['--import', dieWithUs, join(cwd, script), ...args], { cwd, env: environment });
}

/** Whether a tool starts: those in Rust have a package for each platform, and a lockfile may lack some of them. */
export async function canRun({ root, node, environment }, script) {
  const child = new Child(node, [join(root, script), '--version'], { cwd: root, env: environment, output: 'ignore' });
  return (await child.exited) === 0;
}
