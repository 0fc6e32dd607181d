import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLUnionType,
  getNamedType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { ReadArguments } from './arguments.ts';
import { completeObject } from './complete-object.ts';
import type { Execution } from './execution.ts';
import type { Column, FieldPlan, Selections } from './plan.ts';
import { FieldPositions, ItemPositions, type Positions, SomePositions } from './positions.ts';
import { runtimeTypeOf } from './runtime-type.ts';
import { after, isThenable, settle } from './wait.ts';

type ResolveReference = (reference: unknown, context: unknown, info?: unknown) => unknown;
type Groups = ReadonlyMap<GraphQLObjectType, readonly number[]>;

/** The union of all entities, where the field is the one by which a federated graph asks for parts of them. */
export function entityUnionOf(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  { name, type }: GraphQLField<unknown, unknown>,
): GraphQLUnionType | undefined {
  const union = getNamedType(type);
  const isEntities = name === '_entities' && parentType === schema.getQueryType() && union.name === '_Entity';
  return isEntities && isUnionType(union) ? union : undefined;
}

export interface EntitiesOptions {
  readonly union: GraphQLUnionType;
  readonly readArguments: ReadArguments;
  readonly selections: Selections;
  /** The field by its resolver. It answers what is seldom: entities by an interface, types that there are not. */
  readonly ordinary: FieldPlan['execute'];
}

/**
 * Entities without a look at what type each is: the representation has said so. Every `__resolveReference` is called before
 * one of them is waited for. One that throws loses its own entity; `@apollo/subgraph` loses all of them.
 */
export function executeEntities(
  fieldOf: () => FieldPlan,
  { union, readArguments, selections, ordinary }: EntitiesOptions,
): FieldPlan['execute'] {
  return (execution, sources, parents) => {
    const representations = representationsOf(execution, readArguments);
    const groups = representations && groupByType(execution.document.schema, representations);
    if (!groups) return ordinary(execution, sources, parents);
    const at = new FieldPositions(parents, fieldOf());
    const itemsAt = new ItemPositions(at, [0], true);
    const values: Column = [...representations];
    const waiting: Promise<unknown>[] = [];
    for (const [type, indices] of groups) {
      const places = new SomePositions(itemsAt, indices);
      const references = indices.map((index) => representations[index]);
      const resolved = resolveReferences(execution, references, places, { type, union });
      const completed = after(
        after(resolved, (entities) => completeObject(type, selections)(execution, entities, places)),
        (entities) => {
          for (const [place, index] of indices.entries()) values[index] = entities[place];
          return values;
        },
      );
      if (completed instanceof Promise) waiting.push(completed);
    }
    return waiting.length === 0 ? [values] : Promise.all(waiting).then(() => [values]);
  };
}

function representationsOf(execution: Execution, readArguments: ReadArguments): readonly unknown[] | undefined {
  try {
    const { representations } = readArguments(execution.variables);
    return representations as readonly unknown[];
  } catch {
    // The ordinary way comes upon the same error, and puts it where it belongs.
    return undefined;
  }
}

function groupByType(schema: GraphQLSchema, representations: readonly unknown[]): Groups | undefined {
  const groups = new Map<GraphQLObjectType, number[]>();
  for (const [index, representation] of representations.entries()) {
    const type = schema.getType((representation as { readonly __typename: string }).__typename);
    if (!isObjectType(type)) return undefined;
    const group = groups.get(type);
    if (group) group.push(index);
    else groups.set(type, [index]);
  }
  return groups;
}

function resolveReferences(
  execution: Execution,
  references: Column,
  at: Positions,
  { type, union }: { readonly type: GraphQLObjectType; readonly union: GraphQLUnionType },
): Column | Promise<Column> {
  const { subgraph } = (type.extensions['apollo'] ?? {}) as { subgraph?: { resolveReference?: ResolveReference } };
  const resolve = subgraph?.resolveReference;
  if (!resolve) return references;
  const fail = (index: number, error: unknown) => execution.fail(at, index, error);
  let waits = false;
  const values = references.map((reference, index) => {
    try {
      const value =
        resolve.length > 2
          ? resolve(reference, execution.context, execution.info(at, index))
          : resolve(reference, execution.context);
      if (isThenable(value)) waits = true;
      return value;
    } catch (error) {
      return fail(index, error);
    }
  });
  return after(waits ? settle(values, fail) : values, (entities) => {
    for (const [index, value] of entities.entries()) {
      if (typeof value === 'object' || value === undefined) continue;
      try {
        // Something that is no object has no type: this says so.
        runtimeTypeOf(execution, union, undefined, { value, field: at.field });
      } catch (error) {
        entities[index] = fail(index, error);
      }
    }
    return entities;
  });
}
