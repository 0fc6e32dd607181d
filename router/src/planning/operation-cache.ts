import { type CoerceVariables, compileVariables } from '@trivet/platform';
import { AppError } from '@trivet/platform/errors';
import { GraphQLError, type GraphQLSchema, Kind, parse, Source } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { OperationKind } from '../execution/operations.ts';
import type { Plan } from './plan.ts';
import {
  type PlannedDocument,
  type PlanningAnswer,
  type PlanningRequest,
  type RefusedDocument,
  valuesOf,
} from './planned-document.ts';
import type { Planning } from './planning.ts';
import { type PreparedOperation, prepareOperation } from './prepared-operation.ts';
import { type ConditionValues, takingParts } from './resolve-operation.ts';
import { Turns } from './turns.ts';

export interface OperationSource {
  readonly query: string;
  readonly operationName?: string | undefined;
  /** As the client sent them. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** Whether `@defer` means something to the client. */
  readonly takesParts?: boolean | undefined;
}

/** What is known of a document and one operation of it, whatever its variables are. */
export interface KnownDocument {
  readonly kind: OperationKind;
  /** By the API schema, with defaults. */
  readonly coerce: CoerceVariables;
  /** The variables that decide `@skip`, `@include` and `@defer`. */
  readonly conditions: readonly string[];
  /** Keys of what was planned, by the values of the conditions. */
  readonly planned: Map<string, string>;
  hits: number;
}

/** What is executed. The same object each time that the operation comes again, so that more can be kept with it. */
export interface PlannedOperation {
  readonly operation: PreparedOperation;
  readonly plan: Plan;
  /** Whether it was asked for before: what comes once is not worth keeping more of than its text. */
  readonly comesAgain: boolean;
}

/** An operation as the cache keeps it: as text, until it comes again. */
interface KeptOperation {
  readonly answer: PlannedDocument;
  wasTaken: boolean;
  planned: PlannedOperation | undefined;
}

/**
 * In characters. An operation in memory, with all that executors make of it, takes 31 bytes for each character of its text
 * and its plan (1,400 random documents of 1.2 kB, subgraphs in the same process): 160 MB at the worst. As text it counts a
 * quarter.
 */
const maxPlannedSize = 5 * 1024 * 1024;
const textWeight = 0.25;
const maxTextSize = 4 * 1024 * 1024;
/** Documents that are refused, kept so that a client that repeats one costs little; few, so that they push nothing out. */
const maxRefused = 200;
const maxRefusedLength = 10_000;
/** Of one document: k conditions have 2^k values. */
const maxValues = 64;
/** What is wrong with the variables of one request. */
const maxVariableErrors = 10;

export interface OperationCacheDeps {
  readonly planning: Planning;
  readonly apiSchema: GraphQLSchema;
}

/**
 * What was understood of documents, and their plans, for one supergraph. By the text, and behind that by the operation in
 * its plainest form, so that what is only written differently is planned and compiled once. Both are bounded by size. What
 * is known is answered at once; of concurrent misses one is planned, and all wait for it.
 */
export class OperationCache {
  readonly #planning: Planning;
  readonly #apiSchema: GraphQLSchema;
  readonly #documents = new LRUCache<string, KnownDocument>({
    maxSize: maxTextSize,
    sizeCalculation: (_document, text) => text.length + 500,
  });
  readonly #refused = new LRUCache<string, readonly GraphQLError[]>({ max: maxRefused });
  readonly #planned = new LRUCache<string, KeptOperation>({ maxSize: maxPlannedSize });
  readonly #pending = new Map<string, Promise<PlanningAnswer>>();
  readonly #turns = new Turns();
  /** An edge asks twice for each request, and the same text object is compared at once; a new key would have to be hashed. */
  #last: { query: string; operationName: string | undefined; document: KnownDocument } | undefined;

  constructor({ planning, apiSchema }: OperationCacheDeps) {
    this.#planning = planning;
    this.#apiSchema = apiSchema;
  }

  /**
   * The document, or the errors that keep it from being one.
   * @throws {AppError} what `Planning` throws.
   */
  prepare(
    source: OperationSource,
  ): KnownDocument | readonly GraphQLError[] | Promise<KnownDocument | readonly GraphQLError[]> {
    const { query, operationName } = source;
    const last = this.#last;
    if (last && last.query === query && last.operationName === operationName) {
      last.document.hits++;
      return last.document;
    }
    const text = textOf(source);
    const document = this.#documents.get(text);
    if (document) {
      document.hits++;
      this.#last = { query, operationName, document };
      return document;
    }
    return this.#refused.get(text) ?? this.#read(text, source);
  }

  /** `coerced` are the variables by the API schema. @throws {AppError} what `Planning` throws. */
  plan(
    document: KnownDocument,
    source: OperationSource,
    coerced: Readonly<Record<string, unknown>>,
  ): PlannedOperation | Promise<PlannedOperation> {
    const key = document.planned.get(valuesOf(document.conditions, (name) => coerced[name]));
    const kept = key === undefined ? undefined : this.#planned.get(key);
    return kept ? this.#take(kept) : this.#plan(document, source, coerced);
  }

  /** The `count` operations that were asked for most, with the values that their conditions had. */
  mostUsed(count: number): PlanningRequest[] {
    const documents = [...this.#documents.entries()].sort(([, one], [, other]) => other.hits - one.hits);
    return documents.slice(0, count).flatMap(([text, { conditions, planned }]) => {
      const [operationName = ''] = text.split('\n', 1);
      const query = text.slice(operationName.length + 1);
      return [...planned.keys()].map((values) => ({
        query,
        ...(operationName !== '' && { operationName }),
        flags: new Map(conditions.map((name, index) => [name, values[index] === '1'])),
      }));
    });
  }

  /** Plans what others have planned for another supergraph; what cannot be planned for this one is left out. */
  async warm(requests: readonly PlanningRequest[]): Promise<void> {
    for (const request of requests) {
      const text = textOf(request);
      try {
        const answer = await this.#ask(text, request);
        if (answer.outcome === 'planned') this.#remember(text, answer, true);
      } catch {
        // Whoever asks for it will be told.
      }
    }
  }

  /** Resolves when nobody waits for a plan, nor goes on to ask for another because of what he was waiting for. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) {
      await Promise.allSettled(this.#pending.values());
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** `wasTaken`: whether it was executed before, be it for another supergraph. */
  #remember(text: string, answer: PlannedDocument, wasTaken = false): KnownDocument {
    const document = this.#documents.get(text) ?? documentOf(answer, this.#apiSchema);
    this.#documents.set(text, document);
    this.#keep(document, answer).wasTaken ||= wasTaken;
    return document;
  }

  async #read(text: string, source: OperationSource): Promise<KnownDocument | readonly GraphQLError[]> {
    const answer = await this.#ask(text, { ...source, flags: flagsOf(source) });
    if (answer.outcome === 'planned') return this.#remember(text, answer);
    const errors = this.#refused.get(text) ?? errorsOf(answer, source);
    if (text.length <= maxRefusedLength) this.#refused.set(text, errors);
    return errors;
  }

  async #plan(
    document: KnownDocument,
    source: OperationSource,
    coerced: Readonly<Record<string, unknown>>,
  ): Promise<PlannedOperation> {
    const flags = new Map(document.conditions.map((name) => [name, coerced[name] === true]));
    const answer = await this.#ask(textOf(source), { ...source, flags });
    if (answer.outcome === 'planned') return this.#take(this.#keep(document, answer));
    const [error] = answer.errors;
    throw new AppError(error?.code ?? 'INTERNAL_SERVER_ERROR', error?.message ?? 'The operation was refused.');
  }

  #keep(document: KnownDocument, answer: PlannedDocument): KeptOperation {
    if (document.planned.size >= maxValues) document.planned.clear();
    document.planned.set(answer.values, answer.key);
    const known = this.#planned.get(answer.key);
    if (known) return known;
    const kept = { answer, wasTaken: false, planned: undefined };
    this.#planned.set(answer.key, kept, { size: Math.ceil(textWeight * sizeOf(answer)) });
    return kept;
  }

  #take(kept: KeptOperation): PlannedOperation {
    if (kept.planned) return kept.planned;
    const { answer, wasTaken } = kept;
    const planned = plannedOperation(answer, wasTaken);
    kept.wasTaken = true;
    if (wasTaken) {
      kept.planned = planned;
      this.#planned.set(answer.key, kept, { size: sizeOf(answer) });
    }
    return planned;
  }

  /** Who waited for the thread goes on in a turn of his own: several may have been planned meanwhile. */
  async #planNew(request: PlanningRequest): Promise<PlanningAnswer> {
    const answer = await this.#planning.plan(request);
    await this.#turns.next();
    return answer;
  }

  #ask(text: string, { query, operationName, flags }: PlanningRequest): Promise<PlanningAnswer> {
    const place = `${[...flags].join(' ')}\n${text}`;
    const pending = this.#pending.get(place);
    if (pending !== undefined) return pending;
    const answer = this.#planNew({ query, operationName, flags }).finally(() => this.#pending.delete(place));
    this.#pending.set(place, answer);
    return answer;
  }
}

const sizeOf = ({ operation, plan }: PlannedDocument): number => operation.length + plan.length + 500;

function plannedOperation({ operation, renamed, plan }: PlannedDocument, comesAgain: boolean): PlannedOperation {
  return { operation: prepareOperation(operation, renamed), plan: JSON.parse(plan) as Plan, comesAgain };
}

/** Names of operations hold no line break; and one that does is the name of none. */
function textOf({ query, operationName }: OperationSource): string {
  return `${operationName ?? ''}\n${query}`;
}

/** Only where there may be conditions, so that requests that differ in other variables share their plan from the first. */
function flagsOf({ query, variables = {}, takesParts }: OperationSource): ConditionValues {
  const flags = new Map<string, boolean>();
  if (takesParts && query.includes('defer')) flags.set(takingParts, true);
  else if (!query.includes('skip') && !query.includes('include')) return flags;
  for (const [name, value] of Object.entries(variables)) if (typeof value === 'boolean') flags.set(name, value);
  return flags;
}

function documentOf({ kind, conditions, variables }: PlannedDocument, apiSchema: GraphQLSchema): KnownDocument {
  const [declaring] = variables === '' ? [] : parse(variables, { noLocation: true }).definitions;
  const definitions = declaring?.kind === Kind.OPERATION_DEFINITION ? declaring.variableDefinitions : undefined;
  const coerce = compileVariables(apiSchema, definitions ?? [], { maxErrors: maxVariableErrors });
  return { kind, coerce, conditions, planned: new Map(), hits: 1 };
}

function errorsOf({ errors }: RefusedDocument, { query }: OperationSource): GraphQLError[] {
  const source = new Source(query);
  return errors.map(
    ({ message, code, positions }) =>
      new GraphQLError(message, { ...(positions && { source, positions }), extensions: { code } }),
  );
}
