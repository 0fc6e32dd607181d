import type { ExecutionResult } from 'graphql';
import type { Plan } from '../planning/plan.ts';
import type { Answer } from './answer.ts';
import type { ExecutionRequest, QueryExecutor } from './query-executor.ts';

/**
 * Interprets a plan when it comes for the first time, and compiles one that comes again: who sends ever new operations
 * makes nobody wait for code that would run once, and fills no memory with it.
 */
export class AdaptiveExecutor implements QueryExecutor {
  readonly #interpreting: QueryExecutor;
  readonly #compiling: QueryExecutor;
  readonly #seen = new WeakSet<Plan>();

  constructor(interpreting: QueryExecutor, compiling: QueryExecutor) {
    this.#interpreting = interpreting;
    this.#compiling = compiling;
  }

  execute(request: ExecutionRequest): Answer | Promise<Answer> {
    return this.#executorFor(request).execute(request);
  }

  completeEvent(request: ExecutionRequest, event: ExecutionResult): Answer | Promise<Answer> {
    return this.#executorFor(request).completeEvent(request, event);
  }

  #executorFor({ plan }: ExecutionRequest): QueryExecutor {
    if (this.#seen.has(plan)) return this.#compiling;
    this.#seen.add(plan);
    return this.#interpreting;
  }
}
