import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canRun, runTool } from './tool.mjs';

const biome = 'node_modules/@biomejs/biome/bin/biome';
const turbo = 'node_modules/turbo/bin/turbo';

/** Format, lint, types and unused code: all of them, also after a failure. @returns {Promise<number>} 1 when one failed */
export async function check(toolchain) {
  const steps = [
    ['format and lint', () => lint(toolchain)],
    ['types', () => checkTypes(toolchain)],
    ['unused code', () => runTool(toolchain, 'node_modules/knip/bin/knip.js', [])],
  ];
  const failed = [];
  for (const [name, run] of steps) {
    process.stdout.write(`── ${name}\n`);
    if ((await run()) !== 0) failed.push(name);
  }
  process.stdout.write(failed.length === 0 ? '── all well\n' : `── failed: ${failed.join(', ')}\n`);
  return failed.length === 0 ? 0 : 1;
}

async function lint(toolchain) {
  if (await canRun(toolchain, biome)) return runTool(toolchain, biome, ['check', '.']);
  process.stdout.write('Biome is not there for this platform.\n');
  return process.env.CI === 'true' ? 1 : 0;
}

/** By turbo, which remembers what has not changed; package by package where it does not run. */
async function checkTypes(toolchain) {
  if (await canRun(toolchain, turbo)) {
    const environment = { TURBO_TELEMETRY_DISABLED: '1', ...toolchain.environment };
    const options = ['--output-logs=errors-only', '--no-update-notifier', '--concurrency=2'];
    const filters = hasBenchmark(toolchain.root) ? [] : ['--filter=!@trivet/bench'];
    return runTool({ ...toolchain, environment }, turbo, ['run', 'typecheck', ...options, ...filters]);
  }
  let exitCode = 0;
  for (const folder of workspacePackages(toolchain.root)) {
    exitCode = (await runTool(toolchain, 'node_modules/typescript/bin/tsc', ['-p', folder])) || exitCode;
  }
  return exitCode;
}

function workspacePackages(root) {
  const below = ['packages', 'subgraphs'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  );
  const bench = hasBenchmark(root) ? ['tests/bench'] : [];
  return [...below, 'router', 'schema', 'tests', ...bench].filter((folder) =>
    existsSync(join(root, folder, 'tsconfig.json')),
  );
}

/** Its types need packages that only `npm run bench` installs. */
function hasBenchmark(root) {
  return existsSync(join(root, 'tests/bench/node_modules'));
}
