import { type ChildProcess, type Serializable, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ProcessWatch } from './watch-process.ts';

export interface ChildOptions {
  readonly name: string;
  /** The file that Node runs. */
  readonly entry: string;
  /** What Node is told before that, such as `--import=…`. */
  readonly nodeArguments?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A process of the system under test: a PID that can be killed, and everything it ever wrote. */
export class Child {
  readonly #options: ChildOptions;
  #child: ChildProcess;
  #output = '';

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#child = this.#spawn();
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#options.name} did not start.`);
    return this.#child.pid;
  }

  /** Of this process and of those it followed. */
  get output(): string {
    return this.#output;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The first message that the process sends. Rejects with its output when it ends before. */
  async message(): Promise<unknown> {
    const child = this.#child;
    const settled = new AbortController();
    const { signal } = settled;
    const ended = once(child, 'exit', { signal }).then(() => {
      throw new Error(`${this.#options.name} ended before it was ready:\n${this.#output}`);
    });
    try {
      return await Promise.race([once(child, 'message', { signal }).then(([message]) => message as unknown), ended]);
    } finally {
      // A process that is asked often would have a listener of each time.
      settled.abort();
    }
  }

  /** What `watch-process.ts` tells, where the process has loaded it. */
  watch(): Promise<ProcessWatch> {
    return this.#answer('watch', (message: { readonly watch?: ProcessWatch }) => message.watch);
  }

  /** From now on it is this time in the process and stays so, where `standalone-process.ts` runs in it. */
  async holdTime(at: Date): Promise<void> {
    await this.#answer({ heldAt: at.getTime() }, (message: { readonly heldAt?: number }) => message.heldAt);
  }

  async #answer<Message, Answer>(
    asked: Serializable,
    answerIn: (message: Message) => Answer | undefined,
  ): Promise<Answer> {
    this.#child.send(asked);
    for (;;) {
      const answer = answerIn((await this.message()) as Message);
      if (answer !== undefined) return answer;
    }
  }

  /** Sends the signal and waits until the process is gone and all it wrote was read. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    const closed = once(this.#child, 'close');
    this.#child.kill(signal);
    await closed;
  }

  /** The same process anew, after its end. */
  restart(): void {
    if (this.running) throw new Error(`${this.#options.name} still runs.`);
    this.#child = this.#spawn();
  }

  /** Asks it to stop, and insists after five seconds. */
  async stop(): Promise<void> {
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    await this.kill('SIGTERM');
    clearTimeout(insist);
  }

  #spawn(): ChildProcess {
    const { entry, environment, nodeArguments = [] } = this.#options;
    const child = spawn(process.execPath, [...nodeArguments, entry], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    return child;
  }
}
