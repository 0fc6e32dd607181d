import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessOptions {
  readonly name: string;
  /** The file that Node runs. */
  readonly entry: string;
  /** Besides what the machine needs and `NODE_ENV=production`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** For Node itself, before the file. */
  readonly nodeOptions?: readonly string[];
}

/** A process that this one started and ends. Its output goes to a file, so that nobody spends time on reading it. */
export class BenchProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #outputFile: string;
  /** Aborted once it is gone, or has never come to be. */
  readonly #gone = new AbortController();

  constructor(
    { name, entry, nodeOptions = [] }: ProcessOptions,
    {
      environment,
      outputFile,
    }: { readonly environment: Readonly<Record<string, string>>; readonly outputFile: string },
  ) {
    this.name = name;
    this.#outputFile = outputFile;
    const output = openSync(outputFile, 'a');
    // The channel is how the child learns that this process is gone, and how it says that it serves.
    this.#child = spawn(process.execPath, [...nodeOptions, entry], {
      env: environment,
      stdio: ['ignore', output, output, 'ipc'],
    });
    closeSync(output);
    this.#child.once('exit', (code, signal) => this.#gone.abort(new Error(`It ended with ${signal ?? code}.`)));
    // A start that failed, or something sent to a process that has just ended.
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) this.#gone.abort(error);
    });
  }

  get hasEnded(): boolean {
    return this.#gone.signal.aborted;
  }

  /** How it ended and the end of what it wrote; nothing while it runs. */
  get lastWords(): string {
    return this.hasEnded ? `\n${this.name}: ${(this.#gone.signal.reason as Error).message}\n${this.output}` : '';
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
    const signal = AbortSignal.any([this.#gone.signal, AbortSignal.timeout(withinMs)]);
    try {
      const [message] = await once(this.#child, 'message', { signal });
      return message as unknown;
    } catch (error) {
      const cause: unknown = signal.aborted ? signal.reason : error;
      throw new Error(`${this.name} said nothing:\n${this.output}`, { cause });
    }
  }

  /** A process that has ended hears nothing more; `message` tells of its end. */
  send(message: object): void {
    this.#child.send(message, () => {});
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
    if (this.hasEnded) return;
    const ended = once(this.#gone.signal, 'abort');
    this.resume();
    this.#child.kill('SIGTERM');
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), 3_000);
    await ended;
    clearTimeout(insist);
  }
}

/** What is seen of an end a moment after its consequences. */
const noticedWithinMs = 500;

/** Of those that have ended or are about to: why something else failed. */
export async function lastWordsOf(processes: readonly BenchProcess[]): Promise<string> {
  if (!processes.some(({ hasEnded }) => hasEnded)) await delay(noticedWithinMs);
  return processes.map(({ lastWords }) => lastWords).join('');
}
