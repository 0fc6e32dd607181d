import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
} from 'graphql';

/** What a supergraph says of a type in one subgraph; several where it has several keys there. */
export interface JoinedType {
  /** A value of `join__Graph`. */
  readonly graph: string;
  /** Field sets, like `requires` and `provides` below. */
  readonly key: string | undefined;
  readonly isInterfaceObject: boolean;
}

/** What a supergraph says of a field in one subgraph; nothing where all that have its type have the field. */
export interface JoinedField {
  /** Absent for what an interface object gives to the types behind it. */
  readonly graph: string | undefined;
  readonly requires: string | undefined;
  readonly provides: string | undefined;
  readonly isExternal: boolean;
}

/** The values of `join__Graph`, by the names of their subgraphs. */
export function graphsByName(supergraph: GraphQLSchema): Map<string, string> {
  const graphs = supergraph.getType('join__Graph');
  const values = isEnumType(graphs) ? graphs.getValues() : [];
  return new Map(
    values.flatMap(({ name, astNode }) =>
      (astNode?.directives ?? []).map((directive) => [textArgument(directive, 'name') ?? name, name] as const),
    ),
  );
}

export function joinedTypes({ astNode }: GraphQLNamedType): JoinedType[] {
  return directives(astNode, 'join__type').map((directive) => ({
    graph: textArgument(directive, 'graph') ?? '',
    key: textArgument(directive, 'key'),
    isInterfaceObject: booleanArgument(directive, 'isInterfaceObject') ?? false,
  }));
}

export function joinedFields({ astNode }: Field): JoinedField[] {
  return directives(astNode, 'join__field').map(readJoinedField);
}

export function readJoinedField(directive: ConstDirectiveNode): JoinedField {
  return {
    graph: textArgument(directive, 'graph'),
    requires: textArgument(directive, 'requires'),
    provides: textArgument(directive, 'provides'),
    isExternal: booleanArgument(directive, 'external') ?? false,
  };
}

/** Whether a subgraph has this field of a type. */
export function isIn(type: GraphQLNamedType, field: Field, graph: string): boolean {
  const joined = joinedFields(field);
  return joined.length > 0
    ? joined.some((each) => each.graph === graph)
    : joinedTypes(type).some((each) => each.graph === graph);
}

/** The selections of a `FieldSet`. */
export function fieldSet(text: string): readonly SelectionNode[] {
  const { definitions } = parse(`{ ${text} }`, { noLocation: true });
  return (definitions[0] as OperationDefinitionNode).selectionSet.selections;
}

/** What a field set of `type` selects, at all depths: each as `Type.field`. */
export function coordinatesOf(supergraph: GraphQLSchema, type: GraphQLNamedType, set: string): string[] {
  const collect = (selections: readonly SelectionNode[], parent: GraphQLNamedType): string[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      const inner = selection.selectionSet?.selections ?? [];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        return collect(inner, (condition === undefined ? undefined : supergraph.getType(condition)) ?? parent);
      }
      const hasFields = isObjectType(parent) || isInterfaceType(parent);
      const field = hasFields ? parent.getFields()[selection.name.value] : undefined;
      return field ? [`${parent.name}.${field.name}`, ...collect(inner, getNamedType(field.type))] : [];
    });
  return collect(fieldSet(set), type);
}

type Field = Pick<GraphQLField<unknown, unknown>, 'astNode'>;
type WithDirectives = { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;

function directives(node: WithDirectives, name: string): readonly ConstDirectiveNode[] {
  return (node?.directives ?? []).filter((directive) => directive.name.value === name);
}

/** Of strings and names of an enum. */
function textArgument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argument(directive, name);
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

function booleanArgument(directive: ConstDirectiveNode, name: string): boolean | undefined {
  const value = argument(directive, name);
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

function argument({ arguments: given = [] }: ConstDirectiveNode, name: string) {
  return given.find((each) => each.name.value === name)?.value;
}
