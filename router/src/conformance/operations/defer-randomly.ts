import type { Dice } from '@trivet/platform/testing';
import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from 'graphql';

/** The same operation with some of its selections deferred, nested ones too. */
export interface DeferredOperation {
  readonly query: string;
  /** With nothing where something is deferred: what the first answer is. */
  readonly leftOut: string;
  /** By label: that of the deferred fragment around, as far as it stands in the same definition. */
  readonly within: ReadonlyMap<string, string>;
  /** Whether a label stands where it is met once at each place: in no named fragment. */
  readonly isOnce: (label: string) => boolean;
}

export function deferRandomly(query: string, dice: Dice): DeferredOperation {
  const document = parse(query, { noLocation: true });
  // Of a fragment it is not known whether it is spread at the root of a mutation.
  const keepsRoot = document.definitions.some(
    (each) => each.kind === Kind.OPERATION_DEFINITION && each.operation === OperationTypeNode.MUTATION,
  );
  let count = 0;
  const deferred: DocumentNode = visit(document, {
    // Nothing is deferred in what the router says of its schema.
    Field: { enter: ({ name }) => (name.value.startsWith('__') ? false : undefined) },
    SelectionSet: {
      leave: ({ kind, selections }, _key, parent) => {
        const isField = parent && 'kind' in parent && parent.kind === Kind.FIELD;
        if (keepsRoot && !isField) return undefined;
        return {
          kind,
          selections: selections.map((each) => (dice.chance(25) ? deferredOne(each, dice, `d${count++}`) : each)),
        };
      },
    },
  });
  const within = labelsWithin(deferred);
  const inOperations = labelsIn(deferred.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION));
  const skip = directive('skip', 'if', { kind: Kind.BOOLEAN, value: true });
  const leaveOut = (node: FragmentSpreadNode | InlineFragmentNode) => {
    if (labelOf(node) === undefined) return undefined;
    const whole = { ...node, directives: node.directives?.filter(({ name }) => name.value !== 'defer') };
    return fragment(skip, whole as SelectionNode);
  };
  const leftOut = visit(deferred, { FragmentSpread: { leave: leaveOut }, InlineFragment: { leave: leaveOut } });
  return { query: print(deferred), leftOut: print(leftOut), within, isOnce: (label) => inOperations.has(label) };
}

function deferredOne(selection: SelectionNode, dice: Dice, label: string): SelectionNode {
  const defer = directive('defer', 'label', { kind: Kind.STRING, value: label });
  if (selection.kind !== Kind.FIELD && dice.chance(60)) {
    return { ...selection, directives: [...(selection.directives ?? []), defer] };
  }
  return fragment(defer, selection);
}

function fragment(directive: DirectiveNode, selection: SelectionNode): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    directives: [directive],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] },
  };
}

function directive(name: string, argument: string, value: ValueNode): DirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: argument }, value: value as never }],
  };
}

function labelsWithin({ definitions }: DocumentNode): Map<string, string> {
  const within = new Map<string, string>();
  const read = ({ selections }: SelectionSetNode, around: string | undefined): void => {
    for (const selection of selections) {
      const label = labelOf(selection);
      if (label !== undefined && around !== undefined) within.set(label, around);
      if ('selectionSet' in selection && selection.selectionSet) read(selection.selectionSet, label ?? around);
    }
  };
  for (const each of definitions) if ('selectionSet' in each) read(each.selectionSet, undefined);
  return within;
}

function labelsIn(definitions: DocumentNode['definitions']): Set<string> {
  const labels = new Set<string>();
  for (const each of definitions) {
    visit(each, {
      enter: (node) => void (node.kind === Kind.STRING && /^d\d+$/.test(node.value) && labels.add(node.value)),
    });
  }
  return labels;
}

function labelOf({ directives = [] }: SelectionNode): string | undefined {
  const value = directives.find(({ name }) => name.value === 'defer')?.arguments?.[0]?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
