import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface ProcessOptions {
  readonly name: string;
  /** The file that Node runs. */
  readonly entry: string;
  /** Besides what the machine needs and `NODE_ENV=production`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** For Node itself, before the file. */
  readonly nodeOptions?: readonly string[];
  readonly args?: readonly string[];
}

/** A process that this one started and ends. Its output goes to a file, so that nobody spends time on reading it. */
export class BenchProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #outputFile: string;

  constructor(
    { name, entry, nodeOptions = [], args = [] }: ProcessOptions,
    {
      environment,
      outputFile,
    }: { readonly environment: Readonly<Record<string, string>>; readonly outputFile: string },
  ) {
    this.name = name;
    this.#outputFile = outputFile;
    const output = openSync(outputFile, 'a');
    // The channel is how the child learns that this process is gone, and how it says that it serves.
    this.#child = spawn(process.execPath, [...nodeOptions, entry, ...args], {
      env: environment,
      stdio: ['ignore', output, output, 'ipc'],
    });
    closeSync(output);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.name} did not start.`);
    return this.#child.pid;
  }

  /** The end of what it wrote. */
  get output(): string {
    return readFileSync(this.#outputFile, 'utf8').slice(-4_000);
  }

  /** Where DevTools connect to; undefined where it was not started with `--inspect`. */
  get inspectorUrl(): string | undefined {
    return /ws:\/\/\S+/.exec(readFileSync(this.#outputFile, 'utf8'))?.[0];
  }

  /** The next message that the process sends. @throws with what it wrote when it ends instead, or says nothing for so long. */
  async message({ withinMs = 60_000 } = {}): Promise<unknown> {
    const given = new AbortController();
    const signal = AbortSignal.any([given.signal, AbortSignal.timeout(withinMs)]);
    try {
      return await Promise.race([
        once(this.#child, 'message', { signal }).then(([message]) => message as unknown),
        once(this.#child, 'exit', { signal }).then(() => {
          throw new Error('It ended.');
        }),
      ]);
    } catch (cause) {
      throw new Error(`${this.name} said nothing:\n${this.output}`, { cause });
    } finally {
      given.abort();
    }
  }

  send(message: object): void {
    this.#child.send(message);
  }

  /** Takes no CPU until `resume`. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** Asks it to stop, and insists after three seconds. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.resume();
    this.#child.kill('SIGTERM');
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), 3_000);
    await exited;
    clearTimeout(insist);
  }
}
