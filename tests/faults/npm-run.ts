import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { waitUntilReady } from '@trivet/standalone';
import { eventually } from '../support/eventually.ts';

export const repository = join(import.meta.dirname, '../..');

export interface NpmRunOptions {
  /** Such as `start`, or `run services`. */
  readonly command: string;
  readonly dataDirectory: string;
  readonly port: number;
  /** What stands before npm on the command line. */
  readonly prefix?: readonly string[];
}

export interface Outcome {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Together with the pid this names a process for ever. */
  readonly startedAt: string;
  readonly command: string;
}

/** `npm …` as somebody types it at a terminal: a process group of its own, and nothing of ours in the environment. */
export class NpmRun {
  readonly url: string;
  readonly pid: number;
  readonly ended: Promise<Outcome>;
  readonly #dataDirectory: string;

  constructor({ command, dataDirectory, port, prefix = [] }: NpmRunOptions) {
    this.url = `http://localhost:${port}`;
    this.#dataDirectory = dataDirectory;
    const [program = 'npm', ...args] = [...prefix, 'npm', ...command.split(' ')];
    const inherited = ['PATH', 'HOME', 'LANG'].flatMap((name) =>
      process.env[name] ? [[name, process.env[name]]] : [],
    );
    const child = spawn(program, args, {
      cwd: repository,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...Object.fromEntries(inherited), PORT: String(port), DATA_DIR: dataDirectory, EXPLORER: 'off' },
    });
    this.pid = child.pid ?? 0;
    const exited = new Promise<Pick<Outcome, 'exitCode' | 'signal'>>((resolve) =>
      child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })),
    );
    this.ended = Promise.all([exited, text(child.stdout), text(child.stderr)]).then(([how, stdout, stderr]) => ({
      ...how,
      stdout,
      stderr,
    }));
  }

  async serving(): Promise<void> {
    const given = new AbortController();
    const ended = this.ended.then((outcome) => {
      given.abort();
      throw new Error(`It ended before it served: ${JSON.stringify(outcome)}`);
    });
    const signal = AbortSignal.any([given.signal, AbortSignal.timeout(60_000)]);
    await Promise.race([waitUntilReady(`${this.url}/readyz`, signal), ended]);
  }

  /** All processes of this run: npm and what is below it, and whoever has the data directory in its command line. */
  processes(): readonly ProcessEntry[] {
    const all = listProcesses();
    const ours = new Set([this.pid]);
    for (let size = 0; size < ours.size; ) {
      size = ours.size;
      for (const { pid, parent, command } of all) {
        if (ours.has(parent) || command.includes(this.#dataDirectory)) ours.add(pid);
      }
    }
    return all.filter(({ pid }) => ours.has(pid));
  }

  /** One of them, by what its command line holds. */
  find(part: string): ProcessEntry {
    const found = this.processes().filter(({ command }) => command.includes(part));
    const [process] = found;
    if (!process)
      throw new Error(
        `No process with "${part}" among:\n${this.processes()
          .map(({ command }) => command)
          .join('\n')}`,
      );
    return process;
  }

  /** How long until none of `processes` was left, in ms. */
  async untilGone(processes: readonly ProcessEntry[]): Promise<number> {
    const begunAt = performance.now();
    await eventually(() => {
      const left = listProcesses().filter(
        (each) =>
          processes.some(({ pid, startedAt }) => pid === each.pid && startedAt === each.startedAt) ||
          each.command.includes(this.#dataDirectory),
      );
      if (left.length > 0)
        throw new Error(`These are left:\n${left.map(({ pid, command }) => `${pid} ${command}`).join('\n')}`);
    });
    return performance.now() - begunAt;
  }

  async stop(): Promise<Outcome> {
    const processes = this.processes();
    process.kill(-this.pid, 'SIGINT');
    await this.untilGone(processes);
    return this.ended;
  }

  /** For the end of a test that failed: what this run started, by its ids, and nothing else. */
  kill(): void {
    for (const { pid } of this.processes()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It is gone already.
      }
    }
  }
}

/** Zombies are gone: nobody may ever reap them. */
function listProcesses(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state = '', parent = '', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z' || state === 'X') return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trimEnd();
        return [{ pid: Number(name), parent: Number(parent), startedAt: rest[17] ?? '', command }];
      } catch {
        return [];
      }
    });
}
