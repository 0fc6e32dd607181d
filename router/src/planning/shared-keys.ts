import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { askedText, keyOf } from './client-keys.ts';

/**
 * What is asked under a key that stands for something else too, at the same place, for objects of another type (as
 * `askedText` writes it). Of such, Apollo's planner (2.14) fetches one for all types behind an interface object.
 */
export function sharedKeys(selectionSet: SelectionSetNode): Set<string> {
  const shared = new Set<string>();
  collect([selectionSet], shared);
  return shared;
}

/** `selectionSets` are merged at one place. */
function collect(selectionSets: readonly SelectionSetNode[], shared: Set<string>): void {
  const asked = new Map<string, FieldNode[]>();
  const byKey = new Map<string, Set<string>>();
  for (const field of selectionSets.flatMap(fieldsOf)) {
    if (field.name.value === '__typename') continue;
    const text = askedText(field);
    asked.set(text, [...(asked.get(text) ?? []), field]);
    const key = keyOf(field);
    byKey.set(key, (byKey.get(key) ?? new Set()).add(text));
  }
  for (const texts of byKey.values()) {
    if (texts.size > 1) for (const text of texts) shared.add(text);
  }
  for (const fields of asked.values()) {
    const below = fields.flatMap((field) => field.selectionSet ?? []);
    if (below.length > 0) collect(below, shared);
  }
}

function fieldsOf({ selections }: SelectionSetNode): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsOf(selection.selectionSet) : [];
  });
}
