import { RawJson } from '@trivet/platform';
import { type GraphQLLeafType, isEnumType } from 'graphql';

/** Thrown where a value is not what the schema says; the interpreter then says of each what is wrong. Nobody sees it. */
export const misfit: unique symbol = Symbol('the value does not fit the schema');

/** JSON text of a value that is not null. @throws {typeof misfit} */
export type ValueText = (value: unknown) => string;

/** All but quotes, backslashes, control characters and surrogates (halves of pairs are escaped, too). */
const special = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** As `JSON.stringify`, which costs more to call than most strings to read. */
export function quote(text: string): string {
  if (text.length > 60 || special.test(text)) return JSON.stringify(text);
  return `"${text}"`;
}

function stringText(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  throw misfit;
}

/** Some servers answer a number for an ID. */
function idText(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Number.isInteger(value)) return `"${value}"`;
  throw misfit;
}

function intText(value: unknown): string {
  if (typeof value === 'number' && (value | 0) === value) return `${value}`;
  throw misfit;
}

function floatText(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return `${value}`;
  throw misfit;
}

function booleanText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  throw misfit;
}

/** Of a scalar that only the subgraphs know: what they answered. */
function anyText(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (value instanceof RawJson) return value.text;
  const text = JSON.stringify(value);
  if (text === undefined) throw misfit;
  return text;
}

const builtIn: Readonly<Record<string, ValueText>> = {
  String: stringText,
  ID: idText,
  Int: intText,
  Float: floatText,
  Boolean: booleanText,
};

export function leafText(type: GraphQLLeafType): ValueText {
  if (!isEnumType(type)) return (Object.hasOwn(builtIn, type.name) ? builtIn[type.name] : undefined) ?? anyText;
  const texts = new Map<unknown, string>(type.getValues().map(({ name, value }) => [value, `"${name}"`]));
  return (value) => {
    const text = texts.get(value);
    if (text === undefined) throw misfit;
    return text;
  };
}
