import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Child } from './child.mjs';
import { installerFailure, reasonOf } from './installer-failure.mjs';
import { LauncherError } from './launcher-error.mjs';
import { Progress } from './progress.mjs';
import { onStopRequest } from './stop-requests.mjs';

/**
 * Brings Node and pnpm by npx and, unless `scope` is null, installs the packages.
 * @param {{ root: string, scope: import('./toolchain.mjs').Scope | null, nodeVersion: string, pnpmVersion: string }} options
 * @returns {Promise<{ node: string, pnpm: string }>} the paths of both
 */
export async function install({ root, scope, nodeVersion, pnpmVersion }) {
  const fetched = [...(isHostNodeGood() ? [] : [`node@${nodeVersion}`]), `pnpm@${pnpmVersion}`];
  let run = await runInstaller(root, fetched, scope);
  const incomplete = run.succeeded ? null : incompleteDownload(run, root);
  if (incomplete) {
    process.stderr.write('An earlier download was cut short: fetching it again.\n');
    rmSync(incomplete, { recursive: true, force: true });
    run = await runInstaller(root, fetched, scope);
  }
  if (!run.succeeded) throw installerFailure(run.lines, root);
  process.stderr.write('Installed.\n');
  return { node: run.node, pnpm: run.pnpm };
}

/** Node 24 from its first long-term release on: earlier ones lack options of `node:http` that the router sets. */
export function isHostNodeGood() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 11);
}

/**
 * One run of npx. It works by the host's Node, so that it finds the machine's npm configuration (certificates, proxies) and
 * hands it on; everything in the script works by Node 24.
 */
async function runInstaller(root, fetched, scope) {
  const script = [
    'echo "fetched-to $PATH"',
    `node -e 'if (parseInt(process.versions.node) < 24) process.exit(1); console.log("fetched-node " + process.execPath)'`,
    'echo "fetched-pnpm $(command -v pnpm)"',
    ...(scope ? [`exec pnpm ${pnpmArguments(scope)}`] : []),
  ].join(' && ');
  const progress = new Progress();
  progress.say(`Fetching ${fetched.join(' and ').replaceAll('@', ' ')}; this happens once.`);
  const child = new Child('npx', ['--yes', ...fetched.map((name) => `--package=${name}`), '-c', script], {
    cwd: root,
    env: installerEnvironment(),
    output: 'pipe',
  });
  let isStopping = false;
  const dispose = onStopRequest((name) => {
    isStopping = true;
    child.stop(name);
  });
  const found = { to: '', node: '', pnpm: '' };
  const lines = [];
  const read = async (stream) => {
    for await (const line of createInterface({ input: stream })) {
      const [, what, path] = /^fetched-(to|node|pnpm) (.*)$/.exec(line) ?? [];
      if (what) found[what] = path;
      else lines.push(line);
      if (what === 'pnpm' && scope) progress.say('Installing packages; this happens once, and again after an update.');
      else progress.show(line);
    }
  };
  try {
    const [exitCode] = await Promise.all([child.exited, read(child.stdout), read(child.stderr)]);
    if (isStopping) throw new LauncherError('Stopped while installing; the next run goes on with it.', exitCode || 1);
    return { ...found, lines, succeeded: exitCode === 0 && found.node !== '' && found.pnpm !== '' };
  } catch (error) {
    throw error.code === 'ENOENT' ? new LauncherError('npx is missing: it comes with Node and npm.') : error;
  } finally {
    progress.end();
    dispose();
  }
}

/**
 * The folder of npx that a killed run left half full, if that is why this one failed. npx takes such a folder for a complete
 * one and fails on it for ever.
 */
function incompleteDownload({ to, node, pnpm, lines }, root) {
  const output = lines.join('\n');
  const isIncomplete = to !== '' && (node === '' || pnpm === '');
  if (!isIncomplete && reasonOf(output, root) !== undefined) return null;
  return /\/[^\n:'"]*\/_npx\/[0-9a-f]+/.exec(isIncomplete ? to : output)?.[0] ?? null;
}

/** Running needs no tools and no tests, and only the benchmark needs what it compares us with. */
const filters = {
  run: ' --prod --filter @trivet/standalone...',
  everything: " --filter '!@trivet/bench'",
  bench: '',
};

function pnpmArguments(scope) {
  return `install --frozen-lockfile --reporter=append-only${filters[scope]}`;
}

function installerEnvironment() {
  const dieWithUs = `--import=${new URL('die-with-parent.mjs', import.meta.url).href}`;
  return {
    // npm waits up to two minutes before it tells that there is no network.
    npm_config_fetch_retry_mintimeout: '1000',
    npm_config_fetch_retry_maxtimeout: '5000',
    ...process.env,
    NODE_OPTIONS: [process.env.NODE_OPTIONS, dieWithUs].filter(Boolean).join(' '),
  };
}
