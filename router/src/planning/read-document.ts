import { AppError, briefMessage, type ErrorCode } from '@trivet/platform/errors';
import {
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { checkSize, type OperationLimits, refuseConditionalSubscription } from '../admission/limits.ts';
import { deferRules } from './defer-rules.ts';
import type { Refusal } from './planned-document.ts';

/** One operation of a document that is parsed, valid by the API schema, and within the limits. */
export interface ReadOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

export interface OperationSource {
  readonly query: string;
  readonly operationName?: string | undefined;
}

/** Errors that one answer holds; more of them help nobody, and cost time to find. */
const maxErrors = 10;
/** What graphql-js says when its own budget for comparing fields is used up; a test holds the words. */
const gaveUp = 'Validation aborted.';

/**
 * The operation, or the errors that keep it from being one; each has a code.
 *
 * The tokens bound what a hostile document can cost. Of some thirty shapes made to be slow, each of 2,000 tokens, the
 * worst took 0.1 s to validate (fields that overlap; graphql-js gives up after 500,000 comparisons), and 0.25 s to plan
 * (aliases of a field that needs three subgraphs). Both block the event loop.
 */
export function readDocument(
  { query, operationName }: OperationSource,
  { apiSchema, limits }: { readonly apiSchema: GraphQLSchema; readonly limits: OperationLimits },
): ReadOperation | readonly Refusal[] {
  try {
    const document = parse(query, { maxTokens: limits.maxTokens });
    checkSize(document, limits);
    refuseConditionalSubscription(document);
    const errors = validate(apiSchema, document, [...specifiedRules, ...deferRules], { maxErrors: maxErrors - 1 });
    if (errors.some(({ message }) => message === gaveUp)) {
      throw new AppError(
        'OPERATION_LIMIT_EXCEEDED',
        'The document repeats too many fields to be compared with each other.',
      );
    }
    if (errors.length > 0) return errors.map((error) => refusalOf(error, 'GRAPHQL_VALIDATION_FAILED'));
    const operation = getOperationAST(document, operationName);
    if (!operation) throw new AppError('BAD_USER_INPUT', whichOperation(operationName));
    // graphql-js finds no fault with `mutation { __typename }` where there are no mutations.
    if (!apiSchema.getRootType(operation.operation)) {
      throw new AppError('GRAPHQL_VALIDATION_FAILED', `There are no operations of the kind "${operation.operation}".`);
    }
    const fragments = new Map(
      document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
    );
    return { operation, fragments };
  } catch (error) {
    if (error instanceof AppError) return [refusalOf(error, error.code)];
    // The parser calls itself for each level, so the tokens that a document may have can exhaust the stack.
    if (error instanceof RangeError) {
      return [{ message: 'The document is nested too deeply.', code: 'OPERATION_LIMIT_EXCEEDED' }];
    }
    if (error instanceof GraphQLError) {
      // The parser tells this one by its words only; a test holds them.
      const tooLong = error.message.includes('Parsing aborted');
      return [refusalOf(error, tooLong ? 'OPERATION_LIMIT_EXCEEDED' : 'GRAPHQL_PARSE_FAILED')];
    }
    throw error;
  }
}

function whichOperation(operationName: string | undefined): string {
  return operationName === undefined
    ? 'The document holds several operations, or none: say in `operationName` which one is meant.'
    : `The document has no operation named "${operationName.slice(0, 64)}".`;
}

function refusalOf(
  { message, positions }: Pick<GraphQLError, 'message'> & Partial<GraphQLError>,
  code: ErrorCode,
): Refusal {
  return { message: briefMessage(message), code, positions };
}
