import { executeSync, type FieldNode, type GraphQLSchema, Kind, OperationTypeNode } from 'graphql';
import type { ExecutionRequest } from './query-executor.ts';

/** One `__schema` or `__type` of an operation, answered by graphql-js from the API schema. */
export function introspect(
  { schema, request }: { readonly schema: GraphQLSchema; readonly request: ExecutionRequest },
  nodes: readonly FieldNode[],
): unknown {
  const { operation } = request.operation;
  const { data } = executeSync({
    schema,
    document: {
      kind: Kind.DOCUMENT,
      definitions: [
        {
          kind: Kind.OPERATION_DEFINITION,
          operation: OperationTypeNode.QUERY,
          ...(operation.variableDefinitions && { variableDefinitions: operation.variableDefinitions }),
          selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
        },
      ],
    },
    variableValues: request.variables,
  });
  return Object.values(data ?? {})[0] ?? null;
}
