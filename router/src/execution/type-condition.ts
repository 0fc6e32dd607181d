import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type { TreeObject } from './tree.ts';

const prefix = '... on ';

/** The types that a step of a plan's path (`... on A|B`) lets through; undefined for a step that is none of these. */
export function typeCondition(step: string): readonly string[] | undefined {
  return step.startsWith(prefix) ? step.slice(prefix.length).split('|') : undefined;
}

/** Whether `object` is of one of `types`, by what was answered for its `__typename`. */
export function isOfType(
  schema: GraphQLSchema,
  { __typename: name }: TreeObject,
  types: readonly string[],
  whenUnknown: boolean,
): boolean {
  return typeof name === 'string' ? types.some((each) => isSubType(schema, each, name)) : whenUnknown;
}

function isSubType(schema: GraphQLSchema, condition: string, name: string): boolean {
  if (name === condition) return true;
  const type = schema.getType(name);
  const abstract = schema.getType(condition);
  if (!isAbstractType(abstract)) return false;
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(abstract, type);
}

/** The names that `__typename` may have where the plan says `... on condition`. */
export function possibleTypeNames(schema: GraphQLSchema, condition: string): string[] {
  const type = schema.getType(condition);
  // The name of the interface itself is what a subgraph with an interface object answers.
  if (!isAbstractType(type)) return [condition];
  const interfaces = isInterfaceType(type) ? schema.getImplementations(type).interfaces : [];
  return [type, ...interfaces, ...schema.getPossibleTypes(type)].map(({ name }) => name);
}
