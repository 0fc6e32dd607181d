import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationTypeNode,
  parse,
  type SelectionNode,
} from 'graphql';
import { coordinatesOf, fieldSet, type JoinedField, joinedFields, joinedTypes } from './join-directives.ts';
import type { EntitiesNode, FetchNode } from './plan.ts';

/** A field that a subgraph cannot give there, as `Type.field`; undefined where there is none. */
export type FindUnsupplied = (node: FetchNode | EntitiesNode, graph: string) => string | undefined;

/**
 * Apollo's planner (2.14) takes a subgraph's `@external` declaration for a field that it has, where what a field requires
 * requires something itself. The subgraph would be asked for what it does not have, or for a field without what that
 * requires, and answer anything.
 */
export function unsuppliedFinder(supergraph: GraphQLSchema): FindUnsupplied {
  const keys = keyFields(supergraph);
  return (node, graph) => {
    const visitor = new Visitor(supergraph, keys, graph);
    const [operation] = parse(node.query, { noLocation: true }).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) return undefined;
    const { selections } = operation.selectionSet;
    if (node.kind === 'Fetch')
      visitor.visit(selections, supergraph.getRootType(node.operationKind as OperationTypeNode), []);
    for (const each of node.kind === 'Entities' ? selections : []) {
      if (each.kind === Kind.FIELD) visitor.visit(each.selectionSet?.selections ?? [], undefined, [], true);
    }
    return visitor.found;
  };
}

/** Fields of keys, as `graph Type.field`: a subgraph has them, whatever it says. */
function keyFields(supergraph: GraphQLSchema): ReadonlySet<string> {
  const found = new Set<string>();
  for (const type of Object.values(supergraph.getTypeMap())) {
    for (const { graph, key } of joinedTypes(type)) {
      if (key === undefined) continue;
      for (const each of coordinatesOf(supergraph, type, key)) found.add(`${graph} ${each}`);
    }
  }
  return found;
}

class Visitor {
  found: string | undefined;
  readonly #supergraph: GraphQLSchema;
  readonly #keys: ReadonlySet<string>;
  readonly #graph: string;

  constructor(supergraph: GraphQLSchema, keys: ReadonlySet<string>, graph: string) {
    this.#supergraph = supergraph;
    this.#keys = keys;
    this.#graph = graph;
  }

  /** `provided` is what the path brings along. Entities at the top have what they require: it is sent. */
  visit(
    selections: readonly SelectionNode[],
    type: GraphQLNamedType | null | undefined,
    provided: readonly SelectionNode[],
    isEntity = false,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        const inner = condition === undefined ? type : this.#supergraph.getType(condition);
        this.visit(selection.selectionSet.selections, inner, provided, isEntity);
      } else if (selection.kind === Kind.FIELD && type) {
        this.#field(selection, type, provided, isEntity);
      }
    }
  }

  #field(selection: FieldNode, type: GraphQLNamedType, provided: readonly SelectionNode[], isEntity: boolean): void {
    const field = fieldOf(type, selection);
    if (!field) return;
    if (!this.#isSupplied(selection, type, provided)) this.found ??= `${type.name}.${field.name}`;
    const joined = this.#joined(type, field.name);
    for (const { requires } of isEntity ? [] : joined) {
      if (
        requires !== undefined &&
        !fieldsOf(fieldSet(requires)).every((each) => this.#isSupplied(each, type, provided))
      ) {
        this.found ??= `${type.name}.${field.name}`;
      }
    }
    const below = [
      ...joined.flatMap(({ provides }) => (provides === undefined ? [] : fieldSet(provides))),
      ...fieldsOf(provided).flatMap((each) =>
        each.name.value === field.name ? (each.selectionSet?.selections ?? []) : [],
      ),
    ];
    this.visit(selection.selectionSet?.selections ?? [], getNamedType(field.type), below);
  }

  #isSupplied(
    { name: { value: name } }: FieldNode,
    type: GraphQLNamedType,
    provided: readonly SelectionNode[],
  ): boolean {
    if (this.#keys.has(`${this.#graph} ${type.name}.${name}`)) return true;
    const isExternal = this.#joined(type, name, false).some((joined) => joined.isExternal);
    return !isExternal || fieldsOf(provided).some((each) => each.name.value === name);
  }

  /** Of an interface: with what its types say. */
  #joined(type: GraphQLNamedType, name: string, withTypes = true): JoinedField[] {
    const types = withTypes && isInterfaceType(type) ? [type, ...this.#supergraph.getPossibleTypes(type)] : [type];
    return types.flatMap((each) => {
      const field = isObjectType(each) || isInterfaceType(each) ? each.getFields()[name] : undefined;
      return field ? joinedFields(field).filter(({ graph }) => graph === this.#graph) : [];
    });
  }
}

function fieldOf(type: GraphQLNamedType, { name }: FieldNode) {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined;
}

/** With those in fragments. */
function fieldsOf(selections: readonly SelectionNode[]): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsOf(selection.selectionSet.selections) : [];
  });
}
