import { failureOf, SubgraphFailure } from '../subgraph-failure.ts';
import type { CallDeadline } from '../transport.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';
import { Cutoff } from './cutoff.ts';
import type { RetryBudget } from './retry-budget.ts';

export interface CallPoliciesDeps {
  /** Of a whole call: its waiting and its repetitions too. */
  readonly timeoutMs: number;
  readonly limit: ConcurrencyLimit;
  readonly breaker: CircuitBreaker;
  readonly budget: RetryBudget;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/** One question under way. */
export interface Attempt<Result> {
  readonly result: Promise<Result>;
  /** Ends it: the result rejects with `failure`, and what it held is let go. */
  stop(failure: SubgraphFailure): void;
}

export interface Call<Result> {
  readonly attempt: () => Attempt<Result>;
  readonly deadline: CallDeadline;
  /** Whether asking twice does no harm. */
  readonly isRepeatable: boolean;
}

const maxAttempts = 3;
/** Before the second attempt at most; twice that before the third. */
const backoffMs = 50;

/** What stands between those who ask one subgraph and the subgraph, so that neither takes the other with it when it fails. */
export class CallPolicies {
  readonly #deps: CallPoliciesDeps;
  readonly #random: () => number;

  constructor(deps: CallPoliciesDeps) {
    this.#deps = deps;
    this.#random = deps.random ?? Math.random;
  }

  /** @throws {SubgraphFailure} */
  async run<Result>(call: Call<Result>): Promise<Result> {
    const { timeoutMs, limit, breaker } = this.#deps;
    if (!breaker.isPassable) throw circuitOpen();
    using cutoff = new Cutoff({ timeoutMs, deadline: call.deadline });
    if (!limit.tryEnter()) {
      const { place, giveUp } = limit.wait();
      cutoff.guard(giveUp);
      await place;
    }
    try {
      return await this.#ask(call, cutoff);
    } finally {
      limit.leave();
    }
  }

  async #ask<Result>({ attempt, isRepeatable }: Call<Result>, cutoff: Cutoff): Promise<Result> {
    const { breaker, budget } = this.#deps;
    let failure: SubgraphFailure | undefined;
    budget.earn();
    for (let number = 1; ; number++) {
      const era = breaker.enter();
      // What went wrong before tells more than that the circuit is open now.
      if (era === undefined) throw failure ?? circuitOpen();
      try {
        const result = await bounded(attempt(), cutoff);
        breaker.record(era, true);
        return result;
      } catch (error) {
        failure = failureOf(error);
        if (failure.verdict !== undefined) breaker.record(era, failure.verdict);
      }
      if (!isRepeatable || !failure.isPassing || number === maxAttempts || !budget.spend()) throw failure;
      await pause(this.#random() * backoffMs * 2 ** (number - 1), cutoff);
    }
  }
}

function bounded<Result>(attempt: Attempt<Result>, cutoff: Cutoff): Promise<Result> {
  cutoff.guard((failure) => attempt.stop(failure));
  return attempt.result;
}

function circuitOpen(): SubgraphFailure {
  return new SubgraphFailure('circuit-open', 'Too many answers of the subgraph failed of late.');
}

/** @throws {SubgraphFailure} when the time is up meanwhile. */
function pause(ms: number, cutoff: Cutoff): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    cutoff.guard((failure) => {
      clearTimeout(timer);
      reject(failure);
    });
  });
}
