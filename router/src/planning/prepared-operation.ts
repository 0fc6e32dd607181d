import { Kind, type OperationDefinitionNode, OperationTypeNode, parse, type SelectionSetNode } from 'graphql';
import { ClientKeys, type RenamedKey } from './client-keys.ts';

/**
 * An operation that may be executed: valid, within the limits, and in its plainest form (`resolveOperation`), without
 * conditions and named fragments; inline ones may be deferred.
 */
export interface PreparedOperation {
  readonly operation: OperationDefinitionNode;
  /** Response keys at the root, each once. */
  readonly rootKeys: readonly string[];
  readonly keys: ClientKeys;
}

/** `text` is what `print` makes of a resolved operation. Nothing of it is checked again. */
export function prepareOperation(text: string, renamed: readonly RenamedKey[] = []): PreparedOperation {
  const operation = text === '' ? nothing : parse(text, { noLocation: true }).definitions[0];
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The text holds no operation.');
  const rootKeys = [...new Set(keysOf(operation.selectionSet))];
  return { operation, rootKeys, keys: new ClientKeys(renamed) };
}

/** What is left of an operation when its conditions leave out everything. */
const nothing: OperationDefinitionNode = {
  kind: Kind.OPERATION_DEFINITION,
  operation: OperationTypeNode.QUERY,
  selectionSet: { kind: Kind.SELECTION_SET, selections: [] },
};

/** Fragments on a root type are in their places, so there is nothing but fields; mutations cannot defer them. */
function keysOf({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((each) => (each.kind === Kind.FIELD ? [(each.alias ?? each.name).value] : []));
}
