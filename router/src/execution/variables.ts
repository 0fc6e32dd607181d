import { AppError } from '@trivet/platform';
import { GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import { checkVariableDepth, type OperationLimits } from '../admission/limits.ts';
import type { PreparedOperation } from '../planning/prepare-operation.ts';

const maxErrors = 10;

/**
 * The variables by the API schema, with defaults, or what is wrong with them (`BAD_USER_INPUT`). Scalars of our own are
 * checked by the subgraph that they go to.
 */
export function coerceVariables(
  { operation }: PreparedOperation,
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
  const { coerced, errors = [] } = getVariableValues(apiSchema, operation.variableDefinitions ?? [], variables, {
    maxErrors,
  });
  if (coerced) return { coerced };
  return {
    errors: errors.map(({ message }) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })),
  };
}
