import {
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql';
import type { FieldPlan } from './plan.ts';
import { fieldPath, type Positions } from './positions.ts';

/** Stands where something failed that may not be null: the object or the list around it fails too. */
export const failed = Symbol('failed');

/** What a place answers whose value is lost. */
export function lossAt({ nullable }: Positions): null | typeof failed {
  return nullable ? null : failed;
}

/** The part of a document that is executed. */
export interface ExecutableDocument {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
}

export interface ExecutionInputs {
  readonly context: unknown;
  readonly rootValue: unknown;
  /** Coerced. */
  readonly variables: Record<string, unknown>;
}

interface Failure {
  readonly at: Positions;
  readonly index: number;
  readonly error: unknown;
}

/** One execution of an operation: what its resolvers are given, and what failed. */
export class Execution {
  readonly document: ExecutableDocument;
  readonly context: unknown;
  readonly rootValue: unknown;
  readonly variables: Record<string, unknown>;
  readonly #failures: Failure[] = [];

  constructor(document: ExecutableDocument, { context, rootValue, variables }: ExecutionInputs) {
    this.document = document;
    this.context = context;
    this.rootValue = rootValue;
    this.variables = variables;
  }

  /** Whether columns may hold `failed`. */
  get hasFailures(): boolean {
    return this.#failures.length > 0;
  }

  /** Keeps the error, and says what its place answers: null, or `failed` where that may not be. */
  fail(at: Positions, index: number, error: unknown): null | typeof failed {
    this.#failures.push({ at, index, error });
    return lossAt(at);
  }

  /** What a place answers that has no value; undefined where it has one. An error that a resolver returns is as if thrown. */
  absence(value: unknown, at: Positions, index: number): null | typeof failed | undefined {
    if (value === null || value === undefined) {
      if (at.nullable) return null;
      const { parentType, definition } = at.field as FieldPlan;
      const name = `${parentType.name}.${definition.name}`;
      return this.fail(at, index, new Error(`Cannot return null for non-nullable field ${name}.`));
    }
    if (value === failed) return failed;
    return value instanceof Error ? this.fail(at, index, value) : undefined;
  }

  /** What a resolver with a fourth parameter is given, as graphql-js makes it. */
  info(at: Positions, index: number): GraphQLResolveInfo {
    const { field } = at;
    if (!field) throw new Error('The root belongs to no field.');
    const { schema, fragments, operation } = this.document;
    return {
      fieldName: field.definition.name,
      fieldNodes: field.nodes,
      returnType: field.definition.type,
      parentType: field.parentType,
      path: fieldPath(at, index),
      schema,
      fragments,
      rootValue: this.rootValue,
      operation,
      variableValues: this.variables,
    };
  }

  /**
   * The errors in the order of the response. One whose place had been set to null by an earlier one is left out: it is
   * the one that graphql-js, which goes through the response in that order, would not have come to.
   */
  errors(): GraphQLError[] {
    const located = this.#failures.map(({ at, index, error }) => ({ steps: at.trace(index), error, field: at.field }));
    located.sort((one, other) => compareRanks(one.steps, other.steps));
    const nulled = new Set<string>();
    return located.flatMap(({ steps, error, field }) => {
      const places = [''];
      for (const { key } of steps) places.push(`${places.at(-1)}/${key}`);
      if (places.some((place) => nulled.has(place))) return [];
      nulled.add(places[steps.findLastIndex(({ nullable }) => nullable) + 1] ?? '');
      return [
        locatedError(
          error,
          field?.nodes,
          steps.map(({ key }) => key),
        ),
      ];
    });
  }
}

function compareRanks(one: readonly { readonly rank: number }[], other: readonly { readonly rank: number }[]): number {
  for (const [depth, step] of one.entries()) {
    const difference = step.rank - (other[depth]?.rank ?? -1);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
