import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../../schema/api.graphql'), 'utf8'));

export interface MarkedMutation {
  readonly field: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Every mutation that takes an input, with the mark in all that can hold it. An id is of `ids`, by the name of its field, or the mark too. */
export function markedMutations(mark: string, ids: Readonly<Record<string, string>>): MarkedMutation[] {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
  return fields.flatMap(({ name: field, args }) => {
    const [input] = args;
    if (!input) return [];
    const document = `mutation ($input: ${input.type}) { ${field}(input: $input) { __typename userErrors { code } } }`;
    return [{ field, document, variables: { input: filled(input.type, { mark, ids, name: 'input', within: [] }) } }];
  });
}

interface Filling {
  readonly mark: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly name: string;
  /** What it is within: an input that holds others of its kind is filled once. */
  readonly within: readonly GraphQLInputType[];
}

function filled(type: GraphQLInputType, filling: Filling): unknown {
  const { mark, ids, name, within } = filling;
  if (isNonNullType(type)) return filled(type.ofType, filling);
  if (isListType(type)) return [filled(type.ofType, filling)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const inner = [...within, type];
    const fields = Object.values(type.getFields()).filter((field) => !inner.includes(getNamedType(field.type)));
    return Object.fromEntries(
      fields.map((field) => [field.name, filled(field.type, { ...filling, name: field.name, within: inner })]),
    );
  }
  const values: Readonly<Record<string, unknown>> = {
    Boolean: true,
    DateTime: '2090-01-01T00:00:00Z',
    EmailAddress: `${mark}@example.com`,
    Float: 1,
    ID: ids[name] ?? mark,
    Int: 1,
    JSON: { [mark]: mark },
  };
  return values[type.name] ?? mark;
}
