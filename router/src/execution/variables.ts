import { AppError } from '@trivet/platform';
import { GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import { checkVariableDepth, type OperationLimits } from '../admission/limits.ts';
import type { KnownDocument } from '../planning/operation-cache.ts';
import { takingParts } from '../planning/resolve-operation.ts';

const maxErrors = 10;

/**
 * The variables by the API schema, with defaults, or what is wrong with them (`BAD_USER_INPUT`). Scalars of our own are
 * checked by the subgraph that they go to.
 */
export function coerceVariables(
  { variableDefinitions, conditions }: Pick<KnownDocument, 'variableDefinitions' | 'conditions'>,
  variables: Readonly<Record<string, unknown>>,
  { apiSchema, limits }: { readonly apiSchema: GraphQLSchema; readonly limits: OperationLimits },
): { readonly coerced: Readonly<Record<string, unknown>> } | { readonly errors: readonly GraphQLError[] } {
  try {
    checkVariableDepth(variables, limits);
  } catch (error) {
    if (error instanceof AppError)
      return { errors: [new GraphQLError(error.message, { extensions: { code: error.code } })] };
    throw error;
  }
  const { coerced, errors = [] } = getVariableValues(apiSchema, variableDefinitions, variables, {
    maxErrors,
  });
  if (!coerced) return { errors: errors.map(({ message }) => badInput(message)) };
  // A variable that may be null and has a default may stand in a condition; null itself may not.
  const unfit = conditions.find((name) => name !== takingParts && typeof coerced[name] !== 'boolean');
  return unfit === undefined
    ? { coerced }
    : { errors: [badInput(`Variable "$${unfit}" decides a condition: it is null.`)] };
}

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
