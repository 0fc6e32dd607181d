import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
} from 'graphql';
import { Dice, hashOf } from '../../testing/dice.ts';

export interface RandomOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** A document over the random schema: aliases, arguments, conditions, fragments, and fields that are selected twice. */
export function randomOperation(schema: GraphQLSchema, seed: number): RandomOperation {
  const dice = new Dice(hashOf(`operation ${seed}`));
  return new OperationWriter(schema, dice).write();
}

class OperationWriter {
  readonly #schema: GraphQLSchema;
  readonly #dice: Dice;
  readonly #fragments: string[] = [];
  #aliases = 0;

  constructor(schema: GraphQLSchema, dice: Dice) {
    this.#schema = schema;
    this.#dice = dice;
  }

  write(): RandomOperation {
    const dice = this.#dice;
    const kind = dice.chance(20) ? 'mutation' : 'query';
    const root = kind === 'query' ? this.#schema.getQueryType() : this.#schema.getMutationType();
    const selection = this.#selection(root as GraphQLCompositeType, 4);
    const variables: Record<string, unknown> = { yes: true, no: false };
    if (dice.chance(50)) variables['maybe'] = dice.chance(50);
    if (dice.chance(70)) variables['even'] = dice.pick([4, null, dice.chance(20) ? 3 : 8]);
    if (dice.chance(70))
      variables['filter'] = dice.pick([{ colour: 'RED' }, null, { ids: ['a'], nested: { even: 2 } }]);
    if (dice.chance(70)) variables['ids'] = dice.pick([['a', null], 'b', [], null]);
    const head = `${kind}($yes: Boolean!, $no: Boolean = true, $maybe: Boolean! = true, $even: Even, $filter: Filter = { colour: BLUE }, $ids: [ID])`;
    // Each of them is used, or the document is not valid.
    const used = '__typename @include(if: $yes) @skip(if: $no) used: __typename @include(if: $maybe)';
    const box = 'all: box { size(even: $even, filter: $filter, ids: $ids) }';
    return { query: [`${head} { ${used} ${box} ${selection.slice(1)}`, ...this.#fragments].join('\n'), variables };
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = [];
    const count = 1 + this.#dice.below(3);
    for (let part = 0; part < count; part += 1) parts.push(this.#part(type, depth));
    // One that is always there, or all of them may be skipped or deeper than allowed.
    return `{ ${['__typename', ...parts].join(' ')} }`;
  }

  #part(type: GraphQLCompositeType, depth: number): string {
    const dice = this.#dice;
    if (depth > 0 && dice.chance(isAbstractType(type) ? 60 : 15)) {
      const within = dice.pick(this.#possibleTypes(type));
      if (dice.chance(50)) return `... on ${within.name} ${this.#condition()} ${this.#selection(within, depth - 1)}`;
      const name = `F${this.#fragments.length}`;
      const place = this.#fragments.push('') - 1;
      this.#fragments[place] = `fragment ${name} on ${within.name} ${this.#selection(within, depth - 1)}`;
      return `...${name} ${this.#condition()}`;
    }
    const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
    const possible = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
    return possible.length === 0 ? '__typename' : this.#field(dice.pick(possible), depth);
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    const args = field.args.filter(() => this.#dice.chance(40)).map(({ name }) => `${name}: ${this.#value(name)}`);
    this.#aliases += 1;
    const alias = args.length > 0 || this.#dice.chance(20) ? `${field.name}${this.#aliases}: ` : '';
    const call = `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''} ${this.#condition()}`;
    return isCompositeType(type) ? `${call} ${this.#selection(type, depth - 1)}` : call;
  }

  #value(argument: string): string {
    const values: Readonly<Record<string, readonly string[]>> = {
      id: ['"7"', '8'],
      unit: ['"m"', 'null'],
      even: ['$even', '6', 'null'],
      filter: ['$filter', '{ colour: RED, nested: { even: $even } }', '{ ids: ["a", "b"], even: 4 }'],
      ids: ['$ids', '["x", null]', '"y"'],
    };
    return this.#dice.pick(values[argument] ?? ['1', '3', 'null']);
  }

  #condition(): string {
    if (!this.#dice.chance(15)) return '';
    return `@${this.#dice.pick(['skip', 'include'])}(if: ${this.#dice.pick(['$yes', '$no', '$maybe', 'true', 'false'])})`;
  }

  #possibleTypes(type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    return isObjectType(type) ? [type] : [...this.#schema.getPossibleTypes(type), type];
  }
}
