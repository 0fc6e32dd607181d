import type { Dice } from '@trivet/platform/testing';
import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

export interface DocumentOptions {
  /** Goes into aliases and names, so that no other document is equal to this one, however it is written. */
  readonly number: number;
  /** In characters, about; 200 at least. */
  readonly length: number;
}

/** A valid query about the person who asks that nobody has sent before: other fields, aliases and fragments each time. */
export function randomDocument(schema: GraphQLSchema, dice: Dice, { number, length }: DocumentOptions): string {
  const viewer = schema.getType('User');
  if (!isObjectType(viewer)) throw new Error('The API has no User.');
  const writer = new Writer(schema, dice, number);
  const parts: string[] = [];
  do parts.push(`v${number}x${parts.length}: viewer ${writer.selectionSet(viewer, 4)}`);
  while (parts.join().length + writer.length < length);
  return [`query Q${number} { ${parts.join(' ')} }`, ...writer.fragments].join('\n');
}

class Writer {
  readonly fragments: string[] = [];
  readonly #schema: GraphQLSchema;
  readonly #dice: Dice;
  readonly #number: number;
  #aliases = 0;

  constructor(schema: GraphQLSchema, dice: Dice, number: number) {
    this.#schema = schema;
    this.#dice = dice;
    this.#number = number;
  }

  /** Of all fragments. */
  get length(): number {
    return this.fragments.join().length;
  }

  selectionSet(type: GraphQLCompositeType, depth: number): string {
    const count = this.#dice.between(1, 3);
    return `{ __typename ${Array.from({ length: count }, () => this.#selection(type, depth)).join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const dice = this.#dice;
    if (depth > 1 && dice.chance(20)) {
      const [member] = isInterfaceType(type) ? dice.some(this.#schema.getPossibleTypes(type), 1) : [type];
      const inner = this.selectionSet(member ?? type, depth - 1);
      const on = (member ?? type).name;
      if (dice.chance(50)) return `... on ${on} ${inner}`;
      const name = `F${this.#number}x${this.fragments.length}`;
      this.fragments.push(`fragment ${name} on ${on} ${inner}`);
      return `...${name}`;
    }
    const fields = ('getFields' in type ? Object.values(type.getFields()) : []).filter(
      (field) => !field.args.some(isRequiredArgument) && (depth > 1 || !isCompositeType(getNamedType(field.type))),
    );
    return fields.length === 0 ? '__typename' : this.#field(dice.pick(fields), depth);
  }

  #field({ name, type, args }: GraphQLField<unknown, unknown>, depth: number): string {
    const inner = getNamedType(type);
    const first = args.some((argument) => argument.name === 'first') ? `(first: ${this.#dice.between(1, 5)})` : '';
    const field = `a${this.#number}x${this.#aliases++}: ${name}${first}`;
    return isCompositeType(inner) ? `${field} ${this.selectionSet(inner, depth - 1)}` : field;
  }
}
