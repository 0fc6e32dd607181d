import {
  type ASTNode,
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionNode,
  visit,
} from 'graphql';
import { fieldSet, isIn, joinedFields, readJoinedField } from './join-directives.ts';

/** The field that a stand-in stands for, with the arguments that it is required with. */
export type StandIn = Pick<FieldNode, 'name' | 'arguments'>;

/** In the names of stand-ins. Keys with it are no client's (`ReservedKeys`). */
export const standInInfix = '__required_';

export interface StandIns {
  readonly supergraph: DocumentNode;
  readonly byName: ReadonlyMap<string, StandIn>;
}

/**
 * The supergraph with a field without arguments in the place of each that takes some and is required by another: a
 * stand-in per set of arguments. It is where the field is, and `requires` names it instead.
 */
export function withStandIns(supergraph: DocumentNode): StandIns {
  const writer = new Writer(buildASTSchema(supergraph, { assumeValidSDL: true }));
  if (writer.byName.size === 0) return { supergraph, byName: writer.byName };
  const change = <Node extends FieldsType>(node: Node) => writer.changed(node);
  return {
    supergraph: visit(supergraph, { ObjectTypeDefinition: change, InterfaceTypeDefinition: change }),
    byName: writer.byName,
  };
}

type FieldsType = Extract<ASTNode, { fields?: readonly FieldDefinitionNode[] }>;
type WithFields = GraphQLObjectType | GraphQLInterfaceType;

class Writer {
  readonly byName = new Map<string, StandIn>();
  readonly #schema: GraphQLSchema;
  readonly #nameByAsked = new Map<string, string>();
  /** By type: the names of its stand-ins, each with the field's own. */
  readonly #byType = new Map<string, Map<string, string>>();
  /** Of `[graph, type, stand-in]`. */
  readonly #required = new Set<string>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
    for (const type of Object.values(schema.getTypeMap()).filter(hasFields)) {
      for (const field of Object.values(type.getFields())) {
        for (const { graph, requires } of joinedFields(field)) {
          if (requires !== undefined) this.#inPlace(fieldSet(requires), type, graph);
        }
      }
    }
  }

  changed<Node extends FieldsType>(node: Node): Node {
    const type = this.#schema.getType(node.name.value);
    if (!type || !hasFields(type)) return node;
    const standIns = [...(this.#byType.get(type.name) ?? [])];
    const fields = (node.fields ?? []).flatMap((field) => {
      const own = field.name.value;
      const added = standIns.flatMap(([name, each]) => (each === own ? [name] : []));
      return [
        this.#asRequired(field, type, own),
        ...added.map((name) =>
          this.#asRequired({ ...field, name: { ...field.name, value: name }, arguments: [] }, type, own),
        ),
      ];
    });
    return { ...node, fields };
  }

  /** The same selections, with stand-ins in the place of fields that take arguments. */
  #inPlace(selections: readonly SelectionNode[], parent: GraphQLNamedType, graph: string | undefined): SelectionNode[] {
    const inner = ({ selectionSet }: Pick<FieldNode, 'selectionSet'>, type: GraphQLNamedType) =>
      selectionSet && {
        selectionSet: { ...selectionSet, selections: this.#inPlace(selectionSet.selections, type, graph) },
      };
    return selections.map((selection): SelectionNode => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = this.#schema.getType(selection.typeCondition?.name.value ?? parent.name) ?? parent;
        return { ...selection, ...inner(selection, type) };
      }
      const field = hasFields(parent) ? parent.getFields()[selection.name.value] : undefined;
      if (!field) return selection;
      const changed = { ...selection, ...inner(selection, getNamedType(field.type)) };
      if (field.args.length === 0) return changed;
      const name = this.#standIn(selection);
      this.#add(parent, name, field.name);
      this.#required.add([graph, parent.name, name].join(' '));
      return { ...changed, name: { kind: Kind.NAME, value: name }, arguments: [] };
    });
  }

  #standIn({ name, arguments: given = [] }: FieldNode): string {
    const asked = print({ kind: Kind.FIELD, name, arguments: given });
    const known = this.#nameByAsked.get(asked);
    if (known !== undefined) return known;
    let count = this.byName.size;
    while (this.#isField(`${name.value}${standInInfix}${count}`)) count++;
    const standIn = `${name.value}${standInInfix}${count}`;
    this.byName.set(standIn, { name, arguments: given });
    this.#nameByAsked.set(asked, standIn);
    return standIn;
  }

  #isField(name: string): boolean {
    return Object.values(this.#schema.getTypeMap()).some((type) => hasFields(type) && name in type.getFields());
  }

  #add(type: GraphQLNamedType, name: string, own: string): void {
    const { interfaces = [], objects = [] } = isInterfaceType(type) ? this.#schema.getImplementations(type) : {};
    for (const each of [type, ...interfaces, ...objects]) {
      this.#byType.set(each.name, (this.#byType.get(each.name) ?? new Map()).set(name, own));
    }
  }

  /** `own` is the name of what `field` stands for, or its own. */
  #asRequired(field: FieldDefinitionNode, type: WithFields, own: string): FieldDefinitionNode {
    const takesArguments = (type.getFields()[own]?.args.length ?? 0) > 0;
    const directives = (field.directives ?? []).flatMap((directive) => {
      if (directive.name.value !== 'join__field') return [directive];
      const { graph, requires, isExternal } = readJoinedField(directive);
      // Where nothing uses an external field, a subgraph must not have it.
      if (isExternal && takesArguments && !this.#isUsed(field.name.value, own, type, graph)) return [];
      if (requires === undefined) return [directive];
      return [withRequires(directive, this.#inPlace(fieldSet(requires), type, graph).map(print).join(' '))];
    });
    return { ...field, directives };
  }

  /** Required there, or there because of an interface. */
  #isUsed(name: string, own: string, type: WithFields, graph: string | undefined): boolean {
    if (this.#required.has([graph, type.name, name].join(' '))) return true;
    return type.getInterfaces().some((each) => {
      const field = each.getFields()[own];
      const hasName = name === own || this.#byType.get(each.name)?.has(name);
      return field !== undefined && hasName && graph !== undefined && isIn(each, field, graph);
    });
  }
}

function hasFields(type: GraphQLNamedType): type is WithFields {
  return isObjectType(type) || isInterfaceType(type);
}

function withRequires(directive: ConstDirectiveNode, text: string): ConstDirectiveNode {
  return {
    ...directive,
    arguments: (directive.arguments ?? []).map((argument) =>
      argument.name.value === 'requires' ? { ...argument, value: { kind: Kind.STRING, value: text } } : argument,
    ),
  };
}
