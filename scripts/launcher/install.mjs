import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Child } from './child.mjs';
import { LauncherError } from './launcher-error.mjs';
import { onStopRequest } from './stop-requests.mjs';

const progressEveryMs = 5_000;
const tailLines = 20;

/**
 * Brings Node and pnpm by npx and, unless `scope` is null, installs the packages.
 * @param {{ root: string, scope: import('./toolchain.mjs').Scope | null, nodeVersion: string, pnpmVersion: string }} options
 * @returns {Promise<{ node: string, pnpm: string }>} the paths of both
 */
export async function install({ root, scope, nodeVersion, pnpmVersion }) {
  const progress = new Progress();
  const borrowsNode = !isHostNodeGood();
  progress.say(`Fetching ${borrowsNode ? `Node ${nodeVersion} and ` : ''}pnpm ${pnpmVersion}; this happens once.`);
  const packages = [...(borrowsNode ? [`node@${nodeVersion}`] : []), `pnpm@${pnpmVersion}`];
  // npx itself runs by the host's Node, so that it finds the machine's npm configuration (certificates, proxies) and hands
  // it on; everything in the script runs by Node 24.
  const script = [
    'node -p process.execPath',
    'command -v pnpm',
    ...(scope ? [`exec pnpm ${pnpmArguments(scope)}`] : []),
  ];
  const child = new Child('npx', ['--yes', ...packages.map((name) => `--package=${name}`), '-c', script.join(' && ')], {
    cwd: root,
    env: installerEnvironment(),
    output: 'pipe',
  });
  let stoppedBy = '';
  const dispose = onStopRequest((name) => {
    stoppedBy = name;
    child.stop(name);
  });
  const tools = [];
  const tail = [];
  const read = async (stream, isOutput) => {
    for await (const line of createInterface({ input: stream })) {
      if (isOutput && tools.length < 2 && line.startsWith('/')) {
        tools.push(line);
        if (tools.length === 2 && scope)
          progress.say('Installing packages; this happens once, and again after an update.');
      } else {
        tail.push(line);
        progress.show(line);
      }
    }
  };
  try {
    const [exitCode] = await Promise.all([child.exited, read(child.stdout, true), read(child.stderr, false)]);
    const [node, pnpm] = tools;
    if (stoppedBy) throw new LauncherError('Stopped while installing; the next run goes on with it.', exitCode || 1);
    if (exitCode !== 0 || !node || !pnpm) throw failure(tail, root);
    progress.say('Installed.');
    return { node, pnpm };
  } catch (error) {
    throw error.code === 'ENOENT' ? new LauncherError('npx is missing: it comes with Node and npm.') : error;
  } finally {
    progress.end();
    dispose();
  }
}

/** Running needs no tools and no tests. */
function pnpmArguments(scope) {
  const run = scope === 'run' ? ' --prod --filter @trivet/standalone...' : '';
  return `install --frozen-lockfile --reporter=append-only${run}`;
}

export function isHostNodeGood() {
  return Number.parseInt(process.versions.node, 10) >= 24;
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

/** The sentence for what the installer said last, and its last lines. */
function failure(tail, root) {
  const output = tail.join('\n');
  const reason =
    [
      [/ENOSPC|EDQUOT|no space left/i, `The disk is full: make room and start again.`],
      [/EACCES|EPERM|EROFS|read-only file system/i, unwritable(output, root)],
      [
        /OUTDATED_LOCKFILE/,
        'pnpm-lock.yaml does not fit the package.json files: bring it up to date with "pnpm install".',
      ],
      [
        /certificate|SELF_SIGNED|CERT_/i,
        'The package registry shows a certificate that this machine does not trust: see "cafile" in the configuration of npm.',
      ],
      [
        /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|META_FETCH_FAIL|fetch failed/,
        'The package registry cannot be reached: the first start needs the network. Check the connection or the proxy and start again.',
      ],
    ].find(([pattern]) => pattern.test(output))?.[1] ?? 'The installation failed.';
  // Where in the installer's code it failed helps nobody.
  const last = tail.filter((line) => line.trim() !== '' && !/^\s+at /.test(line)).slice(-tailLines);
  return new LauncherError(`${last.map((line) => `  ${line}`).join('\n')}\n\n${reason}`);
}

function unwritable(output, root) {
  const [, quoted, named] = /(?:EACCES|EPERM|EROFS)[^\n]*?'(\/[^']+)'|npm error path (\/.*)/.exec(output) ?? [];
  const path = quoted ?? named;
  const place = path ?? (existsSync(join(root, 'node_modules')) ? join(root, 'node_modules') : root);
  return `${place} cannot be written: run this as the owner of the folder, or copy it to where you may write.`;
}

/** One line that changes in a terminal, a line now and then elsewhere. */
class Progress {
  #lastAt = Date.now();
  #isOpen = false;

  say(sentence) {
    this.end();
    process.stderr.write(`${sentence}\n`);
  }

  /** @param {string} line of the installer */
  show(line) {
    const numbers = /^Progress: (.*?)(, done)?$/.exec(line)?.[1];
    if (!numbers) return;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[K  ${numbers}`);
      this.#isOpen = true;
    } else if (Date.now() - this.#lastAt > progressEveryMs) {
      this.#lastAt = Date.now();
      process.stderr.write(`  ${numbers}\n`);
    }
  }

  end() {
    if (this.#isOpen) process.stderr.write('\r\x1b[K');
    this.#isOpen = false;
  }
}
