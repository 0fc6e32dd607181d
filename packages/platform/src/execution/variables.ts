import {
  coerceInputValue,
  GraphQLBoolean,
  type GraphQLError,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLSchema,
  GraphQLString,
  getVariableValues,
  isEnumType,
  isInputType,
  isListType,
  isNonNullType,
  isScalarType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';

export type CoercedVariables =
  | { readonly coerced: Record<string, unknown>; readonly errors?: never }
  | { readonly errors: readonly GraphQLError[]; readonly coerced?: never };

/** A request's variables, coerced or refused as graphql-js does it. Representations of entities are the request's own. */
export type CoerceVariables = (inputs: Readonly<Record<string, unknown>> | undefined) => CoercedVariables;

/** The value, or `unsure`: what is faulty or unusual is left to graphql-js, whose messages name each fault. */
type Coerce = (value: unknown) => unknown;
const unsure = Symbol('unsure');

/** `maxErrors`: after so many the rest is not looked at. */
export function compileVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  { maxErrors = 50 }: { readonly maxErrors?: number } = {},
): CoerceVariables {
  const general = (inputs: Readonly<Record<string, unknown>>): CoercedVariables =>
    getVariableValues(schema, definitions, inputs, { maxErrors });
  const coercions: { readonly name: string; readonly required: boolean; readonly coerce: Coerce }[] = [];
  for (const { variable, type: node, defaultValue } of definitions) {
    const type = typeFromAST(schema, node as never) as GraphQLInputType | undefined;
    if (!type || !isInputType(type)) return (inputs = {}) => general(inputs);
    const required = defaultValue !== undefined || isNonNullType(type);
    coercions.push({ name: variable.name.value, required, coerce: coercionOf(type) });
  }
  return (inputs = {}) => {
    const coerced: Record<string, unknown> = {};
    for (const { name, required, coerce } of coercions) {
      if (!Object.hasOwn(inputs, name)) {
        if (required) return general(inputs);
        continue;
      }
      const value = coerce(inputs[name]);
      if (value === unsure) return general(inputs);
      coerced[name] = value;
    }
    return { coerced };
  };
}

function coercionOf(type: GraphQLInputType): Coerce {
  if (!isNonNullType(type)) {
    const coerce = presentCoercionOf(type);
    return (value) => (value === null || value === undefined ? null : coerce(value));
  }
  const coerce = presentCoercionOf(type.ofType);
  return (value) => (value === null || value === undefined ? unsure : coerce(value));
}

function presentCoercionOf(type: GraphQLInputType): Coerce {
  if (isListType(type)) return listCoercionOf(type.ofType);
  if (isScalarType(type) || isEnumType(type)) {
    const builtIn = builtInCoercions.get(type.name);
    return builtIn ?? ((value) => attempt(() => type.parseValue(value)));
  }
  return (value) =>
    attempt(() =>
      coerceInputValue(value, type, (_path, _value, error) => {
        throw error;
      }),
    );
}

function listCoercionOf(itemType: GraphQLInputType): Coerce {
  const coerce = coercionOf(itemType);
  const itself = isScalarType(isNonNullType(itemType) ? itemType.ofType : itemType) && String(itemType) === '_Any!';
  return (value) => {
    if (!Array.isArray(value)) return unsure;
    if (itself) return value.includes(null) || value.includes(undefined) ? unsure : value;
    const items: unknown[] = [];
    for (const item of value) {
      const coerced = coerce(item);
      if (coerced === unsure) return unsure;
      items.push(coerced);
    }
    return items;
  };
}

/** What each takes as it is. */
const builtInCoercions: ReadonlyMap<string, Coerce> = new Map<string, Coerce>([
  [GraphQLString.name, (value) => (typeof value === 'string' ? value : unsure)],
  [GraphQLID.name, (value) => (typeof value === 'string' ? value : unsure)],
  [GraphQLBoolean.name, (value) => (typeof value === 'boolean' ? value : unsure)],
  [GraphQLInt.name, (value) => (typeof value === 'number' && (value | 0) === value ? value : unsure)],
  [GraphQLFloat.name, (value) => (typeof value === 'number' && Number.isFinite(value) ? value : unsure)],
]);

function attempt(coerce: () => unknown): unknown {
  try {
    return coerce() ?? unsure;
  } catch {
    return unsure;
  }
}
