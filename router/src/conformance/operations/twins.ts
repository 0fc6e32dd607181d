import type { Dice } from '@trivet/platform/testing';
import { type DocumentNode, type FieldNode, Kind, print, type SelectionSetNode, type ValueNode, visit } from 'graphql';

/** The alias of the second one. */
export const twin = 'twin';

/**
 * The same with one object a second time beside itself, and other arguments below: an entity stands in two places, and is
 * asked for other things in each.
 */
export function withTwin(document: DocumentNode, dice: Dice): DocumentNode {
  const able: FieldNode[] = [];
  visit(document, {
    Field: (field) => {
      if (field.selectionSet && print(withOtherArguments(field.selectionSet)) !== print(field.selectionSet)) {
        able.push(field);
      }
    },
  });
  if (able.length === 0) return document;
  const chosen = dice.pick(able);
  return visit(document, {
    SelectionSet: ({ kind, selections }): SelectionSetNode | undefined => {
      const index = selections.indexOf(chosen);
      if (index < 0 || !chosen.selectionSet) return undefined;
      const second: FieldNode = {
        ...chosen,
        alias: { kind: Kind.NAME, value: twin },
        selectionSet: withOtherArguments(chosen.selectionSet),
      };
      return { kind, selections: selections.toSpliced(index + 1, 0, second) };
    },
  });
}

function withOtherArguments(selectionSet: SelectionSetNode): SelectionSetNode {
  return visit(selectionSet, {
    Directive: () => false,
    IntValue: (node): ValueNode => ({ ...node, value: String(Number(node.value) + 1) }),
    BooleanValue: (node): ValueNode => ({ ...node, value: !node.value }),
    StringValue: (node): ValueNode => ({ ...node, value: `${node.value}!` }),
  });
}
