import type { OperationDefinitionNode } from 'graphql';
import type { Plan } from './plan.ts';

/** Plans for one supergraph. */
export interface Planner {
  /**
   * `operation` is valid by the API schema, has no conditions, no introspection, and no fragments but inline ones;
   * those that are deferred have different labels.
   * @throws {AppError} `OPERATION_LIMIT_EXCEEDED` for an operation that is too much for it.
   */
  plan(operation: OperationDefinitionNode): Plan;
}
