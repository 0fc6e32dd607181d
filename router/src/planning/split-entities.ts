import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { fieldSet, joinedFields } from './join-directives.ts';
import type { EntitiesNode, EntityGroup, RequiredSelection } from './plan.ts';
import type { RequiredFields } from './required-fields.ts';
import { writtenKeys } from './written-keys.ts';

/** With what the planner planned, and the value of `join__Graph` for the subgraph that is asked. */
export interface SplitContext {
  readonly required: RequiredFields;
  readonly supergraph: GraphQLSchema;
  readonly graph: string;
}

/** Stand-ins (`RequiredFields`) that a field needs, by the place at which they are sent. */
type Needs = ReadonlyMap<string, string>;

/**
 * One request for each set of fields that can be asked of one representation: where one field is required with two sets
 * of arguments, a representation has room for one of them. `node` has one group, as the planner makes it.
 */
export function splitEntities(node: EntitiesNode, context: SplitContext): EntitiesNode[] {
  const [group] = node.groups;
  if (!group || !hasConflict(group.requires, context.required)) return [node];
  const operation = parse(node.query, { noLocation: true }).definitions[0] as OperationDefinitionNode;
  const parts: { readonly fields: Set<FieldNode>; readonly needs: Map<string, string> }[] = [];
  for (const [field, needs] of neededBy(entitiesOf(operation, group), undefined, context)) {
    const fits = ({ needs: others }: { readonly needs: Needs }) =>
      [...needs].every(([place, key]) => (others.get(place) ?? key) === key);
    const part = parts.find(fits);
    const { fields, needs: all } = part ?? { fields: new Set<FieldNode>(), needs: new Map<string, string>() };
    if (!part) parts.push({ fields, needs: all });
    fields.add(field);
    for (const [place, key] of needs) all.set(place, key);
  }
  return parts.map(({ fields, needs }) => withFields(node, group, { operation, fields, needs, context }));
}

/** The places at which stand-ins are sent, each with the keys by which the tree has them. */
function* placesOf(
  selections: readonly RequiredSelection[],
  required: RequiredFields,
  above: readonly [place: string, keys: string] = ['', ''],
): Generator<[place: string, keys: string]> {
  for (const selection of selections) {
    if (selection.kind === 'Fragment') {
      yield* placesOf(selection.selections, required, above);
      continue;
    }
    const here = below(above, selection.key, required);
    if (required.ownName(selection.key) !== undefined) yield here;
    yield* placesOf(selection.selections ?? [], required, here);
  }
}

function below(
  [place, keys]: readonly [string, string],
  key: string,
  required: RequiredFields,
): [place: string, keys: string] {
  return [`${place}.${required.ownName(key) ?? key}`, `${keys}.${key}`];
}

function hasConflict(requires: readonly RequiredSelection[], required: RequiredFields): boolean {
  const found = new Map<string, string>();
  for (const [place, keys] of placesOf(requires, required)) {
    if ((found.get(place) ?? keys) !== keys) return true;
    found.set(place, keys);
  }
  return false;
}

function entitiesOf({ selectionSet }: OperationDefinitionNode, { key }: EntityGroup): SelectionSetNode {
  const field = selectionSet.selections.find((each) => each.kind === Kind.FIELD && each.name.value === key);
  if (field?.kind !== Kind.FIELD || !field.selectionSet) throw new Error('The planner asked for no entities.');
  return field.selectionSet;
}

/** Each field of the entities, with what it needs. */
function* neededBy(
  { selections }: SelectionSetNode,
  type: GraphQLNamedType | undefined,
  context: SplitContext,
): Generator<[FieldNode, Needs]> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) yield [selection, needsOf(selection.name.value, type, context)];
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const inner = condition === undefined ? type : context.supergraph.getType(condition);
      yield* neededBy(selection.selectionSet, inner, context);
    }
  }
}

function needsOf(
  name: string,
  type: GraphQLNamedType | undefined,
  { supergraph, required, graph }: SplitContext,
): Needs {
  const types = isInterfaceType(type) ? [type, ...supergraph.getPossibleTypes(type)] : [type];
  const requires = types.flatMap((each) => {
    const field = isObjectType(each) || isInterfaceType(each) ? each.getFields()[name] : undefined;
    return field
      ? joinedFields(field).flatMap((joined) => (joined.graph === graph ? (joined.requires ?? []) : []))
      : [];
  });
  return new Map(requires.flatMap((text) => [...placesOf(fieldSet(text).map(requiredSelection), required)]));
}

function requiredSelection(selection: SelectionNode): RequiredSelection {
  if (selection.kind === Kind.FIELD) {
    const selections = selection.selectionSet?.selections.map(requiredSelection);
    return { kind: 'Field', key: selection.name.value, selections };
  }
  if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('A field set has no named fragments.');
  const type = selection.typeCondition?.name.value ?? '';
  return { kind: 'Fragment', type, selections: selection.selectionSet.selections.map(requiredSelection) };
}

interface Part {
  readonly operation: OperationDefinitionNode;
  readonly fields: ReadonlySet<FieldNode>;
  readonly needs: Needs;
  readonly context: SplitContext;
}

function withFields(node: EntitiesNode, group: EntityGroup, { operation, fields, needs, context }: Part): EntitiesNode {
  const keep = (selectionSet: SelectionSetNode): SelectionSetNode => ({
    ...selectionSet,
    selections: selectionSet.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return fields.has(selection) ? [selection] : [];
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
      const inner = keep(selection.selectionSet);
      return inner.selections.length > 0 ? [{ ...selection, selectionSet: inner }] : [];
    }),
  });
  const all = entitiesOf(operation, group);
  const part = visit(operation, { SelectionSet: (each) => (each === all ? keep(each) : undefined) });
  const used = new Set<string>();
  visit(part.selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions = (part.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value));
  const query = stripIgnoredCharacters(print({ ...part, variableDefinitions }));
  const requires = withNeeded(group.requires, needs, context.required);
  const writes = writtenKeys(query, group.outputRewrites, group.key);
  const variables = node.variables.filter((name) => used.has(name));
  return { ...node, query, variables, groups: [{ ...group, requires, writes }] };
}

/** Without the stand-ins that are for others, and what only led to them. */
function withNeeded(
  requires: readonly RequiredSelection[],
  needs: Needs,
  required: RequiredFields,
  above: readonly [string, string] = ['', ''],
): RequiredSelection[] {
  return requires.flatMap((selection): RequiredSelection[] => {
    if (selection.kind === 'Fragment') {
      return [{ ...selection, selections: withNeeded(selection.selections, needs, required, above) }];
    }
    const here = below(above, selection.key, required);
    if (required.ownName(selection.key) !== undefined && needs.get(here[0]) !== here[1]) return [];
    if (!selection.selections) return [selection];
    const selections = withNeeded(selection.selections, needs, required, here);
    return selections.length > 0 ? [{ ...selection, selections }] : [];
  });
}
