import { type FieldNode, type GraphQLField, getArgumentValues, isNonNullType, Kind, valueFromAST } from 'graphql';

/**
 * A field's arguments by the variables of an execution. All objects of a level are given the same ones: they depend on no
 * object, and no resolver may change them. Throws what graphql-js throws.
 */
export type ReadArguments = (variables: Record<string, unknown>) => Record<string, unknown>;

/** Where an argument's value comes from, when nothing about it can go wrong. */
type Source = { readonly name: string } & ({ readonly value: unknown } | { readonly variable: string });

export function compileArguments(definition: GraphQLField<unknown, unknown>, node: FieldNode): ReadArguments {
  const general: ReadArguments = (variables) => getArgumentValues(definition, node, variables);
  const sources: Source[] = [];
  for (const { name, type, defaultValue } of definition.args) {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (!value) {
      if (defaultValue !== undefined) sources.push({ name, value: defaultValue });
      else if (isNonNullType(type)) return general;
    } else if (value.kind === Kind.VARIABLE) {
      sources.push({ name, variable: value.name.value });
    } else {
      // An object or a list would be the same one in each execution, for somebody to change.
      const constant = value.kind === Kind.OBJECT || value.kind === Kind.LIST ? undefined : valueFromAST(value, type);
      if (constant === undefined || typeof constant === 'object') return general;
      sources.push({ name, value: constant });
    }
  }
  return (variables) => {
    const values: Record<string, unknown> = {};
    for (const source of sources) {
      if ('value' in source) {
        values[source.name] = source.value;
        continue;
      }
      // Absent, or null where that may not be: the default, or an error.
      const value = Object.hasOwn(variables, source.variable) ? variables[source.variable] : undefined;
      if (value === undefined || value === null) return general(variables);
      values[source.name] = value;
    }
    return values;
  };
}
