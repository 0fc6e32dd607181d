import {
  type GraphQLAbstractType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** What an object is known to be: its type, or the interface behind which a subgraph with an interface object sees it. */
export type RuntimeType = GraphQLObjectType | GraphQLInterfaceType;

/** By what subgraphs answered for `__typename`; undefined where the API has no such type in a place of type `declared`. */
export function runtimeType(
  schema: GraphQLSchema,
  declared: GraphQLAbstractType,
  name: unknown,
): RuntimeType | undefined {
  // To a subgraph with an interface object this is no abstract type, so the planner asks it for no name.
  const type = name === undefined ? declared : schema.getType(String(name));
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  return type === declared || schema.isSubType(declared, type) ? type : undefined;
}

const known = new WeakMap<GraphQLSchema, ReadonlySet<unknown>>();

/** Names that `__typename` has only where the subgraph does not know the type of the object. */
export function interfaceNames(schema: GraphQLSchema): ReadonlySet<unknown> {
  const names =
    known.get(schema) ??
    new Set(Object.values(schema.getTypeMap()).flatMap((type) => (isInterfaceType(type) ? [type.name] : [])));
  known.set(schema, names);
  return names;
}
