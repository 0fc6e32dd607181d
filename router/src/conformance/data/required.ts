import { Kind, type OperationDefinitionNode, parse, type SelectionSetNode } from 'graphql';

const parsed = new Map<string, SelectionSetNode>();

/** `a b { c }`, as `@requires` writes it. */
export function requiredSelections(requires: string): SelectionSetNode {
  const known = parsed.get(requires);
  if (known) return known;
  const { selectionSet } = parse(`{ ${requires} }`, { noLocation: true }).definitions[0] as OperationDefinitionNode;
  parsed.set(requires, selectionSet);
  return selectionSet;
}

/**
 * Exactly the required fields of a representation, in the order of the selection.
 * @throws {Error} where one of them is not there; null is.
 */
export function pickRequired(requires: string, source: unknown): unknown {
  return pick(requiredSelections(requires), source, requires);
}

function pick({ selections }: SelectionSetNode, source: unknown, requires: string): unknown {
  if (source === null) return null;
  if (Array.isArray(source))
    return source.map((element) => pick({ kind: Kind.SELECTION_SET, selections }, element, requires));
  const picked: Record<string, unknown> = {};
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) throw new Error(`"${requires}" has a fragment.`);
    const value = (source as Readonly<Record<string, unknown>> | undefined)?.[selection.name.value];
    if (value === undefined) {
      throw new Error(`A representation lacks "${selection.name.value}" of "${requires}".`);
    }
    picked[selection.name.value] = selection.selectionSet ? pick(selection.selectionSet, value, requires) : value;
  }
  return picked;
}
