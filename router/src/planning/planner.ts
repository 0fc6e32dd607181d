import type { DocumentNode } from 'graphql';
import type { Plan } from './plan.ts';

/** An operation that is valid by the API schema and within the limits. */
export interface PlannableOperation {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
}

/** Plans for one supergraph. */
export interface Planner {
  /** @throws {AppError} `OPERATION_LIMIT_EXCEEDED` for an operation that is too much for it. */
  plan(operation: PlannableOperation): Plan | Promise<Plan>;
}
