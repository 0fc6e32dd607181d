import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLTypeResolver,
  isObjectType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { Execution } from './execution.ts';
import type { FieldPlan } from './plan.ts';
import type { Positions } from './positions.ts';

/** The name of a value's type, as `resolveType` gives it, or the value's own `__typename`, or the first `isTypeOf`. */
export function resolveTypeName(
  execution: Execution,
  type: GraphQLAbstractType,
  value: unknown,
  at: Positions,
  index: number,
): unknown {
  const { resolveType } = type;
  if (!resolveType) {
    const { __typename: name } = value as { readonly __typename?: unknown };
    if (typeof value === 'object' && typeof name === 'string') return name;
  } else if (resolveType.length < 3) {
    // One that does not declare `info` is called without it, which its type does not allow for.
    return (resolveType as unknown as (value: unknown, context: unknown) => unknown)(value, execution.context);
  }
  const resolve: GraphQLTypeResolver<unknown, unknown> = resolveType ?? defaultTypeResolver;
  return resolve(value, execution.context, execution.info(at, index), type);
}

/** @throws in graphql-js' words, where that is no type that a value of the abstract type may have. */
export function runtimeTypeOf(
  { document: { schema } }: Execution,
  abstractType: GraphQLAbstractType,
  name: unknown,
  { value, field }: { readonly value: unknown; readonly field: FieldPlan | undefined },
): GraphQLObjectType {
  const nodes = field?.nodes;
  const must = `Abstract type "${abstractType.name}" must resolve to an Object type at runtime for field "${field?.parentType.name}.${field?.definition.name}"`;
  if (name === null || name === undefined) {
    throw new GraphQLError(
      `${must}. Either the "${abstractType.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes: nodes ?? null },
    );
  }
  if (isObjectType(name)) {
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    );
  }
  if (typeof name !== 'string') {
    throw new GraphQLError(`${must} with value ${inspect(value)}, received "${inspect(name)}".`);
  }
  const type = schema.getType(name);
  const was = `Abstract type "${abstractType.name}" was resolved to a`;
  if (!type)
    throw new GraphQLError(`${was} type "${name}" that does not exist inside the schema.`, { nodes: nodes ?? null });
  if (!isObjectType(type)) throw new GraphQLError(`${was} non-object type "${name}".`, { nodes: nodes ?? null });
  if (!schema.isSubType(abstractType, type)) {
    throw new GraphQLError(`Runtime Object type "${name}" is not a possible type for "${abstractType.name}".`, {
      nodes: nodes ?? null,
    });
  }
  return type;
}
