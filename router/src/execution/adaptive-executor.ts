import type { ExecutionResult } from 'graphql';
import type { Answer } from './answer.ts';
import type { ExecutionRequest, QueryExecutor } from './query-executor.ts';

/**
 * Interprets an operation that comes for the first time, and compiles what comes again: who sends ever new ones makes nobody
 * wait for code that would run once, and fills no memory with it. A subscription's event is followed by others.
 */
export class AdaptiveExecutor implements QueryExecutor {
  readonly #interpreting: QueryExecutor;
  readonly #compiling: QueryExecutor;

  constructor(interpreting: QueryExecutor, compiling: QueryExecutor) {
    this.#interpreting = interpreting;
    this.#compiling = compiling;
  }

  execute(request: ExecutionRequest): Answer | Promise<Answer> {
    return (request.comesAgain ? this.#compiling : this.#interpreting).execute(request);
  }

  completeEvent(request: ExecutionRequest, event: ExecutionResult): Answer | Promise<Answer> {
    return this.#compiling.completeEvent(request, event);
  }
}
