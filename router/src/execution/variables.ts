import { AppError, messageToClient } from '@trivet/platform';
import { GraphQLError } from 'graphql';
import { checkVariableDepth, type OperationLimits } from '../admission/limits.ts';
import type { KnownDocument } from '../planning/operation-cache.ts';
import { takingParts } from '../planning/resolve-operation.ts';

/**
 * The variables by the API schema, with defaults, or what is wrong with them (`BAD_USER_INPUT`). Scalars of our own are
 * checked by the subgraph that they go to.
 */
export function coerceVariables(
  { coerce, conditions }: Pick<KnownDocument, 'coerce' | 'conditions'>,
  variables: Readonly<Record<string, unknown>>,
  limits: OperationLimits,
): { readonly coerced: Readonly<Record<string, unknown>> } | { readonly errors: readonly GraphQLError[] } {
  try {
    checkVariableDepth(variables, limits);
  } catch (error) {
    if (error instanceof AppError)
      return { errors: [new GraphQLError(error.message, { extensions: { code: error.code } })] };
    throw error;
  }
  const { coerced, errors = [] } = coerce(variables);
  if (!coerced) return { errors: errors.map((error) => badInput(messageToClient(error))) };
  // A variable that may be null and has a default may stand in a condition; null itself may not.
  const unfit = conditions.find((name) => name !== takingParts && typeof coerced[name] !== 'boolean');
  return unfit === undefined
    ? { coerced }
    : { errors: [badInput(`Variable "$${unfit}" decides a condition: it is null.`)] };
}

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
