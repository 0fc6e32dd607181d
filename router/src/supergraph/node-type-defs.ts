import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
} from 'graphql';

/** The name of the subgraph that this module generates; no other may have it. */
export const nodeSubgraphName = 'node';
/** Identifies `@nodeOwner` in the supergraph, so that composition carries it over. Nothing is ever fetched from there. */
export const nodeOwnerSpec = 'https://trivet.invalid/node/v1.0';

export interface SubgraphTypeDefs {
  readonly name: string;
  readonly typeDefs: DocumentNode | string;
}

/** Whom to ask for the things whose ids begin with `prefix`. */
export interface NodeOwner {
  readonly type: string;
  readonly prefix: string;
  readonly subgraph: string;
  /** The owner's hidden root field: `(ids: [ID!]!): [Node]!`, in the order of `ids`, null for what the viewer may not see. */
  readonly field: string;
}

/**
 * The SDL of the internal subgraph `node`: `node`, `nodes`, and a stub of every type that a subgraph declares as its own
 * by `@node(prefix:)`. The owners stand in the SDL as `@nodeOwner`, so that a router knows them from the supergraph alone.
 * @throws {Error} when a prefix has two owners, or an owner lacks its hidden field.
 */
export function generateNodeTypeDefs(subgraphs: readonly SubgraphTypeDefs[]): string {
  const owners = subgraphs.flatMap(findOwners).sort((a, b) => (a.type < b.type ? -1 : 1));
  refuseRepeated(owners, 'prefix', (prefix) => `The id prefix "${prefix}" belongs to two types`);
  refuseRepeated(owners, 'type', (type) => `The type ${type} is declared with @node by two subgraphs`);
  return `${header}\n${owners.map(stub).join('\n')}`;
}

const header = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
  @link(url: "${nodeOwnerSpec}", import: ["@nodeOwner"])
  @composeDirective(name: "@nodeOwner")

directive @nodeOwner(prefix: String!, subgraph: String!, field: String!) on OBJECT

"An object with an id that is unique in the whole graph."
interface Node {
  "Opaque, stable, and sortable by time of creation."
  id: ID!
}

type Query {
  "The object with this id; null if there is none, or the viewer may not see it."
  node(id: ID!): Node
  "The objects with these ids, in their order, at most 100; null where there is none, or the viewer may not see it."
  nodes(ids: [ID!]!): [Node]!
}
`;

function stub({ type, prefix, subgraph, field }: NodeOwner): string {
  return `type ${type} implements Node @key(fields: "id", resolvable: false) @nodeOwner(prefix: "${prefix}", subgraph: "${subgraph}", field: "${field}") {
  "Opaque, stable, and sortable by time of creation."
  id: ID!
}
`;
}

function findOwners({ name, typeDefs }: SubgraphTypeDefs): NodeOwner[] {
  const document = typeof typeDefs === 'string' ? parse(typeDefs, { noLocation: true }) : typeDefs;
  const types = document.definitions.filter(isObjectType);
  const field = `_${name}Nodes`;
  const owners = types.flatMap((type) =>
    (type.directives ?? [])
      .filter((directive) => directive.name.value === 'node')
      .map((directive) => ({
        type: type.name.value,
        prefix: prefixOf(type.name.value, directive),
        subgraph: name,
        field,
      })),
  );
  const hasField = types.some(
    (type) => type.name.value === 'Query' && type.fields?.some((each) => each.name.value === field),
  );
  if (owners.length > 0 && !hasField) {
    throw new Error(
      `The subgraph "${name}" declares types with @node but has no field Query.${field}(ids: [ID!]!): [Node]!.`,
    );
  }
  return owners;
}

function prefixOf(type: string, directive: ConstDirectiveNode): string {
  const value = directive.arguments?.find(({ name }) => name.value === 'prefix')?.value;
  if (value?.kind !== Kind.STRING || !/^[a-z]{1,63}$/.test(value.value)) {
    throw new Error(`@node on ${type} needs a prefix of lower-case letters.`);
  }
  return value.value;
}

function isObjectType(node: { readonly kind: string }): node is ObjectTypeDefinitionNode | ObjectTypeExtensionNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
}

function refuseRepeated(
  owners: readonly NodeOwner[],
  key: 'prefix' | 'type',
  sentence: (value: string) => string,
): void {
  const seen = new Map<string, NodeOwner>();
  for (const owner of owners) {
    const other = seen.get(owner[key]);
    if (other)
      throw new Error(
        `${sentence(owner[key])}: ${other.type} of ${other.subgraph} and ${owner.type} of ${owner.subgraph}.`,
      );
    seen.set(owner[key], owner);
  }
}
