import { Kind, type SelectionSetNode } from 'graphql';
import { requiredSelections } from '../data/required.ts';
import { type FieldModel, fieldsOf, type Model, nameOf, type ObjectModel } from '../model/model.ts';
import { isLeaf } from '../model/random-fields.ts';
import type { Path } from './holes.ts';
import type { Position } from './whole-graph.ts';

/**
 * The subgraphs that may be needed for what stands at `path`, whatever the planner chooses: if all of them answer, it is
 * there.
 */
export function involvedSubgraphs(
  model: Model,
  positions: ReadonlyMap<string, Position>,
  path: Path,
): ReadonlySet<string> {
  const involved = new Set<string>();
  let sources: readonly string[] = [];
  for (const [index, step] of path.entries()) {
    if (typeof step === 'number') continue;
    const position = positions.get(JSON.stringify(path.slice(0, index + 1)));
    const object = position && model.objects.get(position.object);
    if (!object) continue;
    addInvolved(model, object, position.field, sources, involved);
    // A value comes whole with the object that it is of.
    if (object.kind !== 'value' || object.isSplit) sources = position.field.owners;
  }
  return involved;
}

/** `sources` are where the object may have come from. */
function addInvolved(
  model: Model,
  object: ObjectModel,
  field: FieldModel,
  sources: readonly string[],
  involved: Set<string>,
): void {
  const { owners, requires } = field;
  const result = model.interfaces.get(nameOf(field.type));
  // Who has an interface object does not know its type.
  if (result?.home !== undefined && owners.some((owner) => result.objectIn.includes(owner))) involved.add(result.home);
  if (object.kind === 'root' || object.isSplit) add(involved, owners);
  if (object.kind !== 'entity') return;
  const hasChoice = owners.length > 1 && !isLeaf(model, field.type);
  const isAtHand = requires === undefined && sources.every((source) => owners.includes(source));
  if (isAtHand && !hasChoice) return;
  add(involved, owners);
  const isDirect = sources.every((source) => owners.every((owner) => leadsTo(object, source, owner)));
  if (!isDirect || requires !== undefined) add(involved, object.keys.keys());
  const implemented = [...model.interfaces.values()].find(({ home, members }) => home && members.includes(object.name));
  if (implemented?.home !== undefined) involved.add(implemented.home);
  if (requires !== undefined) addRequired(model, object, requiredSelections(requires), involved);
}

function addRequired(model: Model, object: ObjectModel, { selections }: SelectionSetNode, involved: Set<string>): void {
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const field = fieldsOf(model, object).find(({ name }) => name === selection.name.value);
    if (!field) continue;
    add(involved, object.keys.keys());
    add(involved, field.owners);
    const inner = model.objects.get(nameOf(field.type));
    if (inner && selection.selectionSet) addRequired(model, inner, selection.selectionSet, involved);
  }
}

function add(involved: Set<string>, subgraphs: Iterable<string>): void {
  for (const each of subgraphs) involved.add(each);
}

/** Whether what one subgraph knows of an entity identifies it to another. */
function leadsTo({ keys, fields }: ObjectModel, from: string, to: string): boolean {
  if (from === to) return true;
  return (keys.get(to) ?? []).some(
    (key) =>
      key.resolvable &&
      [...key.fields.replace(/{.*}/, '').matchAll(/\w+/g)].every(([name]) => fields.get(name)?.owners.includes(from)),
  );
}
