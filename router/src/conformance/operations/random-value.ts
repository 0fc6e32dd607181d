import type { Dice } from '@trivet/platform/testing';
import { type ArgumentModel, isList, isNonNull, itemOf, type Model, nullable, type TypeRef } from '../model/model.ts';

const words = ['', 'x', 'ä€', '"quoted" \\ {}', 'true'];

/** A value of an input type, as JSON: what a client gives for a variable. */
export function randomJson(dice: Dice, model: Model, type: TypeRef, depth = 0): unknown {
  if (!isNonNull(type) && dice.chance(12)) return null;
  if (isList(type)) {
    // One value stands for a list of one.
    if (dice.chance(15)) return randomJson(dice, model, itemOf(type), depth) ?? [];
    return Array.from({ length: dice.below(3) }, () => randomJson(dice, model, itemOf(type), depth));
  }
  const name = nullable(type);
  const input = model.inputs.get(name);
  if (!input) return randomLeaf(dice, model, name);
  const value: Record<string, unknown> = {};
  for (const field of input.fields) {
    const needed = isNonNull(field.type) && field.defaultValue === undefined;
    if (needed || (depth < 2 && dice.chance(40))) value[field.name] = randomJson(dice, model, field.type, depth + 1);
  }
  return value;
}

function randomLeaf(dice: Dice, model: Model, name: string): unknown {
  switch (name) {
    case 'Int':
      return dice.between(-3, 1000);
    case 'Float':
      return dice.pick([0, 1, -2.5, 1e21, 0.1]);
    case 'Boolean':
      return dice.chance(50);
    case 'ID':
      return dice.pick(['x', 'E0-1', 7]);
    case 'String':
      return dice.pick(words);
    case 'Json':
      return dice.pick<unknown>([{ a: [1, { b: null }], c: 'x' }, [], 'text', 3.5, false, { constructor: 1 }]);
  }
  const values = [...(model.enums.get(name)?.values.values() ?? [])][0];
  if (!values) throw new Error(`There is no input type "${name}".`);
  return dice.pick(values);
}

/** Gives a variable for a place of this type, or undefined for none. */
export type VariableFor = (type: TypeRef, hasDefault: boolean) => string | undefined;

/** A value of an input type as a document writes it, with variables in it wherever `variableFor` gives one. */
export function randomLiteral(dice: Dice, model: Model, type: TypeRef, variableFor: VariableFor, depth = 0): string {
  if (!isNonNull(type) && dice.chance(10)) return 'null';
  if (isList(type)) {
    // A variable does not stand for a list of one.
    if (dice.chance(15)) return randomLiteral(dice, model, `${nullable(itemOf(type))}!`, () => undefined, depth);
    const items = Array.from({ length: dice.below(3) }, () =>
      within(dice, model, itemOf(type), variableFor, depth, false),
    );
    return `[${items.join(', ')}]`;
  }
  const name = nullable(type);
  const input = model.inputs.get(name);
  if (!input) return write(randomLeaf(dice, model, name), model.enums.has(name));
  const fields: string[] = [];
  for (const field of input.fields) {
    const hasDefault = field.defaultValue !== undefined;
    const needed = isNonNull(field.type) && !hasDefault;
    if (needed || (depth < 2 && dice.chance(40))) {
      fields.push(`${field.name}: ${within(dice, model, field.type, variableFor, depth + 1, hasDefault)}`);
    }
  }
  return `{ ${fields.join(', ')} }`;
}

function within(
  dice: Dice,
  model: Model,
  type: TypeRef,
  variableFor: VariableFor,
  depth: number,
  hasDefault: boolean,
): string {
  const variable = dice.chance(20) ? variableFor(type, hasDefault) : undefined;
  return variable ?? randomLiteral(dice, model, type, variableFor, depth);
}

/** Arguments of a field, in brackets, without variables. */
export function randomGiven(dice: Dice, model: Model, args: readonly ArgumentModel[]): string {
  const given = args.flatMap(({ name, type, defaultValue }) =>
    (isNonNull(type) && defaultValue === undefined) || dice.chance(70)
      ? [`${name}: ${randomLiteral(dice, model, type, () => undefined)}`]
      : [],
  );
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

/** JSON as GraphQL writes it: keys are bare, and so are enum values. */
export function write(value: unknown, isEnum: boolean): string {
  if (isEnum && typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map((element) => write(element, isEnum)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${write(inner, isEnum)}`)
    .join(', ')} }`;
}
