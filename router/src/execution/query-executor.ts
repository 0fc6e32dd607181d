import type { ClientInfo, Viewer } from '@trivet/platform';
import type { ExecutionResult } from 'graphql';
import type { Plan } from '../planning/plan.ts';
import type { PreparedOperation } from '../planning/prepared-operation.ts';
import type { Answer } from './answer.ts';

/** One execution of an operation. */
export interface ExecutionRequest {
  readonly operation: PreparedOperation;
  readonly plan: Plan;
  /** Whether the operation was executed before. */
  readonly comesAgain: boolean;
  /** As the client sent them: subgraphs coerce them again, and an absent variable differs from null. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly idempotencyKey?: string | undefined;
  readonly client?: ClientInfo | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Executes plans. Neither throws nor rejects; at once where nothing has to be waited for. The answer holds what the
 * operation selects and nothing else, null where the API schema lets null rise to, and every error with a path in the
 * client's own tree and a code that clients may see.
 */
export interface QueryExecutor {
  execute(request: ExecutionRequest): Answer | Promise<Answer>;
  /** One event of a subscription: `event` is what the plan's primary fetch delivered. */
  completeEvent(request: ExecutionRequest, event: ExecutionResult): Answer | Promise<Answer>;
}
