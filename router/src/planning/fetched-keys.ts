import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { EntitiesNode, EntityGroup, FetchNode, Place, RequiredSelection, Rewrite } from './plan.ts';

type AnyFetch = FetchNode | EntitiesNode;

/** What a fetch brings by one key into the objects that it is about: the least that can be asked for by itself. */
export interface FetchedKey {
  /** The response key of the entities; undefined for a fetch of root fields. */
  readonly group: string | undefined;
  /** In the fetch's own operation. */
  readonly key: string;
  /** The places in the tree that it writes, by keys alone: of lists and types nothing is said. */
  readonly writes: readonly string[];
  /** The places that have to be written before. */
  readonly needs: readonly string[];
}

/**
 * The keys of a fetch. The type of an entity is one of them only where it may be news: where `isObject` does not know the
 * type that is asked about, or nothing else is asked.
 */
export function fetchedKeys(node: AnyFetch, isObject: (type: string) => boolean): FetchedKey[] {
  const { selectionSet } = operationOf(node);
  if (node.kind === 'Fetch') return keysAt(selectionSet, { places: [node.place], outputRewrites: node.outputRewrites });
  return node.groups.flatMap((group) => {
    const selections = entitiesOf(selectionSet, group);
    const keys = keysAt(selections, group);
    const others = keys.filter(({ key }) => key !== '__typename');
    return others.length > 0 && conditionsOf(selections).every(isObject) ? others : keys;
  });
}

/** The same fetch, for these of its keys only. */
export function narrowedFetch<Node extends AnyFetch>(
  node: Node,
  all: readonly FetchedKey[],
  kept: readonly FetchedKey[],
): Node;
export function narrowedFetch(node: AnyFetch, all: readonly FetchedKey[], kept: readonly FetchedKey[]): AnyFetch {
  if (kept.length === all.length) return node;
  const isKept = (group: string | undefined, key: string) =>
    kept.some((each) => each.group === group && each.key === key) ||
    (key === '__typename' && !all.some((each) => each.group === group && each.key === key));
  const operation = operationOf(node);
  const selections =
    node.kind === 'Fetch'
      ? filtered(operation.selectionSet, (key) => isKept(undefined, key)).selections
      : operation.selectionSet.selections.flatMap((each) => narrowedEntities(each, kept, isKept));
  const narrowed = withUsedVariables({ ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } });
  const used = new Set((narrowed.variableDefinitions ?? []).map(({ variable }) => variable.name.value));
  const query = stripIgnoredCharacters(print(narrowed));
  const variables = node.variables.filter((name) => used.has(name));
  const writes = (
    group: string | undefined,
    { outputRewrites, writes }: Pick<EntityGroup, 'outputRewrites' | 'writes'>,
  ) => {
    const keys = new Set(kept.flatMap((each) => (each.group === group ? [renamed(outputRewrites, each.key)] : [])));
    return writes.filter((key) => keys.has(key));
  };
  if (node.kind === 'Fetch') return { ...node, query, variables, writes: writes(undefined, node) };
  const groups = node.groups.flatMap((group) =>
    kept.some((each) => each.group === group.key) ? [{ ...group, writes: writes(group.key, group) }] : [],
  );
  return { ...node, query, variables, groups };
}

/** A place by its keys alone. */
function pathOf(place: Place): string {
  return place.filter((step) => step !== '@' && !isTypeCondition(step)).join('.');
}

interface Objects {
  readonly key?: string;
  readonly places: readonly Place[];
  readonly requires?: readonly RequiredSelection[];
  readonly outputRewrites: readonly Rewrite[];
}

function keysAt(selectionSet: SelectionSetNode, objects: Objects): FetchedKey[] {
  const { places, requires = [], outputRewrites } = objects;
  const needs = new Set(places.flatMap((place) => (place.length > 0 ? neededAt(place, requires) : [])));
  const writes = new Map<string, Set<string>>();
  for (const place of places) {
    for (const field of fieldsOf(selectionSet)) {
      const key = keyOf(field);
      const paths = writes.get(key) ?? new Set();
      writes.set(key, paths);
      addWritten(paths, pathOf(place), field, outputRewrites);
    }
  }
  return [...writes].map(([key, paths]) => ({ group: objects.key, key, writes: [...paths], needs: [...needs] }));
}

function addWritten(paths: Set<string>, parent: string, field: FieldNode, rewrites: readonly Rewrite[]): void {
  const path = below(parent, renamed(rewrites, keyOf(field)));
  paths.add(path);
  for (const inner of fieldsOf(field.selectionSet)) addWritten(paths, path, inner, rewrites);
}

function neededAt(place: Place, requires: readonly RequiredSelection[]): string[] {
  const path = pathOf(place);
  const types = place.flatMap((step, index) =>
    isTypeCondition(step) ? [below(pathOf(place.slice(0, index)), '__typename')] : [],
  );
  return [path, ...types, ...requiredAt(path, requires)];
}

function requiredAt(path: string, requires: readonly RequiredSelection[]): string[] {
  return requires.flatMap((each) => {
    if (each.kind === 'Fragment') return requiredAt(path, each.selections);
    const inner = below(path, each.key);
    return [inner, ...requiredAt(inner, each.selections ?? [])];
  });
}

function operationOf({ query }: AnyFetch): OperationDefinitionNode {
  const [operation, ...fragments] = parse(query, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || fragments.length > 0) {
    throw new Error('The planner made an operation of another shape than it is known to make.');
  }
  return operation;
}

function entitiesOf({ selections }: SelectionSetNode, { key }: EntityGroup): SelectionSetNode {
  const field = selections.find((each) => each.kind === Kind.FIELD && keyOf(each) === key);
  if (field?.kind !== Kind.FIELD || !field.selectionSet) {
    throw new Error('The planner made an operation without the entities that it is about.');
  }
  return field.selectionSet;
}

function narrowedEntities(
  selection: SelectionNode,
  kept: readonly FetchedKey[],
  isKept: (group: string, key: string) => boolean,
): SelectionNode[] {
  if (selection.kind !== Kind.FIELD || !selection.selectionSet) return [selection];
  const group = keyOf(selection);
  if (!kept.some((each) => each.group === group)) return [];
  return [{ ...selection, selectionSet: filtered(selection.selectionSet, (key) => isKept(group, key)) }];
}

function filtered({ kind, selections }: SelectionSetNode, isKept: (key: string) => boolean): SelectionSetNode {
  return {
    kind,
    selections: selections.flatMap((each): SelectionNode[] => {
      if (each.kind === Kind.FIELD) return isKept(keyOf(each)) ? [each] : [];
      if (each.kind === Kind.FRAGMENT_SPREAD) return [each];
      const selectionSet = filtered(each.selectionSet, isKept);
      return selectionSet.selections.length > 0 ? [{ ...each, selectionSet }] : [];
    }),
  };
}

function withUsedVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  const used = new Set<string>();
  visit(operation.selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const definitions = operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value));
  return { ...operation, ...(definitions && { variableDefinitions: definitions }) };
}

function fieldsOf(selectionSet: SelectionSetNode | undefined): FieldNode[] {
  return (selectionSet?.selections ?? []).flatMap((each) => {
    if (each.kind === Kind.FIELD) return [each];
    return each.kind === Kind.INLINE_FRAGMENT ? fieldsOf(each.selectionSet) : [];
  });
}

/** The types that the fields at the top are asked of. */
function conditionsOf({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((each) =>
    each.kind === Kind.INLINE_FRAGMENT
      ? [...(each.typeCondition ? [each.typeCondition.name.value] : []), ...conditionsOf(each.selectionSet)]
      : [],
  );
}

function renamed(rewrites: readonly Rewrite[], key: string): string {
  for (const rewrite of rewrites) if (rewrite.kind === 'Rename' && rewrite.path.at(-1) === key) return rewrite.to;
  return key;
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isTypeCondition(step: string): boolean {
  return step.startsWith('... on ');
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
