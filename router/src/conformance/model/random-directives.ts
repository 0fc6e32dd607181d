import type { Dice } from '@trivet/platform/testing';
import { randomGiven } from '../operations/random-value.ts';
import { type FieldModel, isList, isNonNull, type Model, nameOf, nullable, type ObjectModel } from './model.ts';
import { isLeaf, leaves, randomType, wrap } from './random-fields.ts';
import { canBeIn, isPlain, makeField, randomArguments, refer, resolvesIn } from './random-types.ts';

/** Fields that need fields of other subgraphs, paths that bring fields along, fields that moved, and hidden ones. */
export function addDirectives(dice: Dice, model: Model): void {
  const entities = [...model.objects.values()].filter(({ kind }) => kind === 'entity');
  for (const entity of entities) {
    if (isPlain(entity)) continue;
    for (const subgraph of model.subgraphs) {
      if (resolvesIn(entity, subgraph) && dice.chance(60)) addRequires(dice, model, entity, subgraph);
    }
    if (dice.chance(50)) addOverride(dice, model, entity);
  }
  for (const object of model.objects.values()) {
    for (const field of object.fields.values()) addProvides(dice, model, field);
  }
  addInterfaceObjectRequires(dice, model);
  for (const entity of entities) hideFields(dice, model, entity);
}

/** What requires something is required by nothing: of such, some is refused (docs/decisions/0018). */
function addRequires(dice: Dice, model: Model, entity: ObjectModel, subgraph: string): void {
  const able = [...entity.fields.values()].filter(
    (field) => !field.isKey && !field.requires && !field.owners.includes(subgraph) && field.overrides !== subgraph,
  );
  const selections: string[] = [];
  for (const field of dice.some(able, dice.between(1, 3))) {
    const inner = requiredSelection(dice, model, field, subgraph);
    if (inner === undefined) continue;
    field.external.add(subgraph);
    settle(model, field);
    selections.push(`${field.name}${randomGiven(dice, model, field.args)}${inner}`);
  }
  if (selections.length === 0) return;
  const name = `${entity.name.toLowerCase()}r${subgraph}`;
  const type = randomType(dice, model, [subgraph]);
  entity.fields.set(
    name,
    makeField(entity.name, name, type, {
      args: randomArguments(dice),
      owners: [subgraph],
      requires: selections.join(' '),
    }),
  );
}

/** What is selected of a required field: nothing of a leaf, some leaves of an object; undefined where it cannot be required. */
function requiredSelection(dice: Dice, model: Model, field: FieldModel, subgraph: string): string | undefined {
  if (isLeaf(model, field.type)) return isKnownEnum(model, field.type, subgraph) ? '' : undefined;
  const inner = model.objects.get(nameOf(field.type));
  if (!inner) return undefined;
  if (inner.kind === 'value') {
    if (!inner.keys.has(subgraph) || inner.isSplit) return undefined;
    const parts = [...inner.fields.values()].filter(({ type }) => isLeaf(model, type));
    if (parts.length === 0) return undefined;
    const chosen = dice.some(parts, 2);
    for (const each of chosen) each.steady = true;
    return ` { ${chosen.map(({ name, args }) => `${name}${randomGiven(dice, model, args)}`).join(' ')} }`;
  }
  if (!canBeIn(model, inner.name, subgraph)) return undefined;
  refer(inner, subgraph);
  if (!inner.keys.get(subgraph)?.some(({ fields }) => fields === 'id')) return undefined;
  const far = [...inner.fields.values()].filter(
    ({ type, isKey, requires, owners, overrides }) =>
      !isKey && !requires && !owners.includes(subgraph) && overrides !== subgraph && leaves.includes(type as never),
  );
  if (far.length === 0 || isPlain(inner) || dice.chance(40)) return ' { id }';
  const chosen = dice.pick(far);
  chosen.external.add(subgraph);
  settle(model, chosen);
  return ` { id ${chosen.name}${randomGiven(dice, model, chosen.args)} }`;
}

const isKnownEnum = (model: Model, type: string, subgraph: string): boolean =>
  nameOf(type) !== 'State' ||
  model.subgraphs.every((name) => {
    const { values } = model.enums.get('State') ?? {};
    return (values?.get(name) ?? []).every((value) => values?.get(subgraph)?.includes(value));
  });

/**
 * A required field that fails takes with it what depends on it, or the whole object: elsewhere than in a graph of one
 * piece. So it is steady, or a nullable leaf, which may fail: it is required as null, and the rule for that is in
 * `expected-errors.ts`.
 */
function settle(model: Model, field: FieldModel): void {
  const isShared = [...model.interfaces.values()].some(({ fields }) => fields.has(field.name));
  if (!isShared && isLeaf(model, field.type) && !isList(field.type))
    Object.assign(field, { type: nullable(field.type) });
  if (isNonNull(field.type) || field.type.startsWith('[') || !isLeaf(model, field.type)) field.steady = true;
}

/** A field of an entity that one path brings along, though another subgraph owns it. */
function addProvides(dice: Dice, model: Model, field: FieldModel): void {
  const entity = model.objects.get(nameOf(field.type));
  const [subgraph, ...others] = field.owners;
  if (entity?.kind !== 'entity' || isPlain(entity) || subgraph === undefined || others.length > 0 || !dice.chance(40))
    return;
  const able = [...entity.fields.values()].filter(
    ({ name, type, args, isKey, owners, requires, overrides }) =>
      !isKey &&
      !requires &&
      overrides !== subgraph &&
      args.length === 0 &&
      !owners.includes(subgraph) &&
      isLeaf(model, type) &&
      isKnownEnum(model, type, subgraph) &&
      !model.interfaces.get('N')?.fields.has(name),
  );
  const chosen = dice.some(able, dice.between(1, 2));
  if (chosen.length === 0) return;
  for (const each of chosen) {
    // Required there too, it goes from path to resolver within the subgraph, and its failure is never told of.
    if (each.external.has(subgraph)) each.steady = true;
    each.external.add(subgraph);
    each.isProvided = true;
  }
  field.provides = chosen.map(({ name }) => name).join(' ');
}

function addOverride(dice: Dice, model: Model, entity: ObjectModel): void {
  const places = model.subgraphs.filter((subgraph) => resolvesIn(entity, subgraph));
  const [from, to] = dice.some(places, 2);
  if (from === undefined || to === undefined) return;
  const name = `${entity.name.toLowerCase()}moved`;
  const type = wrap(dice, dice.pick(leaves));
  entity.fields.set(
    name,
    makeField(entity.name, name, type, { args: randomArguments(dice), owners: [to], overrides: from }),
  );
}

function addInterfaceObjectRequires(dice: Dice, model: Model): void {
  for (const each of model.interfaces.values()) {
    for (const subgraph of each.objectIn) {
      const able = [...each.fields].filter(
        ([name, { type }]) => name !== 'id' && leaves.includes(nameOf(type) as never),
      );
      if (able.length === 0 || !dice.chance(60)) continue;
      const [required, { args }] = dice.pick(able);
      for (const member of each.members) {
        const field = model.objects.get(member)?.fields.get(required);
        if (field) field.steady = true;
      }
      const name = `${each.name.toLowerCase()}r${subgraph}`;
      each.objectFields.set(
        name,
        makeField(each.name, name, nullable(wrap(dice, dice.pick(leaves))), {
          owners: [subgraph],
          requires: `${required}${randomGiven(dice, model, args)}`,
        }),
      );
    }
  }
}

function hideFields(dice: Dice, model: Model, entity: ObjectModel): void {
  const common = [...model.interfaces.values()].flatMap(({ fields }) => [...fields.keys()]);
  for (const field of entity.fields.values()) {
    if (field.name !== 'id' && !common.includes(field.name) && dice.chance(field.isKey ? 20 : 8))
      field.inaccessible = true;
  }
}
