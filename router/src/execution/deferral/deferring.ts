import type { Logger } from '@trivet/platform';
import type { GraphQLSchema } from 'graphql';
import type { PreparedOperation } from '../../planning/prepared-operation.ts';
import type { Answer } from '../answer.ts';
import type { Execution } from '../execution.ts';
import { Deferral, type DeferredWork, type ProjectSelection, type Run } from './deferral.ts';
import { DeferredPlaces } from './deferred-places.ts';

export interface DeferringOptions {
  readonly apiSchema: GraphQLSchema;
  readonly logger: Logger;
  readonly project: ProjectSelection;
}

export interface ExecutionInParts {
  readonly execution: Execution;
  /** Disposed of when nothing is fetched any more. */
  readonly deadline: Disposable;
  readonly run: Run;
  readonly work: readonly DeferredWork[];
}

/** Executes operations with deferred fragments, for an executor that says how fetches are run and selections projected. */
export class Deferring {
  readonly #options: DeferringOptions;
  readonly #places = new WeakMap<PreparedOperation, DeferredPlaces>();

  constructor(options: DeferringOptions) {
    this.#options = options;
  }

  async answer({ execution, deadline, run, work }: ExecutionInParts): Promise<Answer> {
    const { apiSchema: schema, logger, project } = this.#options;
    const places = this.#placesOf(execution.request.operation);
    const deferral = new Deferral(execution, { schema, logger, project, places, work });
    const answer = deferral.answer(run);
    void deferral.end().then(() => deadline[Symbol.dispose]());
    return answer;
  }

  #placesOf(operation: PreparedOperation): DeferredPlaces {
    const places = this.#places.get(operation) ?? new DeferredPlaces(this.#options.apiSchema, operation);
    this.#places.set(operation, places);
    return places;
  }
}
