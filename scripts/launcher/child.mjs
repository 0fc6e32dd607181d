import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { LauncherError } from './launcher-error.mjs';
import { descendantsOf, signal } from './process-table.mjs';
import { onStopRequest } from './stop-requests.mjs';

/** Nothing of ours may be left three seconds after the wish to stop. */
const patienceMs = 2_500;

/**
 * A process that the launcher started and answers for.
 *
 * The application gets a channel (`ipc`) and stops when it closes, so it ends with us even when we are killed. It is asked
 * to stop by SIGINT, whatever reached us: Ctrl-C in a terminal, or a service manager, may have sent the signal to all of us
 * already, and the application takes a second SIGINT for the same wish, but a second SIGTERM for impatience.
 */
export class Child {
  #process;
  #ipc;
  #askedAt = 0;
  #deadline;

  /**
   * @param {string} command @param {readonly string[]} args
   * @param {{ cwd: string, env: NodeJS.ProcessEnv, ipc?: boolean, output?: 'inherit' | 'pipe' | 'ignore' }} options
   */
  constructor(command, args, { cwd, env, ipc = false, output = 'inherit' }) {
    this.#ipc = ipc;
    const stdio = [output === 'inherit' ? 'inherit' : 'ignore', output, output, ...(ipc ? ['ipc'] : [])];
    this.#process = spawn(command, args, { cwd, env, stdio });
    /** The exit code, and 128 + n after signal n. @type {Promise<number>} */
    this.exited = new Promise((resolve, reject) => {
      this.#process.once('error', reject);
      this.#process.once('exit', (code, name) => resolve(code ?? 128 + (constants.signals[name] ?? 0)));
    }).finally(() => clearTimeout(this.#deadline));
  }

  get isRunning() {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  get stdout() {
    return this.#process.stdout;
  }

  get stderr() {
    return this.#process.stderr;
  }

  /** Asks for an orderly end, the second time for a quick one, and after 2.5 s ends the child and all below it. */
  stop(name = 'SIGTERM') {
    if (this.#askedAt > 0) {
      // What came with the first signal, such as npm's end after Ctrl-C, is no second wish.
      if (Date.now() - this.#askedAt > 300) this.#process.kill('SIGTERM');
      return;
    }
    this.#askedAt = Date.now();
    // Tools cannot be told one wish from two: in a terminal they have got Ctrl-C by themselves.
    if (this.#ipc || name !== 'SIGINT' || !process.stdin.isTTY) this.#process.kill(this.#ipc ? 'SIGINT' : name);
    this.#deadline = setTimeout(() => this.kill(), patienceMs);
  }

  kill() {
    const { pid } = this.#process;
    if (pid !== undefined) signal([pid, ...descendantsOf(pid)], 'SIGKILL');
  }
}

/** Runs a command to its end, which comes early when we are asked to stop. @returns {Promise<number>} the exit code */
export async function runToEnd(command, args, options) {
  const child = new Child(command, args, options);
  const dispose = onStopRequest((name) => child.stop(name));
  try {
    return await child.exited;
  } catch (error) {
    throw error.code === 'ENOENT' ? new LauncherError(`${command} is missing on this machine.`) : error;
  } finally {
    dispose();
  }
}
