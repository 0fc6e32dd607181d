import { type FieldNode, type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import type { Rewrite } from './plan.ts';

/**
 * The keys that a subgraph's operation brings into the objects that it is about, after `rewrites`: those at its top, or
 * those of the entities that it asks for by the response key `entities`.
 */
export function writtenKeys(query: string, rewrites: readonly Rewrite[], entities?: string): string[] {
  const { definitions } = parse(query, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const fieldsOf = (selectionSet: SelectionSetNode | undefined): FieldNode[] =>
    (selectionSet?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return fieldsOf(fragment?.selectionSet);
    });
  const roots = fieldsOf(definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)?.selectionSet);
  const fields =
    entities === undefined
      ? roots
      : roots.flatMap((root) => (keyOf(root) === entities ? fieldsOf(root.selectionSet) : []));
  const renamed = new Map(rewrites.flatMap((each) => (each.kind === 'Rename' ? [[each.path.at(-1), each.to]] : [])));
  const keys = new Set(fields.map(keyOf));
  keys.delete('__typename');
  return [...keys].map((key) => renamed.get(key) ?? key);
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
