import type { Dice } from '@trivet/platform/testing';
import { type DocumentNode, Kind, visit } from 'graphql';

/** Keys that planner and executor use for themselves. */
export const madeUpKeys = ['__typename', '_entities', '_e0', '_e1', 'k0', 'k1', 'x__alias_0', 'x__required_0'];
/** Variables that are called as theirs. Not `__proto__`: graphql-js itself, which answers for the whole, loses its value. */
export const madeUpVariables = ['representations', 'r0', 'r1', 'r0_'];

type Values = Readonly<Record<string, unknown>>;

/** The same with some names that planner and executor may want for themselves. */
export function withNameClashes(
  document: DocumentNode,
  values: Values,
  dice: Dice,
): { readonly document: DocumentNode; readonly variables: Values } {
  const names = renamedVariables(document, dice);
  const renamed: DocumentNode = visit(document, {
    Field: (field) => {
      if (field.alias || field.name.value.startsWith('__') || !dice.chance(4)) return undefined;
      return { ...field, alias: { kind: Kind.NAME, value: dice.pick(madeUpKeys) } };
    },
    Variable: ({ kind, name }) => ({ kind, name: { ...name, value: names.get(name.value) ?? name.value } }),
  });
  const entries = Object.entries(values).map(([name, value]) => [names.get(name) ?? name, value]);
  return { document: renamed, variables: Object.fromEntries(entries) };
}

function renamedVariables(document: DocumentNode, dice: Dice): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const free = [...madeUpVariables];
  visit(document, {
    VariableDefinition: ({ variable }) => {
      const name = dice.chance(8) ? free.shift() : undefined;
      if (name !== undefined) names.set(variable.name.value, name);
      return false;
    },
  });
  return names;
}
