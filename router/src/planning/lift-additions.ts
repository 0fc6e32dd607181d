import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { joinedFields, joinedTypes } from './join-directives.ts';

/** By the name of a field that an interface object adds to the types behind it. */
type Additions = ReadonlyMap<string, { readonly requires: boolean }>;

/**
 * What interface objects add, asked for by the interface. Where some of it requires other fields, and it is asked for by
 * one of the types behind the interface, Apollo's planner (2.14) does not end, or makes references that lack keys or what
 * is required. So it is asked for all types; of those that the client did not ask about, he gets no more than errors.
 */
export class AdditionLifter {
  readonly #schema: GraphQLSchema;
  readonly #byInterface: ReadonlyMap<GraphQLInterfaceType, Additions>;

  constructor(supergraph: GraphQLSchema) {
    this.#schema = supergraph;
    const found = Object.values(supergraph.getTypeMap()).filter(isInterfaceType);
    this.#byInterface = new Map(found.map((each) => [each, additionsOf(each)]));
  }

  lifted(operation: OperationDefinitionNode): OperationDefinitionNode {
    const root = this.#schema.getRootType(operation.operation);
    if (!root || ![...this.#byInterface.values()].some(isRequiring)) return operation;
    return { ...operation, selectionSet: this.#selectionSet(operation.selectionSet, root) };
  }

  #selectionSet(selectionSet: SelectionSetNode, type: GraphQLCompositeType): SelectionSetNode {
    let { selections } = selectionSet;
    if (!isObjectType(type)) {
      for (const [each, additions] of this.#byInterface) selections = this.#lift(selections, type, each, additions);
    }
    return { ...selectionSet, selections: selections.map((each) => this.#below(each, type)) };
  }

  /** What is below fields; fragments belong to the same place. */
  #below(selection: SelectionNode, type: GraphQLCompositeType): SelectionNode {
    if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return selection;
    const { selectionSet } = selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const inner = this.#condition(selection.typeCondition?.name.value, type);
      const selections = selectionSet.selections.map((each) => this.#below(each, inner));
      return { ...selection, selectionSet: { ...selectionSet, selections } };
    }
    const field = 'getFields' in type ? type.getFields()[selection.name.value] : undefined;
    const inner = field && getNamedType(field.type);
    return isCompositeType(inner) ? { ...selection, selectionSet: this.#selectionSet(selectionSet, inner) } : selection;
  }

  #condition(name: string | undefined, type: GraphQLCompositeType): GraphQLCompositeType {
    const condition = name === undefined ? type : this.#schema.getType(name);
    return isCompositeType(condition) ? condition : type;
  }

  #lift(
    selections: readonly SelectionNode[],
    type: GraphQLCompositeType,
    of: GraphQLInterfaceType,
    additions: Additions,
  ): readonly SelectionNode[] {
    const lifted: FieldNode[] = [];
    const without = (inner: readonly SelectionNode[], parent: GraphQLCompositeType): SelectionNode[] =>
      inner.flatMap((selection): SelectionNode[] => {
        if (selection.kind === Kind.FIELD) {
          if (!additions.has(selection.name.value) || !this.#isBehind(parent, of)) return [selection];
          lifted.push(selection);
          return [];
        }
        if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
        const condition = this.#condition(selection.typeCondition?.name.value, parent);
        const rest = without(selection.selectionSet.selections, condition);
        return rest.length > 0 ? [{ ...selection, selectionSet: { ...selection.selectionSet, selections: rest } }] : [];
      });
    const rest = without(selections, type);
    if (!lifted.some(({ name }) => additions.get(name.value)?.requires)) return selections;
    if (type === of) return [...rest, ...lifted];
    const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: of.name } } as const;
    return [
      ...rest,
      { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: { kind: Kind.SELECTION_SET, selections: lifted } },
    ];
  }

  #isBehind(type: GraphQLCompositeType, of: GraphQLInterfaceType): boolean {
    return type === of || ('getInterfaces' in type && type.getInterfaces().includes(of));
  }
}

function additionsOf(type: GraphQLInterfaceType): Additions {
  const graphs = new Set(
    joinedTypes(type).flatMap(({ graph, isInterfaceObject }) => (isInterfaceObject ? [graph] : [])),
  );
  return new Map(
    Object.values(type.getFields()).flatMap((field) => {
      const added = joinedFields(field).filter(
        ({ graph, isExternal }) => graph !== undefined && graphs.has(graph) && !isExternal,
      );
      return added.length > 0
        ? [[field.name, { requires: added.some(({ requires }) => requires !== undefined) }] as const]
        : [];
    }),
  );
}

function isRequiring(additions: Additions): boolean {
  return [...additions.values()].some(({ requires }) => requires);
}
