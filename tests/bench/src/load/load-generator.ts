import { join } from 'node:path';
import type { BenchProcess } from '../bench-process.ts';
import type { BenchEnvironment } from '../variant.ts';

export interface LoadRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LoadTask {
  /** With the path. */
  readonly url: string;
  /** Sent in turn. */
  readonly requests: readonly LoadRequest[];
  readonly count: number;
  /** As many connections, each with one request at a time. */
  readonly concurrency: number;
  /** Of the request that is the first. */
  readonly offset?: number;
  /** Goes on after answers that are errors; for a process that has just been woken. */
  readonly tolerant?: boolean;
}

export interface LoadReport {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of one answer, on average. */
  readonly answerBytes: number;
}

/** A process that sends requests and reads the answers. One task at a time. */
export class LoadGenerator {
  readonly #process: BenchProcess;

  private constructor(process: BenchProcess) {
    this.#process = process;
  }

  /** It ends with `environment`. */
  static async start(environment: Pick<BenchEnvironment, 'start'>): Promise<LoadGenerator> {
    const process = environment.start({ name: 'load', entry: join(import.meta.dirname, 'load-process.ts') });
    await process.message();
    return new LoadGenerator(process);
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Whom to wake should this process be killed while they are halted. */
  watch(pids: readonly number[]): void {
    this.#process.send({ watch: pids });
  }

  /** @throws for the first answer that is not a success without errors. */
  async run(task: LoadTask): Promise<LoadReport> {
    this.#process.send(task);
    const answer = (await this.#process.message({ withinMs: 600_000 })) as LoadReport | { readonly failure: string };
    if ('failure' in answer) throw new Error(`${task.url}: ${answer.failure}`);
    return answer;
  }
}
