import { createHash } from 'node:crypto';
import { AppError } from '@trivet/platform/errors';
import { isObjectType, Kind, type OperationDefinitionNode, print, stripIgnoredCharacters } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { OperationLimits } from '../admission/limits.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { ReservedKeys } from './client-keys.ts';
import { deferFetches } from './defer-fetches.ts';
import { hasDeferred, withoutDeferral } from './deferred-label.ts';
import { fetchedOperation } from './fetched-operation.ts';
import { joinFetches } from './join-fetches.ts';
import type { Plan } from './plan.ts';
import { type PlannedDocument, type PlanningAnswer, type PlanningRequest, valuesOf } from './planned-document.ts';
import type { Planner } from './planner.ts';
import { type ReadOperation, readDocument } from './read-document.ts';
import { type ConditionValues, conditionVariables, resolveOperation } from './resolve-operation.ts';

export interface DocumentPlannerOptions {
  readonly supergraph: LoadedSupergraph;
  readonly planner: Planner;
  readonly limits: OperationLimits;
}

/** Plans of operations that come in many texts: a client that writes each of its documents anew costs no planning. */
const maxPlansSize = 4 * 1024 * 1024;

type PlanText = Pick<PlannedDocument, 'plan' | 'renamed'>;

/** Makes of documents what can be executed: parses, validates, simplifies and plans. All of it takes time. */
export class DocumentPlanner {
  readonly #options: DocumentPlannerOptions;
  readonly #reserved: ReservedKeys;
  readonly #plans = new LRUCache<string, PlanText>({
    maxSize: maxPlansSize,
    sizeCalculation: ({ plan }) => plan.length + 500,
  });

  constructor(options: DocumentPlannerOptions) {
    this.#options = options;
    this.#reserved = new ReservedKeys(options.supergraph.internalSchema);
  }

  /** @throws {Error} only when the planner fails unexpectedly. */
  plan({ flags, ...source }: PlanningRequest): PlanningAnswer {
    const { supergraph, limits } = this.#options;
    const read = readDocument(source, { apiSchema: supergraph.apiSchema, limits });
    if (!('operation' in read)) return { outcome: 'refused', errors: read };
    try {
      return this.#planOperation(read, flags);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { outcome: 'refused', errors: [{ message: error.message, code: error.code }] };
    }
  }

  #planOperation(read: ReadOperation, flags: ConditionValues): PlannedDocument {
    const conditions = conditionVariables(read.operation, read.fragments);
    const decided = withDefaults(read.operation, flags);
    const operation = resolveOperation(this.#options.supergraph.apiSchema, read.operation, {
      fragments: read.fragments,
      conditions: decided,
    });
    const kind = operation.operation;
    const isEmpty = operation.selectionSet.selections.length === 0;
    const text = isEmpty ? '' : stripIgnoredCharacters(print(operation));
    const key = createHash('sha256').update(`${kind} ${text}`).digest('base64');
    const known = this.#plans.get(key) ?? this.#makePlan(operation);
    this.#plans.set(key, known);
    return {
      outcome: 'planned',
      kind,
      variables: variablesText(read.operation),
      conditions,
      values: valuesOf(conditions, (name) => decided.get(name)),
      key,
      operation: text,
      ...known,
    };
  }

  #makePlan(operation: OperationDefinitionNode): PlanText {
    const fetched = fetchedOperation(operation, this.#reserved);
    const isDeferring = hasDeferred(operation.selectionSet);
    const plan = fetched ? this.#planFetches(fetched.operation, isDeferring) : { kind: operation.operation };
    return { plan: JSON.stringify(isDeferring ? { deferred: [], ...plan } : plan), renamed: fetched?.renamed ?? [] };
  }

  #planFetches(operation: OperationDefinitionNode, isDeferring: boolean): Plan {
    const { planner, supergraph } = this.#options;
    if (!isDeferring) return joinFetches(planner.plan(operation), operation);
    const whole = withoutDeferral(operation);
    return deferFetches(planner.plan(whole), {
      operation,
      isObject: (type) => isObjectType(supergraph.internalSchema.getType(type)),
      join: (plan) => joinFetches(plan, whole),
    });
  }
}

function withDefaults({ variableDefinitions = [] }: OperationDefinitionNode, flags: ConditionValues): ConditionValues {
  const values = new Map(flags);
  for (const { variable, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    if (!values.has(name) && defaultValue?.kind === Kind.BOOLEAN) values.set(name, defaultValue.value);
  }
  return values;
}

function variablesText({ variableDefinitions = [] }: OperationDefinitionNode): string {
  return variableDefinitions.length === 0 ? '' : `query(${variableDefinitions.map(print).join(' ')}){__typename}`;
}
