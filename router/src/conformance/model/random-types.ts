import type { Dice } from '@trivet/platform/testing';
import type {
  ArgumentModel,
  EnumModel,
  FieldModel,
  InputModel,
  KeyModel,
  Model,
  ObjectModel,
  TypeRef,
} from './model.ts';

const colors = ['RED', 'GREEN', 'BLUE'];

/** Enums: one for input and output, the same everywhere; one for output, of which each subgraph knows a part. */
export function randomEnums(dice: Dice, subgraphs: readonly string[]): EnumModel[] {
  const parts = subgraphs.map(
    (subgraph) => [subgraph, dice.some(['NEW', 'OPEN', 'DONE', 'LOST'], dice.between(1, 4))] as const,
  );
  const known = [...new Set(parts.flatMap(([, values]) => values))];
  // A hidden value is an error where a client reads it; to hide all of them would not compose.
  const hidden = known.length > 1 && dice.chance(30) ? [dice.pick(known)] : [];
  return [
    {
      kind: 'enum',
      name: 'Color',
      values: new Map(subgraphs.map((name) => [name, colors])),
      isInput: true,
      hidden: [],
    },
    { kind: 'enum', name: 'State', values: new Map(parts), isInput: false, hidden },
  ];
}

export const inputs: readonly InputModel[] = [
  {
    kind: 'input',
    name: 'Filter',
    fields: [
      { name: 'text', type: 'String' },
      { name: 'count', type: 'Int', defaultValue: '2' },
      { name: 'color', type: 'Color', defaultValue: 'GREEN' },
      { name: 'ids', type: '[ID!]' },
      { name: 'and', type: '[Filter!]' },
      { name: 'strict', type: 'Boolean!', defaultValue: 'true' },
      { name: 'data', type: 'Json' },
    ],
  },
  {
    kind: 'input',
    name: 'Range',
    fields: [
      { name: 'from', type: 'Int!' },
      { name: 'to', type: 'Float', defaultValue: '9.5' },
      { name: 'tags', type: '[[String]]' },
      { name: 'inner', type: 'Filter', defaultValue: '{ text: "inner" }' },
    ],
  },
];

const argumentTypes: readonly Omit<ArgumentModel, 'name'>[] = [
  { type: 'Int' },
  { type: 'Int!' },
  { type: 'Int!', defaultValue: '5' },
  { type: 'String', defaultValue: '"x"' },
  { type: 'ID' },
  { type: 'Float' },
  { type: 'Boolean', defaultValue: 'false' },
  { type: '[Int!]' },
  { type: '[[Int]]' },
  { type: 'Color' },
  { type: 'Color!', defaultValue: 'RED' },
  { type: 'Filter' },
  { type: 'Range' },
  { type: '[Filter!]', defaultValue: '[{ count: 1 }]' },
  { type: 'Json' },
];

export function randomArguments(dice: Dice): ArgumentModel[] {
  if (!dice.chance(30)) return [];
  return dice.some(argumentTypes, dice.between(1, 2)).map((argument, index) => ({ ...argument, name: `arg${index}` }));
}

export function makeField(type: string, name: string, fieldType: TypeRef, rest: Partial<FieldModel> = {}): FieldModel {
  return {
    name,
    coordinate: `${type}.${name}`,
    type: fieldType,
    args: [],
    owners: [],
    isKey: false,
    external: new Set(),
    inaccessible: false,
    isProvided: false,
    steady: false,
    ...rest,
  };
}

/** Fields of each kind of key. */
const keyFields: Readonly<Record<string, readonly (readonly [name: string, type: TypeRef])[]>> = {
  id: [['id', 'ID!']],
  code: [['code', 'String!']],
  'region number': [
    ['region', 'String!'],
    ['number', 'Int!'],
  ],
  'org { id }': [['org', 'Org!']],
};
const otherKeys = Object.keys(keyFields).filter((key) => key !== 'id');

/** An entity without its plain fields. All keys are at home, so there is a way to it from everywhere. */
export function randomEntity(dice: Dice, name: string, subgraphs: readonly string[]): ObjectModel {
  const [home = '', ...others] = dice.some(subgraphs, dice.between(2, subgraphs.length));
  const ways = dice.chance(95) ? dice.some(otherKeys, dice.between(1, 2)) : [];
  const keys = new Map<string, KeyModel[]>([[home, ['id', ...ways].map(resolvable)]]);
  for (const other of others) keys.set(other, randomKeys(dice, ways).map(resolvable));
  const entity: ObjectModel = { kind: 'entity', name, fields: new Map(), keys, home, isSplit: false };
  for (const [subgraph, known] of keys) for (const { fields } of known) declareKey(entity, fields, subgraph);
  return entity;
}

/** An entity of which no subgraph needs what another has: it may be missing in one, and only what that one has is missing. */
export function plainEntity(dice: Dice, name: string, subgraphs: readonly string[]): ObjectModel {
  const [home = '', ...others] = dice.some(subgraphs, 3);
  const keys = new Map([home, ...others].map((subgraph) => [subgraph, [resolvable('id')]]));
  const entity: ObjectModel = { kind: 'entity', name, fields: new Map(), keys, home, isSplit: false };
  for (const subgraph of keys.keys()) declareKey(entity, 'id', subgraph);
  return entity;
}

export const isPlain = ({ name }: Pick<ObjectModel, 'name'>): boolean => name.startsWith('G');

function randomKeys(dice: Dice, ways: readonly string[]): string[] {
  if (ways.length === 0 || dice.chance(20)) return ['id'];
  const way = dice.pick(ways);
  return dice.chance(70) ? [way] : ['id', way];
}

const resolvable = (fields: string): KeyModel => ({ fields, resolvable: true });

function declareKey(entity: ObjectModel, key: string, subgraph: string): void {
  for (const [name, type] of keyFields[key] ?? []) {
    const field = entity.fields.get(name) ?? makeField(entity.name, name, type, { isKey: true, steady: true });
    entity.fields.set(name, field);
    if (!field.owners.includes(subgraph)) field.owners.push(subgraph);
  }
}

/** The entity can be referred to in this subgraph: it becomes a stub there, if it is nothing yet. */
export function refer(entity: ObjectModel, subgraph: string): void {
  if (entity.keys.has(subgraph)) return;
  entity.keys.set(subgraph, [{ fields: 'id', resolvable: false }]);
  declareKey(entity, 'id', subgraph);
}

/** Whether values of this type can be in this subgraph; a stub of an entity would make it so. */
export function canBeIn(model: Model, name: string, subgraph: string): boolean {
  const object = model.objects.get(name);
  if (object?.kind === 'value') return object.keys.has(subgraph);
  // A subgraph with an interface object must not know the members.
  if (object)
    return ![...model.interfaces.values()].some(
      (each) => each.objectIn.includes(subgraph) && each.members.includes(name),
    );
  return true;
}

/** An entity that answers by reference here, and not only a stub. */
export function resolvesIn(object: ObjectModel, subgraph: string): boolean {
  return object.keys.get(subgraph)?.some((key) => key.resolvable) ?? false;
}
