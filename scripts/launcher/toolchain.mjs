import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { install, isHostNodeGood } from './install.mjs';
import { withInstallLock } from './install-lock.mjs';
import { fileError, LauncherError } from './launcher-error.mjs';

/** What we run on. The end of life of the host's Node is not ours, and older ones cannot run TypeScript. */
const nodeVersion = '24.21.0';
const pnpmVersion = '10.34.9';
/** Each holds what those before it hold. */
const scopes = ['run', 'everything', 'bench'];

/**
 * @typedef {'run' | 'everything' | 'bench'} Scope `run`: what the application needs, a quarter of everything; `bench`:
 *   everything, and hundreds of megabytes of what the benchmark compares us with
 * @typedef {{ root: string, node: string, pnpm: string, environment: NodeJS.ProcessEnv }} Toolchain
 * @typedef {{ key: string, scope: Scope, node: string, pnpm: string }} Stamp what the last installation that ended well left
 */

/**
 * Node 24 and the installed packages; quick when they are there.
 * @param {string} root @param {Scope} scope @returns {Promise<Toolchain>}
 */
export async function prepareToolchain(root, scope) {
  const key = keyOf(root);
  const stamp = readStamp(root);
  const ready = isReady(stamp, key, scope) ? stamp : await withInstallLock(root, () => bring(root, key, scope));
  return { root, node: ready.node, pnpm: ready.pnpm, environment: environmentOf(root, ready) };
}

async function bring(root, key, scope) {
  // Somebody else may have installed while we waited for the lock.
  const stamp = readStamp(root);
  if (isReady(stamp, key, scope)) return stamp;
  const current = stamp !== null && stamp.key === key && covers(stamp.scope, scope);
  // Who has more keeps more.
  const wanted = stamp !== null && covers(stamp.scope, scope) ? stamp.scope : scope;
  const path = stampPath(root);
  try {
    if (!current) rmSync(path, { force: true });
    const tools = await install({ root, scope: current ? null : wanted, nodeVersion, pnpmVersion });
    const done = { key, scope: wanted, ...tools };
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(done, null, 2));
    return done;
  } catch (error) {
    throw fileError(error, root);
  }
}

function isReady(stamp, key, scope) {
  return stamp !== null && stamp.key === key && covers(stamp.scope, scope) && canUse(stamp.node);
}

function covers(installed, scope) {
  return scopes.indexOf(installed) >= scopes.indexOf(scope);
}

/** Beside the packages, so that it goes with them. */
function stampPath(root) {
  return join(root, 'node_modules/.trivet-install.json');
}

/** @returns {Stamp | null} */
function readStamp(root) {
  try {
    return JSON.parse(readFileSync(stampPath(root), 'utf8'));
  } catch {
    return null;
  }
}

/** Changes when another installation is needed. */
function keyOf(root) {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) {
    if (!existsSync(join(root, file)))
      throw new LauncherError(`${join(root, file)} is missing: get the whole repository.`);
    hash.update(readFileSync(join(root, file)));
  }
  const platform = `${process.platform}-${process.arch}`;
  return hash.update(JSON.stringify([nodeVersion, pnpmVersion, platform])).digest('hex');
}

/** The host's own Node may have been replaced by an older one since. */
function canUse(node) {
  try {
    accessSync(node, constants.X_OK);
    return node !== process.execPath || isHostNodeGood();
  } catch {
    return false;
  }
}

function environmentOf(root, { node, pnpm }) {
  return {
    // Keeps the compiled form of every module: half the time of a warm start.
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node-compile'),
    ...process.env,
    PATH: [dirname(node), dirname(pnpm), process.env.PATH].join(':'),
  };
}
