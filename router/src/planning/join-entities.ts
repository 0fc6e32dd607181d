import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
} from 'graphql';
import type { EntitiesNode, EntityGroup } from './plan.ts';

interface Asked {
  readonly group: EntityGroup;
  readonly selections: readonly SelectionNode[];
}

/**
 * One request for what several ask the same subgraph. Groups of which the same is asked become one, if nothing can be fetched
 * below what is asked: objects below would stand at all their places, where each has later fetches of its own. Representations get
 * variables that are called as none of the client's, of which planners take no care. `operation` is the client's.
 */
export function joinEntities(
  nodes: readonly EntitiesNode[],
  { variableDefinitions = [] }: OperationDefinitionNode,
): EntitiesNode {
  const [first] = nodes;
  if (!first) throw new Error('There is nothing to join.');
  const variables = [...new Set(nodes.flatMap((node) => node.variables))];
  const definitions = variableDefinitions.filter(({ variable }) => variables.includes(variable.name.value));
  const asked = new Map<string, Asked>();
  for (const node of nodes) {
    const operation = operationOf(node);
    for (const group of node.groups) {
      const one = { group, selections: selectionsOf(operation, group) };
      const key = hasLeavesOnly(one.selections) ? askedKey(one) : `${asked.size}`;
      const known = asked.get(key);
      asked.set(key, known ? { ...known, group: withPlaces(known.group, group) } : one);
    }
  }
  const renamed = [...asked.values()].map(({ group, selections }, index) => ({
    group: { ...group, key: `_e${index}`, variable: freeName(`r${index}`, variables) },
    selections,
  }));
  return { ...first, variables, groups: renamed.map(({ group }) => group), query: write(first, renamed, definitions) };
}

function operationOf({ query }: EntitiesNode): OperationDefinitionNode {
  const [operation, ...fragments] = parse(query, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || fragments.length > 0) {
    throw new Error('The planner made an operation of another shape than it is known to make.');
  }
  return operation;
}

function selectionsOf({ selectionSet }: OperationDefinitionNode, { key }: EntityGroup): readonly SelectionNode[] {
  const field = selectionSet.selections.find(
    (each): each is FieldNode => each.kind === Kind.FIELD && (each.alias ?? each.name).value === key,
  );
  if (!field?.selectionSet) throw new Error('The planner made an operation without the entities that it is about.');
  return field.selectionSet.selections;
}

/** Equal for groups that differ in places only. */
function askedKey({ group, selections }: Asked): string {
  const { key: _, variable: _variable, places: _places, ...rest } = group;
  return JSON.stringify([rest, selections.map((each) => print(each))]);
}

function withPlaces(group: EntityGroup, { places }: EntityGroup): EntityGroup {
  const known = new Set(group.places.map((place) => JSON.stringify(place)));
  return { ...group, places: [...group.places, ...places.filter((place) => !known.has(JSON.stringify(place)))] };
}

/** A variable of the client's may have the name. */
function freeName(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? freeName(`${name}_`, taken) : name;
}

function hasLeavesOnly(selections: readonly SelectionNode[]): boolean {
  return selections.every((each) =>
    each.kind === Kind.INLINE_FRAGMENT
      ? hasLeavesOnly(each.selectionSet.selections)
      : each.kind === Kind.FIELD && !each.selectionSet,
  );
}

function write(
  { operationName }: EntitiesNode,
  asked: readonly Asked[],
  definitions: readonly VariableDefinitionNode[],
): string {
  const variables = asked.map(({ group }) => `$${group.variable}: [_Any!]!`);
  const fields = asked.map(({ group, selections }) => {
    return `${group.key}: _entities(representations: $${group.variable}) { ${selections.map(print).join(' ')} }`;
  });
  const head = `query ${operationName ?? ''}(${[...variables, ...definitions.map(print)].join(' ')})`;
  return stripIgnoredCharacters(`${head} { ${fields.join(' ')} }`);
}
