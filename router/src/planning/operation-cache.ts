import type { GraphQLError, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { OperationLimits } from '../admission/limits.ts';
import type { Plan } from './plan.ts';
import type { Planner } from './planner.ts';
import { type OperationSource, type PreparedOperation, prepareOperation } from './prepare-operation.ts';

export interface OperationCacheOptions {
  readonly apiSchema: GraphQLSchema;
  readonly planner: Planner;
  readonly limits: OperationLimits;
}

/** A document in memory, its plan included, takes some 50 times its text; so this is about 200 MB at the very worst. */
const maxTextBytes = 4 * 1024 * 1024;
/** Documents that are refused, kept so that a client that repeats one costs little; few, so that they push nothing out. */
const maxRefused = 200;
const maxRefusedLength = 10_000;

/**
 * What was understood of documents, and their plans, for one supergraph: bounded, keyed by text and operation name.
 * Of concurrent misses one plans, and all wait for it.
 */
export class OperationCache {
  readonly #options: OperationCacheOptions;
  readonly #prepared = new LRUCache<string, PreparedOperation>({
    maxSize: maxTextBytes,
    sizeCalculation: (_operation, key) => key.length + 500,
  });
  readonly #refused = new LRUCache<string, readonly GraphQLError[]>({ max: maxRefused });
  /** Lives exactly as long as the operation that it belongs to. */
  readonly #plans = new WeakMap<PreparedOperation, Promise<Plan>>();

  constructor(options: OperationCacheOptions) {
    this.#options = options;
  }

  /** The operation, or the errors that keep it from being one. */
  prepare(source: OperationSource): PreparedOperation | readonly GraphQLError[] {
    const key = `${source.operationName ?? ''}\n${source.query}`;
    const known = this.#prepared.get(key) ?? this.#refused.get(key);
    if (known) return known;
    const outcome = prepareOperation(source, this.#options);
    if ('kind' in outcome) this.#prepared.set(key, outcome);
    else if (key.length <= maxRefusedLength) this.#refused.set(key, outcome);
    return outcome;
  }

  /** @throws {AppError} what the planner throws; a failure is not kept. */
  plan(operation: PreparedOperation): Promise<Plan> {
    const known = this.#plans.get(operation);
    if (known !== undefined) return known;
    const plan = this.#makePlan(operation);
    this.#plans.set(operation, plan);
    plan.catch(() => this.#plans.delete(operation));
    return plan;
  }

  async #makePlan(operation: PreparedOperation): Promise<Plan> {
    return this.#options.planner.plan(operation);
  }
}
