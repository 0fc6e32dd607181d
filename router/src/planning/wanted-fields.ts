import { Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { labelOf } from './deferred-label.ts';

/** Stands among the labels for the first answer. */
export const firstAnswer = '';

/** Which parts of the answer take a field: the labels of deferred fragments, and {@link firstAnswer}. */
export interface WantedField {
  readonly by: Set<string>;
  readonly fields: Map<string, WantedField>;
}

/** What the parts of an answer take, by keys; types are not told apart. */
export function wantedFields({ selectionSet }: OperationDefinitionNode): WantedField {
  const root: WantedField = { by: new Set([firstAnswer]), fields: new Map() };
  collect(root, selectionSet, firstAnswer);
  return root;
}

function collect(into: WantedField, { selections }: SelectionSetNode, label: string): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('Fragments stand where they were spread.');
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(into, selection.selectionSet, labelOf(selection) ?? label);
      continue;
    }
    const key = (selection.alias ?? selection.name).value;
    const field = into.fields.get(key) ?? { by: new Set(), fields: new Map() };
    into.fields.set(key, field);
    field.by.add(label);
    if (selection.selectionSet) collect(field, selection.selectionSet, label);
  }
}
