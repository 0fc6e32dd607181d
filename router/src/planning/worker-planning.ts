import { Worker } from 'node:worker_threads';
import type { Logger } from '@trivet/platform';
import { AppError } from '@trivet/platform/errors';
import type { OperationLimits } from '../admission/limits.ts';
import type { PlanningAnswer, PlanningRequest } from './planned-document.ts';
import type { Planning } from './planning.ts';

export interface PlanningWorkerData {
  readonly supergraphSdl: string;
  readonly limits: OperationLimits;
}

/** What the thread says: that it is ready, then one for each request. */
export type PlanningWorkerMessage =
  | { readonly outcome: 'ready' }
  | { readonly outcome: 'failed'; readonly error: Error }
  | PlanningAnswer;

export interface WorkerPlanningOptions extends PlanningWorkerData {
  readonly logger: Logger;
  /** For one document; the usual one takes some milliseconds. */
  readonly timeoutMs?: number;
  /** Documents that may wait, and for how long; what is more is refused. */
  readonly maxWaiting?: number;
  readonly maxWaitMs?: number;
  /** What the thread may hold, in MB. */
  readonly maxHeapMb?: number;
  /** The module of the thread; tests have one that dies. */
  readonly workerFile?: URL;
}

/** A document, until it is answered. */
interface Job {
  readonly request: PlanningRequest;
  readonly answer: PromiseWithResolvers<PlanningAnswer>;
  readonly askedAt: number;
  attempts: number;
}

const planningWorker = new URL('./planning-worker.ts', import.meta.url);
/**
 * What a thread may hold. With the libraries it has 30 MB, and 85 at the most while it plans random documents of up to 5 kB;
 * the rest is for what hostile documents are made to take.
 */
const defaultMaxHeapMb = 256;
const maxAttempts = 2;

/**
 * Plans in a thread of its own, one document after the other, so that none delays what is known already. A thread that
 * takes too long is ended and replaced; so is one that dies, and then the document gets a second chance.
 */
export class WorkerPlanning implements Planning {
  readonly #options: WorkerPlanningOptions;
  readonly #timeoutMs: number;
  readonly #maxWaiting: number;
  readonly #maxWaitMs: number;
  readonly #waiting: Job[] = [];
  #worker: Worker | undefined;
  #isReady = false;
  /** When the first thread was ready: until then nobody waits for others, but for a machine that is slow to start. */
  #openedAt = Number.POSITIVE_INFINITY;
  #current: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: WorkerPlanningOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 2_000;
    this.#maxWaiting = options.maxWaiting ?? 200;
    this.#maxWaitMs = options.maxWaitMs ?? 10_000;
    this.#worker = this.#start();
  }

  plan(request: PlanningRequest): Promise<PlanningAnswer> {
    if (this.#isClosed) return Promise.reject(stopped());
    if (this.#waiting.length >= this.#maxWaiting) return Promise.reject(tooMany());
    const job: Job = { request, answer: Promise.withResolvers(), askedAt: performance.now(), attempts: 0 };
    this.#waiting.push(job);
    this.#next();
    return job.answer.promise;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const worker = this.#drop();
    for (const job of [this.#current, ...this.#waiting.splice(0)]) job?.answer.reject(stopped());
    this.#current = undefined;
    await worker?.terminate();
  }

  #start(): Worker {
    const { supergraphSdl, limits, maxHeapMb = defaultMaxHeapMb, workerFile = planningWorker } = this.#options;
    const worker = new Worker(workerFile, {
      name: 'planning',
      workerData: { supergraphSdl, limits } satisfies PlanningWorkerData,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    });
    worker.on('message', (message: PlanningWorkerMessage) => {
      if (worker === this.#worker) this.#take(message);
    });
    worker.on('error', (error) => {
      if (worker === this.#worker) this.#died(error);
    });
    worker.on('exit', (code) => {
      if (worker === this.#worker) this.#died(new Error(`The planning thread ended with ${code}.`));
    });
    return worker;
  }

  /** The next document, when the thread is free. */
  #next(): void {
    if (this.#current || this.#isClosed) return;
    this.#worker ??= this.#start();
    if (!this.#isReady) return;
    const job = this.#shift();
    // A thread that has nothing to do is no reason for the process to live.
    if (!job) {
      this.#worker.unref();
      return;
    }
    this.#worker.ref();
    job.attempts++;
    this.#current = job;
    this.#timer = setTimeout(() => this.#expire(), this.#timeoutMs);
    this.#timer.unref();
    this.#worker.postMessage(job.request);
  }

  #shift(): Job | undefined {
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      if (performance.now() - Math.max(job.askedAt, this.#openedAt) <= this.#maxWaitMs) return job;
      job.answer.reject(tooMany());
    }
    return undefined;
  }

  #take(message: PlanningWorkerMessage): void {
    if (message.outcome === 'ready') {
      this.#isReady = true;
      this.#openedAt = Math.min(this.#openedAt, performance.now());
    } else {
      const job = this.#finish();
      if (message.outcome === 'failed') job?.answer.reject(message.error);
      else job?.answer.resolve(message);
    }
    this.#next();
  }

  #expire(): void {
    const job = this.#finish();
    void this.#drop()?.terminate();
    const seconds = this.#timeoutMs / 1000;
    job?.answer.reject(
      new AppError('OPERATION_LIMIT_EXCEEDED', `The operation takes longer than ${seconds} seconds to be planned.`),
    );
    this.#next();
  }

  #died(error: Error): void {
    const wasReady = this.#isReady;
    this.#drop();
    const job = this.#finish();
    const isTooLarge = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#options.logger.error('The planning thread died', { error });
    if (job && isTooLarge) {
      job.answer.reject(new AppError('OPERATION_LIMIT_EXCEEDED', 'The operation is too large to be planned.'));
    } else if (job && job.attempts < maxAttempts) {
      this.#waiting.unshift(job);
    } else {
      job?.answer.reject(
        new AppError('OPERATION_LIMIT_EXCEEDED', 'The operation cannot be planned: the planner ended over it.', {
          cause: error,
        }),
      );
    }
    if (wasReady) {
      this.#next();
      return;
    }
    // It cannot even begin: nobody waits for it in vain, and it is tried again when somebody asks.
    for (const waiting of this.#waiting.splice(0)) waiting.answer.reject(error);
  }

  #finish(): Job | undefined {
    clearTimeout(this.#timer);
    const job = this.#current;
    this.#current = undefined;
    return job;
  }

  #drop(): Worker | undefined {
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#isReady = false;
    return worker;
  }
}

function tooMany(): AppError {
  return new AppError('RATE_LIMITED', 'Too many operations are asked for the first time. Try again in a moment.');
}

function stopped(): AppError {
  return new AppError('SUBGRAPH_UNAVAILABLE', 'The router is being stopped.');
}
