import type { ChildProcess } from 'node:child_process';
import { type FileHandle, open, readFile, rename, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { programError } from './embedded-postgres.errors.ts';
import type { Layout } from './layout.ts';
import { readServerNote } from './orphans.ts';
import { exitOf, startProgram } from './program.ts';
import type { Runner } from './runner.ts';

const largestLogBytes = 10 * 1024 * 1024;
const pollMs = 10;
const startTimeoutMs = 120_000;
const longStartMs = 2_000;
const watchMs = 500;
/** PostgreSQL's shutdown modes, mildest first; together under the three seconds within which nothing of ours may be left. */
const shutdown = [
  { signal: 'SIGINT', patienceMs: 2_000 },
  { signal: 'SIGQUIT', patienceMs: 500 },
  { signal: 'SIGKILL', patienceMs: 500 },
] as const;

/** A server that takes connections, or did. */
export class Server {
  readonly pid: number;
  /** Resolves when it is gone. Never rejects. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  #stopped: Promise<void> | null = null;

  private constructor(child: ChildProcess, pid: number) {
    this.#child = child;
    this.pid = pid;
    this.exited = exitOf(child).then(
      () => {},
      () => {},
    );
  }

  /**
   * @param postgres the program
   * @throws {EmbeddedPostgresError} START_FAILED, DISK_FULL with the reason from its log
   */
  static async start(
    postgres: string,
    layout: Layout,
    runner: Runner,
    settings: Readonly<Record<string, string>>,
    onProgress: (message: string) => void,
  ): Promise<Server> {
    const log = await openLog(layout.log, runner.owner);
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = startProgram(
      runner,
      postgres,
      ['-D', layout.cluster, ...args],
      ['ignore', log.handle.fd, log.handle.fd],
    );
    await log.handle.close();
    const server = new Server(child, child.pid ?? 0);
    if (await server.#isReady(layout.cluster, onProgress)) {
      server.#watch(layout.cluster);
      return server;
    }
    await server.stop();
    const output = (await readFile(layout.log)).subarray(log.startsAt).toString();
    throw await programError('PostgreSQL', output, layout.directory, ` (its log is ${layout.log})`);
  }

  async stop(): Promise<void> {
    this.#stopped ??= this.#shutDown();
    return this.#stopped;
  }

  async #isReady(cluster: string, onProgress: (message: string) => void): Promise<boolean> {
    const gone = this.exited.then(() => true);
    const startedAt = performance.now();
    let saidSo = false;
    while (!(await Promise.race([gone, delay(pollMs, false)]))) {
      const note = await readServerNote(cluster);
      if (note?.pid === this.pid && note.ready) return true;
      const waitedMs = performance.now() - startedAt;
      if (waitedMs > startTimeoutMs) return false;
      if (waitedMs > longStartMs && !saidSo) {
        onProgress('PostgreSQL takes longer than usual to start: after a crash it reads again what was written last.');
        saidSo = true;
      }
    }
    return false;
  }

  /**
   * SIGTERM from somebody else is PostgreSQL's smart shutdown: it lets nobody in and waits until the last client leaves.
   * Its clients are ours and stay, so it would wait for ever; then it is to be over at once.
   */
  #watch(cluster: string): void {
    const timer = setInterval(async () => {
      const note = await readServerNote(cluster);
      if (note?.pid === this.pid && note.stopping) await this.stop();
    }, watchMs);
    timer.unref();
    void this.exited.then(() => clearInterval(timer));
  }

  async #shutDown(): Promise<void> {
    const gone = this.exited.then(() => true);
    for (const { signal, patienceMs } of shutdown) {
      this.#child.kill(signal);
      if (await Promise.race([gone, delay(patienceMs, false, { ref: false })])) return;
    }
  }
}

async function openLog(log: string, owner: number | null): Promise<{ handle: FileHandle; startsAt: number }> {
  const found = await stat(log).catch(() => null);
  if (found && found.size > largestLogBytes) await rename(log, `${log}.old`);
  const handle = await open(log, 'a', 0o600);
  if (owner !== null) await handle.chown(owner, owner);
  return { handle, startsAt: (await handle.stat()).size };
}
