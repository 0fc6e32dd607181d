import type { OperationLimits } from '../admission/limits.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { CuredPlanner } from './cured-planner.ts';
import { DocumentPlanner } from './document-planner.ts';
import type { PlanningAnswer, PlanningRequest } from './planned-document.ts';
import type { Planning } from './planning.ts';

/** Plans in the thread that asks, which waits meanwhile: for tests and tools, where a thread for each graph costs more. */
export class LocalPlanning implements Planning {
  readonly #planner: DocumentPlanner;

  constructor(supergraph: LoadedSupergraph, limits: OperationLimits) {
    this.#planner = new DocumentPlanner({ supergraph, limits, planner: new CuredPlanner(supergraph.sdl) });
  }

  async plan(request: PlanningRequest): Promise<PlanningAnswer> {
    return this.#planner.plan(request);
  }

  async close(): Promise<void> {}
}
