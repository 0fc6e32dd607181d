import {
  type ASTNode,
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  visit,
} from 'graphql';
import { coordinatesOf, joinedFields, joinedTypes, readJoinedField } from './join-directives.ts';

const suffix = '__requires';

/** The name of the subgraph that is asked, by one of a supergraph that `withRequiresApart` made. */
export function realSubgraph(name: string): string {
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

/**
 * The supergraph with each subgraph that requires something in two: the second has a copy of its types, and alone has the
 * fields that require others, with those that are external for them. So they are reached by a key, and the first has nothing
 * external that Apollo's planner (2.14) could take for its own. Plans are found slower, and may have more fetches.
 */
export function withRequiresApart(document: DocumentNode): DocumentNode {
  const writer = new Writer(buildASTSchema(document, { assumeValidSDL: true }));
  return visit(document, {
    EnumTypeDefinition: (node) =>
      node.name.value === 'join__Graph'
        ? { ...node, values: (node.values ?? []).flatMap((each) => writer.graphs(each)) }
        : writer.withCopies(node),
    EnumValueDefinition: (node) => writer.withCopies(node),
    ObjectTypeDefinition: (node) => writer.withCopies(node),
    InterfaceTypeDefinition: (node) => writer.withCopies(node),
    UnionTypeDefinition: (node) => writer.withCopies(node),
    ScalarTypeDefinition: (node) => writer.withCopies(node),
    InputObjectTypeDefinition: (node) => writer.withCopies(node),
    InputValueDefinition: (node) => writer.withCopies(node),
    FieldDefinition: (node, _key, _parent, _path, ancestors) => writer.field(node, typeNameIn(ancestors)),
  });
}

type WithDirectives = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

class Writer {
  readonly #schema: GraphQLSchema;
  /** Those that require something. */
  readonly #graphs = new Set<string>();
  /** External fields, as `graph Type.field`: those that are required, or provided, in the second and in the first. */
  readonly #usedApart = new Set<string>();
  readonly #usedInFirst = new Set<string>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        for (const { graph, requires, provides } of joinedFields(field)) {
          if (graph === undefined) continue;
          const required = requires === undefined ? [] : coordinatesOf(schema, type, requires);
          const provided = provides === undefined ? [] : coordinatesOf(schema, getNamedType(field.type), provides);
          if (requires !== undefined) this.#graphs.add(graph);
          for (const each of required) this.#usedApart.add(`${graph} ${each}`);
          for (const each of provided) {
            this.#usedApart.add(`${graph} ${each}`);
            if (requires === undefined) this.#usedInFirst.add(`${graph} ${each}`);
          }
        }
      }
    }
  }

  /** Of `join__Graph`. */
  graphs<Node extends { readonly name: { readonly value: string } } & WithDirectives>(node: Node): Node[] {
    if (!this.#graphs.has(node.name.value)) return [node];
    const directives = (node.directives ?? []).map((each) => withArgument(each, 'name', (name) => name + suffix));
    return [node, { ...node, name: { ...node.name, value: node.name.value + suffix }, directives }];
  }

  withCopies<Node extends WithDirectives>(node: Node): Node {
    return {
      ...node,
      directives: (node.directives ?? []).flatMap((each) =>
        this.#graphs.has(graphOf(each)) ? [each, copied(each)] : [each],
      ),
    };
  }

  field(node: FieldDefinitionNode, typeName: string): FieldDefinitionNode {
    const isRoot = [
      this.#schema.getQueryType(),
      this.#schema.getMutationType(),
      this.#schema.getSubscriptionType(),
    ].some((type) => type?.name === typeName);
    if (isRoot) return this.#rootField(node, typeName);
    const directives = (node.directives ?? []).flatMap((directive) => {
      const graph = graphOf(directive);
      if (directive.name.value !== 'join__field' || !this.#graphs.has(graph)) return [directive];
      const { requires, isExternal } = readJoinedField(directive);
      if (requires !== undefined) return [copied(directive)];
      const place = `${graph} ${typeName}.${node.name.value}`;
      // External and used by nothing, it is there because of an interface.
      const isOnlyApart = isExternal && this.#usedApart.has(place) && !this.#usedInFirst.has(place);
      return isOnlyApart ? [copied(directive)] : [directive, copied(directive)];
    });
    return { ...node, directives };
  }

  /** Asked of the first. Without a word of subgraphs, a field is in all that there are. */
  #rootField(node: FieldDefinitionNode, typeName: string): FieldDefinitionNode {
    const directives = node.directives ?? [];
    const type = this.#schema.getType(typeName);
    if (!type || directives.some(({ name }) => name.value === 'join__field')) return node;
    const graphs = [...new Set(joinedTypes(type).map(({ graph }) => graph))];
    return { ...node, directives: [...directives, ...graphs.map(joinField)] };
  }
}

function typeNameIn(ancestors: readonly (ASTNode | readonly ASTNode[])[]): string {
  for (const each of ancestors.toReversed()) {
    if ('kind' in each && (each.kind === Kind.OBJECT_TYPE_DEFINITION || each.kind === Kind.INTERFACE_TYPE_DEFINITION))
      return each.name.value;
  }
  return '';
}

function joinField(graph: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'join__field' },
    arguments: [
      { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'graph' }, value: { kind: Kind.ENUM, value: graph } },
    ],
  };
}

function graphOf({ arguments: given = [] }: ConstDirectiveNode): string {
  const value = given.find(({ name }) => name.value === 'graph')?.value;
  return value?.kind === Kind.ENUM ? value.value : '';
}

function copied(directive: ConstDirectiveNode): ConstDirectiveNode {
  return withArgument(directive, 'graph', (graph) => graph + suffix);
}

function withArgument(
  directive: ConstDirectiveNode,
  name: string,
  change: (value: string) => string,
): ConstDirectiveNode {
  return {
    ...directive,
    arguments: (directive.arguments ?? []).map((argument) =>
      argument.name.value === name && 'value' in argument.value && typeof argument.value.value === 'string'
        ? { ...argument, value: { ...argument.value, value: change(argument.value.value) } as typeof argument.value }
        : argument,
    ),
  };
}
