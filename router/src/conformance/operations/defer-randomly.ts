import {
  type DirectiveNode,
  type DocumentNode,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Dice } from '../dice.ts';

const defer: DirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'defer' } };

/** The same operation with some of its selections deferred, nested ones too. Its answer in parts adds up to the same. */
export function deferRandomly(query: string, dice: Dice): string {
  const document = parse(query, { noLocation: true });
  // Of a fragment it is not known whether it is spread at the root of a mutation.
  const keepsRoot = document.definitions.some(
    (each) => each.kind === Kind.OPERATION_DEFINITION && each.operation === OperationTypeNode.MUTATION,
  );
  const deferred: DocumentNode = visit(document, {
    // Nothing is deferred in what the router says of its schema.
    Field: { enter: ({ name }) => (name.value.startsWith('__') ? false : undefined) },
    SelectionSet: {
      leave: (selectionSet, _key, parent) => {
        const isField = parent && 'kind' in parent && parent.kind === Kind.FIELD;
        return keepsRoot && !isField ? undefined : deferSome(selectionSet, dice);
      },
    },
  });
  return print(deferred);
}

function deferSome({ kind, selections }: SelectionSetNode, dice: Dice): SelectionSetNode {
  const chosen = selections.map((selection) => (dice.chance(25) ? deferredOne(selection, dice) : selection));
  return { kind, selections: chosen };
}

function deferredOne(selection: SelectionNode, dice: Dice): SelectionNode {
  if (selection.kind !== Kind.FIELD && dice.chance(60)) {
    return { ...selection, directives: [...(selection.directives ?? []), defer] };
  }
  return {
    kind: Kind.INLINE_FRAGMENT,
    directives: [defer],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] },
  };
}
