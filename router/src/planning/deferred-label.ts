import {
  type DirectiveNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/**
 * Labels of deferred fragments in operations in their plainest form: each has one that is its own, because a fragment may
 * have been spread several times, or have no label. They go through the plan as they are.
 */
export function uniqueLabel(number: number, label: string | undefined): string {
  return label === undefined ? String(number) : `${number} ${label}`;
}

/** What the client wrote. */
export function clientLabel(label: string): string | undefined {
  const end = label.indexOf(' ');
  return end < 0 ? undefined : label.slice(end + 1);
}

/** Undefined for a fragment that is not deferred. */
export function labelOf({ directives = [] }: InlineFragmentNode): string | undefined {
  if (directives.length === 0) return undefined;
  const value = directives.find(isDefer)?.arguments?.find(({ name }) => name.value === 'label')?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** Whether something of it is deferred. */
export function hasDeferred({ selections }: SelectionSetNode): boolean {
  return selections.some(
    (each) =>
      (each.kind === Kind.INLINE_FRAGMENT && labelOf(each) !== undefined) ||
      ('selectionSet' in each && each.selectionSet !== undefined && hasDeferred(each.selectionSet)),
  );
}

/** The same operation with nothing deferred. */
export function withoutDeferral(operation: OperationDefinitionNode): OperationDefinitionNode {
  return visit(operation, {
    InlineFragment: (fragment) => (labelOf(fragment) === undefined ? undefined : { ...fragment, directives: [] }),
  });
}

export function isDefer({ name }: DirectiveNode): boolean {
  return name.value === 'defer';
}
