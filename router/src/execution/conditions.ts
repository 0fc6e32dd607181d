import { type ASTVisitor, Kind, visit } from 'graphql';
import type { PreparedOperation } from '../planning/prepare-operation.ts';

/** Variables that decide what the answer of an operation holds, and whether it asks about the schema. */
export function conditionsOf({ operation, fragments }: Pick<PreparedOperation, 'operation' | 'fragments'>): {
  readonly variables: readonly string[];
  readonly hasIntrospection: boolean;
} {
  const variables = new Set<string>();
  let hasIntrospection = false;
  const visitor: ASTVisitor = {
    Field: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type') hasIntrospection = true;
    },
    Directive: ({ name, arguments: given = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) variables.add(value.name.value);
    },
  };
  for (const part of [operation, ...fragments.values()]) visit(part, visitor);
  return { variables: [...variables], hasIntrospection };
}
