import type { OperationLimits } from '../admission/limits.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import type { PlanningAnswer, PlanningRequest } from './planned-document.ts';

/** Where documents that nobody has seen before are understood and planned, for one supergraph. */
export interface Planning {
  /**
   * @throws {AppError} `OPERATION_LIMIT_EXCEEDED` for what takes too long, `RATE_LIMITED` when too much is waiting.
   * @throws {Error} when planning fails unexpectedly.
   */
  plan(request: PlanningRequest): Promise<PlanningAnswer>;
  /** What waits is refused, and nothing is planned any more. Idempotent. */
  close(): Promise<void>;
}

export type StartPlanning = (supergraph: LoadedSupergraph, limits: OperationLimits) => Planning;
