import { AppError, type ErrorCode } from '@trivet/platform';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { checkSize, type OperationLimits, refuseConditionalSubscription } from '../admission/limits.ts';
import type { OperationKind } from '../execution/operations.ts';

/** An operation that may be executed: parsed, valid by the API schema, and within the limits. */
export interface PreparedOperation {
  readonly kind: OperationKind;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | undefined;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Response keys at the root, whatever conditions they have. */
  readonly rootKeys: readonly string[];
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
export function prepareOperation(
  { query, operationName }: OperationSource,
  { apiSchema, limits }: { readonly apiSchema: GraphQLSchema; readonly limits: OperationLimits },
): PreparedOperation | readonly GraphQLError[] {
  try {
    const located = parse(query, { maxTokens: limits.maxTokens });
    checkSize(located, limits);
    refuseConditionalSubscription(located);
    const errors = validate(apiSchema, located, undefined, { maxErrors: maxErrors - 1 });
    if (errors.some(({ message }) => message === gaveUp)) {
      throw new AppError(
        'OPERATION_LIMIT_EXCEEDED',
        'The document repeats too many fields to be compared with each other.',
      );
    }
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    // Kept for long: without the tokens, which every location holds on to.
    const document = parse(query, { noLocation: true });
    const operation = getOperationAST(document, operationName);
    if (!operation) throw new AppError('BAD_USER_INPUT', whichOperation(operationName));
    const fragments = new Map(
      document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
    );
    const rootKeys = [...new Set(keysOf(operation.selectionSet, fragments))];
    return { kind: operation.operation, document, operation, operationName, fragments, rootKeys };
  } catch (error) {
    if (error instanceof AppError) return [new GraphQLError(error.message, { extensions: { code: error.code } })];
    // The parser calls itself for each level, so the tokens that a document may have can exhaust the stack.
    if (error instanceof RangeError) return [tooDeep()];
    if (error instanceof GraphQLError) {
      // The parser tells this one by its words only; a test holds them.
      const tooLong = error.message.includes('Parsing aborted');
      return [withCode(error, tooLong ? 'OPERATION_LIMIT_EXCEEDED' : 'GRAPHQL_PARSE_FAILED')];
    }
    throw error;
  }
}

function tooDeep(): GraphQLError {
  const extensions = { code: 'OPERATION_LIMIT_EXCEEDED' satisfies ErrorCode };
  return new GraphQLError('The document is nested too deeply.', { extensions });
}

function whichOperation(operationName: string | undefined): string {
  return operationName === undefined
    ? 'The document holds several operations, or none: say in `operationName` which one is meant.'
    : `The document has no operation named "${operationName.slice(0, 64)}".`;
}

function withCode({ message, nodes, source, positions }: GraphQLError, code: ErrorCode): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, source, positions, extensions: { code } });
}

function keysOf(selectionSet: SelectionSetNode, fragments: PreparedOperation['fragments']): string[] {
  return selectionSet.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [(selection.alias ?? selection.name).value];
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return inner ? keysOf(inner.selectionSet, fragments) : [];
  });
}
