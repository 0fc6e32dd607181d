import {
  buildSchema,
  type GraphQLCompositeType,
  GraphQLEnumType,
  GraphQLError,
  type GraphQLOutputType,
  GraphQLScalarType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { Dice, hashOf } from '../../testing/dice.ts';

const typeDefs = /* GraphQL */ `
  scalar Even
  enum Colour { RED GREEN BLUE }
  input Filter { colour: Colour = GREEN, even: Even, ids: [ID!], nested: Filter }
  interface Node { id: ID!, name: String, related: [Node], partner: Node }
  interface Coloured { colour: Colour! }
  type Box implements Node & Coloured {
    id: ID!
    name: String
    size(unit: String = "cm", filter: Filter, even: Even, ids: [ID]): String
    count: Int!
    weight: Float
    open: Boolean!
    even: Even
    evens: [Even!]
    colour: Colour!
    related: [Node]
    partner: Node
    inner: Box
    needed: Box!
    boxes(first: Int = 2): [Box!]
    manyBoxes: [Box!]!
    grid: [[Int]!]
    grids: [[[Box!]!]!]
    things: [Thing]
    content: Thing!
  }
  type Bag implements Node & Coloured {
    id: ID!
    name: String
    colour: Colour!
    related: [Node]
    partner: Node
    content: Thing!
    inner: Box
  }
  type Stone { weight: Float, label: String!, boxes(first: Int = 2): [Box!] }
  union Thing = Box | Bag | Stone
  type Query {
    box(id: ID! = "1", filter: Filter): Box
    needed: Box!
    node: Node
    nodes(count: Int = 2): [Node!]
    content: Thing!
    things: [Thing!]!
    coloured: [Coloured!]
    boxes(first: Int = 2): [Box!]
  }
  type Mutation { box(id: ID! = "1", filter: Filter): Box, needed: Box!, count: Int! }
`;

/** What resolvers do: how often they fail, and how often something has to be waited for, in percent. */
export interface Behaviour {
  readonly seed: number;
  readonly failures: number;
  readonly promises: number;
}

/**
 * A schema in which the seed, the object and the arguments decide what a field answers, and nothing else does: the same
 * for each executor, in whatever order it calls. Some fields have resolvers, some are methods, some are properties.
 */
export function randomSchema(behaviour: Behaviour): GraphQLSchema {
  const schema = buildSchema(typeDefs);
  Object.assign(schema.getType('Even') as object, evenNumbers);
  const colour = schema.getType('Colour') as GraphQLEnumType;
  const values = { RED: { value: 0 }, GREEN: { value: { green: true } }, BLUE: { value: 'blue' } };
  Object.assign(colour, new GraphQLEnumType({ ...colour.toConfig(), values }));
  const world = new RandomWorld(schema, behaviour);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (world.kindOf(type.name, field.name) !== 'resolver') continue;
      field.resolve = (source, args) =>
        world.value(field.type, `${idOf(source)}.${field.name}(${JSON.stringify(args)})`);
    }
  }
  const { Stone, Bag, Thing } = schema.getTypeMap();
  const waits = behaviour.promises > 0;
  if (isObjectType(Stone)) Stone.isTypeOf = (value) => typenameOf(value) === 'Stone';
  if (isObjectType(Bag))
    Bag.isTypeOf = (value) => (waits ? Promise.resolve(true) : true) && typenameOf(value) === 'Bag';
  if (isAbstractType(Thing)) {
    Thing.resolveType = (value) => (waits ? Promise.resolve(typenameOf(value)) : typenameOf(value));
  }
  return schema;
}

const typenameOf = (value: unknown) => (value as { kind?: string }).kind;
const idOf = (source: unknown) => (source as { id?: string } | undefined)?.id ?? 'root';

const { serialize, parseValue, parseLiteral } = new GraphQLScalarType<unknown, unknown>({
  name: 'Even',
  serialize: (value) => {
    if (value === 0) return null;
    if (typeof value !== 'number' || value % 2 !== 0) throw new GraphQLError(`${String(value)} is not even.`);
    return `even ${value}`;
  },
  parseValue: (value) => {
    if (typeof value !== 'number' || value % 2 !== 0) throw new GraphQLError('Not even.');
    return { half: value / 2 };
  },
});
const evenNumbers = { serialize, parseValue, parseLiteral };

class RandomWorld {
  readonly #schema: GraphQLSchema;
  readonly #behaviour: Behaviour;

  constructor(schema: GraphQLSchema, behaviour: Behaviour) {
    this.#schema = schema;
    this.#behaviour = behaviour;
  }

  /** How the type's objects give the field. */
  kindOf(type: string, field: string): 'resolver' | 'method' | 'property' {
    const isRoot = type === 'Query' || type === 'Mutation';
    return isRoot ? 'resolver' : this.#dice(`${type}.${field}`).pick(['resolver', 'method', 'property'] as const);
  }

  /** @throws where the field's resolver is to throw. */
  value(type: GraphQLOutputType, place: string): unknown {
    const dice = this.#dice(place);
    const waits = dice.chance(this.#behaviour.promises);
    if (!dice.chance(this.#behaviour.failures)) {
      const value = this.#present(isNonNullType(type) ? type.ofType : type, place, dice);
      return waits ? later(value, dice.below(4)) : value;
    }
    const error = new Error(`failed at ${place}`);
    const failure = dice.pick(['null', 'undefined', 'returned', 'thrown', 'text'] as const);
    if (failure === 'null') return waits ? later(null, 1) : null;
    if (failure === 'undefined') return waits ? later(undefined, 1) : undefined;
    if (failure === 'returned') return waits ? later(error, 2) : error;
    if (waits) return later(undefined, dice.below(3)).then(() => Promise.reject(error));
    throw failure === 'text' ? `no Error at ${place}` : error;
  }

  #dice(place: string): Dice {
    return new Dice(hashOf(`${this.#behaviour.seed} ${place}`));
  }

  #present(type: GraphQLOutputType, place: string, dice: Dice): unknown {
    if (isListType(type)) return this.#list(type.ofType, place, dice);
    if (isLeafType(type)) return this.#leaf(type.name, place, dice);
    return this.#object(type as GraphQLCompositeType, place, dice);
  }

  #list(itemType: GraphQLOutputType, place: string, dice: Dice): unknown {
    if (dice.chance(this.#behaviour.failures / 2)) return 'no list';
    const items = Array.from({ length: dice.below(4) }, (_, index) => {
      try {
        return this.value(itemType, `${place}[${index}]`);
      } catch (error) {
        return error;
      }
    });
    return dice.chance(20) ? new Set(items) : items;
  }

  #leaf(type: string, place: string, dice: Dice): unknown {
    if (dice.chance(this.#behaviour.failures / 2)) return { toString: () => 'odd' };
    const number = dice.below(6);
    if (type === 'Int') return number;
    if (type === 'Float') return number / 4;
    if (type === 'Boolean') return dice.pick([true, false, 1]);
    if (type === 'Even') return this.#behaviour.failures > 0 ? number : 2;
    if (isEnumType(this.#schema.getType(type))) return dice.pick([0, 'blue']);
    return dice.chance(20) ? number : place;
  }

  #object(type: GraphQLCompositeType, place: string, dice: Dice): unknown {
    const types = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    const kind = dice.pick(types);
    const isLost = dice.chance(this.#behaviour.failures / 2);
    const name = isLost ? dice.pick(['Stone', 'Nothing', 'Colour', undefined]) : kind.name;
    const object: Record<string, unknown> = { id: place, kind: name };
    // Where types are told apart by `isTypeOf` they have no `__typename`.
    if (name !== 'Stone' && name !== 'Bag') object['__typename'] = name;
    for (const field of Object.values(kind.getFields())) {
      const how = this.kindOf(kind.name, field.name);
      const value = (args: unknown) => this.value(field.type, `${place}.${field.name}(${JSON.stringify(args)})`);
      if (field.name === 'id' || how === 'resolver') continue;
      if (how === 'method') object[field.name] = value;
      else Object.defineProperty(object, field.name, { get: () => value({}), enumerable: true });
    }
    return object;
  }
}

async function later<Value>(value: Value, turns: number): Promise<Value> {
  for (let turn = 0; turn < turns; turn += 1) await undefined;
  return value;
}
