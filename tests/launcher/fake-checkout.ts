import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';

/** How the stand-in for npx behaves: what it would install is nothing, so a run takes no time and no network. */
type Installer = 'works' | 'waits for the file release' | 'finds no network' | 'stumbles over an earlier download';

/** The launcher in a folder of its own, with an application that writes down which processes it consists of. */
export interface FakeCheckout {
  readonly root: string;
  /** Ours, with the stand-in first in the path. */
  readonly environment: NodeJS.ProcessEnv;
  write(file: string, content: string): Promise<void>;
  use(installer: Installer): Promise<void>;
  /** The arguments of every call of npx so far. */
  installations(): Promise<string[]>;
  /** The process of the last of these calls. */
  installer(): Promise<number>;
  /** Runs a command to its end. */
  run(...args: string[]): Promise<Outcome>;
  /** Starts `node scripts/run.mjs …`. */
  launch(...args: string[]): Running;
  /** Starts `npm …`, in a process group of its own as a terminal would. */
  npm(...args: string[]): Running;
  /** The processes of the application, once it runs. */
  application(): Promise<{ app: number; helper: number; launcher: number }>;
}

export interface Outcome {
  readonly exitCode: number | null;
  readonly output: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Everything it wrote, when it has ended. */
  readonly ended: Promise<Outcome>;
}

const application = `
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
const helper = spawn(process.execPath, ['-e', 'process.on("disconnect", () => process.exit()); setInterval(() => {}, 1000)'], {
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  detached: true,
});
const said: string[] = [];
const hear = (what: string) => {
  said.push(what);
  writeFileSync('heard.json', JSON.stringify(said));
  if (process.argv.includes('--deaf')) return;
  helper.once('exit', () => process.exit(0));
  helper.kill();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => hear(signal));
process.on('disconnect', () => hear('disconnect'));
setInterval(() => {}, 1000);
writeFileSync('running.json', JSON.stringify({ app: process.pid, helper: helper.pid, launcher: process.ppid }));
`;

const npx = `#!/usr/bin/env node
const { appendFileSync, existsSync, mkdirSync, readFileSync, watch, writeFileSync } = require('node:fs');
writeFileSync('npx.json', JSON.stringify({ pid: process.pid }));
appendFileSync('npx.log', process.argv.slice(2).join(' ') + '\\n');
const installer = readFileSync('installer', 'utf8');
if (installer === 'finds no network') {
  console.error('npm error code ENOTFOUND');
  console.error('npm error request to https://registry.example/pnpm failed');
  process.exit(1);
}
if (installer === 'stumbles over an earlier download' && existsSync('cache/_npx/0123456789abcdef')) {
  console.error('npm error path ' + process.cwd() + '/cache/_npx/0123456789abcdef/package.json');
  console.error('npm error enoent Could not read package.json');
  process.exit(1);
}
const finish = () => {
  mkdirSync('node_modules', { recursive: true });
  console.log('fetched-to ' + process.env.PATH + '\\nfetched-node ' + process.execPath + '\\nfetched-pnpm ' + process.execPath);
  process.exit(0);
};
if (installer !== 'waits for the file release' || existsSync('release')) finish();
watch('.', () => existsSync('release') && finish());
`;

export async function fakeCheckout(): Promise<FakeCheckout> {
  const root = await mkdtemp(join(await realpath(tmpdir()), 'trivet-launcher-'));
  const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));
  await cp(scripts, join(root, 'scripts'), { recursive: true });
  const write = async (file: string, content: string) => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), content);
  };
  await write(
    'package.json',
    JSON.stringify({
      scripts: { start: 'exec node scripts/run.mjs start', indirect: 'node scripts/run.mjs start; :' },
    }),
  );
  await write('pnpm-lock.yaml', 'lockfileVersion: 9\n');
  await write('pnpm-workspace.yaml', 'packages: []\n');
  await write('subgraphs/users/package.json', '{}');
  await write('packages/standalone/src/main.ts', application);
  await write('bin/npx', npx);
  await chmod(join(root, 'bin/npx'), 0o755);
  await write('installer', 'works');

  // What npm told vitest about its own run is not for the launcher under test.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'NODE_OPTIONS');
  const environment = {
    ...Object.fromEntries(inherited),
    npm_config_update_notifier: 'false',
    PATH: `${join(root, 'bin')}:${dirname(process.execPath)}:${process.env['PATH']}`,
  };
  const start = (command: string, args: readonly string[], detached: boolean): Running => {
    const child = spawn(command, args, { cwd: root, env: environment, detached, stdio: ['ignore', 'pipe', 'pipe'] });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const ended = Promise.all([exited, text(child.stdout), text(child.stderr)]).then(([exitCode, out, err]) => ({
      exitCode,
      output: out + err,
    }));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    return { process: child, pid: child.pid ?? 0, ended };
  };
  const launcher = (args: readonly string[]) => start(process.execPath, ['scripts/run.mjs', ...args], false);
  onTestFinished(async () => {
    const left = JSON.parse(await readFile(join(root, 'running.json'), 'utf8').catch(() => '{}')) as { app?: number };
    if (left.app !== undefined && (await isRunning(left.app))) process.kill(left.app, 'SIGKILL');
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    root,
    environment,
    write,
    use: (installer) => write('installer', installer),
    installations: async () =>
      (await readFile(join(root, 'npx.log'), 'utf8').catch(() => '')).split('\n').filter(Boolean),
    installer: async () => (JSON.parse(await waitForFile(join(root, 'npx.json'))) as { pid: number }).pid,
    run: (...args) => launcher(args).ended,
    launch: (...args) => launcher(args),
    npm: (...args) => start('npm', args, true),
    application: async () =>
      JSON.parse(await waitForFile(join(root, 'running.json'))) as { app: number; helper: number; launcher: number },
  };
}

/** The content of a file that somebody is about to write. */
export function waitForFile(path: string): Promise<string> {
  return vi.waitFor(
    async () => {
      const content = await readFile(path, 'utf8');
      JSON.parse(content);
      return content;
    },
    { timeout: 10_000, interval: 20 },
  );
}

/** True when all of them were gone in time; a zombie is gone. */
export async function areGone(pids: readonly number[], withinMs: number): Promise<boolean> {
  const gone = async () => (await Promise.all(pids.map(isRunning))).every((running) => !running);
  return vi.waitUntil(gone, { timeout: withinMs, interval: 20 }).then(
    () => true,
    () => false,
  );
}

async function isRunning(pid: number): Promise<boolean> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    return stat !== null && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  }
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
