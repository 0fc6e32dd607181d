import type { Dice } from '@trivet/platform/testing';
import {
  type FieldModel,
  type InterfaceModel,
  isNonNull,
  type Model,
  nameOf,
  nullable,
  type ObjectModel,
  possibleTypes,
  type TypeRef,
} from './model.ts';
import { canBeIn, isPlain, makeField, randomArguments, refer, resolvesIn } from './random-types.ts';

export function addFields(dice: Dice, model: Model): void {
  for (const each of model.interfaces.values()) addInterfaceFields(dice, model, each);
  for (const object of model.objects.values()) {
    if (object.name === 'Org') continue;
    if (object.kind === 'entity') addEntityFields(dice, model, object);
    else addValueFields(dice, model, object);
  }
}

/** Fields that all members have, each in one subgraph; and those that interface objects add. */
function addInterfaceFields(dice: Dice, model: Model, each: InterfaceModel): void {
  const members = each.members.flatMap((name) => model.objects.get(name) ?? []);
  const places =
    each.fields.get('id')?.in ?? model.subgraphs.filter((subgraph) => members.every(({ keys }) => keys.has(subgraph)));
  const isValue = members[0]?.kind === 'value';
  for (let index = 0; index < dice.between(1, 3); index++) {
    const name = `${each.name.toLowerCase()}${index}`;
    const owners = isValue ? places : [dice.pick(places)];
    const type = isValue ? wrap(dice, leaf(dice)) : randomType(dice, model, owners);
    const args = randomArguments(dice);
    each.fields.set(name, { type, args, in: owners });
    for (const member of members) {
      // A value type has all its fields wherever it is.
      const everywhere = isValue ? [...member.keys.keys()] : [...owners];
      // An object may promise more than its interface; but not behind an interface object, where nobody knows of it.
      const own = !each.home && !isNonNull(type) && dice.chance(25) ? `${type}!` : type;
      member.fields.set(name, makeField(member.name, name, own, { args, owners: everywhere }));
    }
  }
  for (const subgraph of each.objectIn) {
    for (let index = 0; index < dice.between(1, 3); index++) {
      const name = `${each.name.toLowerCase()}${subgraph}${index}`;
      // Asked for more types than a client names, so null that rises from it would take what he wants of the others.
      const type = nullable(randomType(dice, model, [subgraph]));
      each.objectFields.set(
        name,
        makeField(each.name, name, type, { args: randomArguments(dice), owners: [subgraph] }),
      );
    }
  }
}

function addEntityFields(dice: Dice, model: Model, entity: ObjectModel): void {
  const places = model.subgraphs.filter((subgraph) => resolvesIn(entity, subgraph));
  for (let index = 0; index < dice.between(4, 8); index++) {
    const owners = isPlain(entity)
      ? [dice.pick(places.length > 1 && dice.chance(75) ? places.filter((each) => each !== entity.home) : places)]
      : dice.some(places, dice.chance(16) ? 2 : 1);
    const name = `${entity.name.toLowerCase()}f${index}`;
    const type = randomType(dice, model, owners);
    const field = makeField(entity.name, name, type, { args: randomArguments(dice), owners });
    if (owners.length > 1 && isLeaf(model, type) && dice.chance(75)) loosen(dice, field);
    entity.fields.set(name, field);
  }
}

/** Composition makes the field nullable. No value of it is null or fails: that would take more with it in one subgraph. */
function loosen(dice: Dice, field: FieldModel): void {
  Object.assign(field, { type: nullable(field.type), strictIn: dice.pick(field.owners), steady: true });
}

function addValueFields(dice: Dice, model: Model, value: ObjectModel): void {
  const places = [...value.keys.keys()];
  const later = [...model.objects.values()].filter(({ kind, name }) => kind === 'value' && name > value.name);
  for (let index = 0; index < Math.max(places.length, dice.between(2, 4)); index++) {
    // Of a split one each subgraph has one field at least.
    const owners = value.isSplit ? [...new Set([places[index] ?? dice.pick(places), dice.pick(places)])] : places;
    const inner = later.filter((each) => !each.isSplit && owners.every((subgraph) => each.keys.has(subgraph)));
    const nested = inner.length > 0 && dice.chance(25);
    const name = `${value.name.toLowerCase()}f${index}`;
    const type = nested
      ? wrap(dice, dice.pick(inner).name)
      : randomType(dice, model, owners, { values: false, abstract: false });
    value.fields.set(name, makeField(value.name, name, type, { args: randomArguments(dice), owners }));
  }
}

export function addRoots(dice: Dice, model: Model): void {
  const keys = new Map(model.subgraphs.map((name) => [name, []]));
  const root = (name: string): ObjectModel => ({
    kind: 'root',
    name,
    home: '',
    isSplit: false,
    fields: new Map(),
    keys,
  });
  const query = root('Query');
  const mutation = root('Mutation');
  const add = (object: ObjectModel, name: string, type: TypeRef, owners: readonly string[]) =>
    object.fields.set(name, makeField(object.name, name, type, { args: randomArguments(dice), owners: [...owners] }));
  for (const subgraph of model.subgraphs) {
    for (let index = 0; index < dice.between(2, 3); index++) {
      add(query, `${subgraph}q${index}`, randomType(dice, model, [subgraph], { leaves: false }), [subgraph]);
    }
    refer(model.objects.get('G0') as ObjectModel, subgraph);
    add(query, `${subgraph}g`, wrap(dice, 'G0'), [subgraph]);
    add(mutation, `${subgraph}m0`, randomType(dice, model, [subgraph]), [subgraph]);
  }
  const both = dice.some(model.subgraphs, 2);
  add(query, 'shared', randomType(dice, model, both, { abstract: false }), both);
  for (const abstract of [...model.interfaces.values(), ...model.unions.values()]) {
    const able = model.subgraphs.filter((subgraph) => isDeclaredIn(model, abstract.name, subgraph));
    for (const subgraph of able) {
      add(query, `${subgraph}${abstract.name.toLowerCase()}`, wrap(dice, abstract.name), [subgraph]);
    }
  }
  for (const { name, isSplit, keys: places } of model.objects.values()) {
    if (!isSplit) continue;
    add(query, `all${name.toLowerCase()}`, wrap(dice, name), [...places.keys()]);
    // One entity only: each further way to it multiplies the plans that Apollo's planner compares.
    const able = [...model.objects.values()].filter(
      (each) => each.kind === 'entity' && [...places.keys()].every((subgraph) => resolvesIn(each, subgraph)),
    );
    for (const entity of dice.some(able, 1)) {
      const field = `${entity.name.toLowerCase()}all${name.toLowerCase()}`;
      entity.fields.set(field, makeField(entity.name, field, wrap(dice, name), { owners: [...places.keys()] }));
    }
  }
  model.objects.set('Query', query);
  model.objects.set('Mutation', mutation);
}

interface Wanted {
  readonly leaves?: boolean;
  readonly values?: boolean;
  readonly abstract?: boolean;
}

/** A type whose values can be made by all of `owners`; what they need to refer to it is added. */
export function randomType(dice: Dice, model: Model, owners: readonly string[], wanted: Wanted = {}): TypeRef {
  const everywhere = (name: string) => owners.every((subgraph) => canBeIn(model, name, subgraph));
  const objects = [...model.objects.values()].filter(({ name }) => everywhere(name));
  const entities = objects.filter(({ kind }) => kind === 'entity');
  const values = wanted.values === false ? [] : objects.filter((each) => each.kind === 'value' && !each.isSplit);
  const abstract =
    wanted.abstract === false || owners.length > 1
      ? []
      : [...model.interfaces.keys(), ...model.unions.keys()].filter((name) =>
          isDeclaredIn(model, name, owners[0] ?? ''),
        );
  const kind = dice.weighted({
    leaf: wanted.leaves === false ? 0 : 45,
    value: values.length > 0 ? 15 : 0,
    entity: entities.length > 0 ? 25 : 0,
    abstract: abstract.length > 0 ? 15 : 0,
    org: wanted.leaves === false ? 1 : 0,
  });
  if (kind === 'leaf') return wrap(dice, leafFor(dice, model, owners));
  if (kind === 'value') return wrap(dice, dice.pick(values).name);
  if (kind === 'abstract') return wrap(dice, dice.pick(abstract));
  if (kind === 'org') return wrap(dice, 'Org');
  const entity = dice.pick(entities);
  for (const subgraph of owners) refer(entity, subgraph);
  return wrap(dice, entity.name);
}

function isDeclaredIn(model: Model, name: string, subgraph: string): boolean {
  const each = model.interfaces.get(name);
  if (each?.home === subgraph || each?.objectIn.includes(subgraph)) return true;
  return each
    ? [...each.fields.values()].some((field) => field.in.includes(subgraph)) &&
        possibleTypes(model, name, subgraph).length > 0
    : (model.unions.get(name)?.members.has(subgraph) ?? false);
}

export const leaves = ['Int', 'Float', 'String', 'Boolean', 'ID', 'Color', 'Json'] as const;
const leaf = (dice: Dice): string => dice.pick(leaves);

function leafFor(dice: Dice, model: Model, owners: readonly string[]): string {
  const known = owners.map((subgraph) => model.enums.get('State')?.values.get(subgraph) ?? []);
  const common = known[0]?.some((value) => known.every((values) => values.includes(value)));
  return common && dice.chance(10) ? 'State' : leaf(dice);
}

export const isLeaf = (model: Model, type: TypeRef): boolean =>
  leaves.includes(nameOf(type) as never) || model.enums.has(nameOf(type));

export function wrap(dice: Dice, name: string): TypeRef {
  const lists = dice.weighted({ none: 62, one: 28, two: 10 });
  const bang = () => (dice.chance(30) ? '!' : '');
  if (lists === 'none') return `${name}${bang()}`;
  return lists === 'one' ? `[${name}${bang()}]${bang()}` : `[[${name}${bang()}]${bang()}]${bang()}`;
}
