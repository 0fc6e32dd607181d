import { Dice } from '@trivet/platform/testing';
import type { InterfaceModel, KeyModel, Model, ObjectModel, UnionModel } from './model.ts';
import { addDirectives } from './random-directives.ts';
import { addFields, addRoots } from './random-fields.ts';
import { canBeIn, inputs, makeField, plainEntity, randomEntity, randomEnums, refer } from './random-types.ts';

/** A graph that is the same for the same seed, and composes. */
export function randomModel(seed: number): Model {
  const dice = new Dice(seed);
  const subgraphs = ['a', 'b', 'c', 'd'].slice(0, dice.pick([2, 3, 3, 3, 4, 4]));
  const model: Model = {
    subgraphs,
    objects: new Map(),
    interfaces: new Map(),
    unions: new Map(),
    enums: new Map(randomEnums(dice, subgraphs).map((each) => [each.name, each])),
    inputs: new Map(inputs.map((each) => [each.name, each])),
  };
  const addObject = (object: ObjectModel) => model.objects.set(object.name, object);
  addObject(organisation(subgraphs));
  for (const name of ['V0', 'V1', 'V2']) addObject(randomValueType(dice, name, subgraphs));
  for (let index = 0; index < dice.between(3, 4); index++) addObject(randomEntity(dice, `E${index}`, subgraphs));
  addObject(plainEntity(dice, 'G0', subgraphs));
  addEntityInterface(dice, model);
  addInterface(dice, model);
  addValueInterface(dice, model);
  for (const name of ['U0', 'U1']) addUnion(dice, model, name);
  addFields(dice, model);
  addRoots(dice, model);
  addDirectives(dice, model);
  return model;
}

function organisation(subgraphs: readonly string[]): ObjectModel {
  const owners = [...subgraphs];
  return {
    kind: 'value',
    name: 'Org',
    home: '',
    isSplit: false,
    keys: withoutKeys(subgraphs),
    fields: new Map([
      ['id', makeField('Org', 'id', 'ID!', { owners, steady: true })],
      ['title', makeField('Org', 'title', 'String', { owners })],
    ]),
  };
}

function randomValueType(dice: Dice, name: string, subgraphs: readonly string[]): ObjectModel {
  const isSplit = name === 'V0';
  const keys = withoutKeys(dice.some(subgraphs, isSplit ? 2 : dice.between(1, subgraphs.length)));
  return { kind: 'value', name, home: '', fields: new Map(), keys, isSplit };
}

const withoutKeys = (subgraphs: readonly string[]) =>
  new Map(subgraphs.map((name): [string, KeyModel[]] => [name, []]));

/** An interface with a key: two entities implement it in one subgraph, others add fields to both by `@interfaceObject`. */
function addEntityInterface(dice: Dice, model: Model): void {
  const [home = '', ...others] = dice.some(model.subgraphs, model.subgraphs.length);
  const objectIn = dice.some(others, dice.between(1, others.length));
  const members = ['X0', 'X1'];
  for (const name of members) {
    const keys = new Map<string, KeyModel[]>([[home, [{ fields: 'id', resolvable: true }]]]);
    for (const other of others) {
      if (!objectIn.includes(other) && dice.chance(50)) keys.set(other, [{ fields: 'id', resolvable: true }]);
    }
    const id = makeField(name, 'id', 'ID!', { isKey: true, steady: true, owners: [...keys.keys()] });
    model.objects.set(name, { kind: 'entity', name, fields: new Map([['id', id]]), keys, home, isSplit: false });
  }
  const fields: InterfaceModel['fields'] = new Map([['id', { type: 'ID!', args: [], in: [home] }]]);
  model.interfaces.set('K', { kind: 'interface', name: 'K', members, fields, home, objectIn, objectFields: new Map() });
}

/** An interface over entities, in each subgraph that has two of them by their id. */
function addInterface(dice: Dice, model: Model): void {
  const entities = [...model.objects.values()].filter(({ kind, name }) => kind === 'entity' && name.startsWith('E'));
  const hasId = ({ keys }: ObjectModel, subgraph: string) =>
    keys.get(subgraph)?.some(({ fields }) => fields === 'id') ?? false;
  const pairs = model.subgraphs.flatMap((subgraph) => {
    const able = entities.filter((entity) => hasId(entity, subgraph));
    return able.length >= 2 ? [dice.some(able, dice.between(2, 3))] : [];
  });
  if (pairs.length === 0) return;
  const members = dice.pick(pairs);
  const subgraphs = model.subgraphs.filter((subgraph) => members.every((member) => hasId(member, subgraph)));
  const fields: InterfaceModel['fields'] = new Map([['id', { type: 'ID!', args: [], in: subgraphs }]]);
  const names = members.map(({ name }) => name);
  model.interfaces.set('N', {
    kind: 'interface',
    name: 'N',
    members: names,
    fields,
    objectIn: [],
    objectFields: new Map(),
  });
}

function addValueInterface(dice: Dice, model: Model): void {
  const values = [...model.objects.values()].filter(({ kind, isSplit }) => kind === 'value' && !isSplit);
  const subgraph = dice.pick(model.subgraphs);
  const members = values.filter(({ keys, name }) => keys.has(subgraph) && name !== 'Org').map(({ name }) => name);
  if (members.length < 2) return;
  model.interfaces.set('W', {
    kind: 'interface',
    name: 'W',
    members,
    fields: new Map(),
    objectIn: [],
    objectFields: new Map(),
  });
}

/** A union that has other members in other subgraphs. */
function addUnion(dice: Dice, model: Model, name: string): void {
  const members = new Map<string, string[]>();
  for (const subgraph of dice.some(model.subgraphs, dice.between(1, 2))) {
    const able = [...model.objects.values()].filter(
      (object) => !object.isSplit && object.name !== 'Org' && canBeIn(model, object.name, subgraph),
    );
    const chosen = dice.some(able, dice.between(2, 3));
    for (const object of chosen) if (object.kind === 'entity') refer(object, subgraph);
    if (chosen.length > 0)
      members.set(
        subgraph,
        chosen.map((object) => object.name),
      );
  }
  if (members.size === 0) return;
  const union: UnionModel = { kind: 'union', name, members };
  model.unions.set(name, union);
}
