import { type ASTNode, type ConstDirectiveNode, type DocumentNode, Kind, visit } from 'graphql';

/**
 * `@inaccessible @tag(name: "development")`: only on the machine of who develops. The graph of everybody else has nothing of it: his
 * subgraph is built without it, and his router's API is.
 */
const developmentTag = 'development';

/** The SDL of a subgraph as it is everywhere else: with nothing that is there for development only. */
export function withoutDevelopment(typeDefs: DocumentNode): DocumentNode {
  const dropTagged = (node: ASTNode) => (isOfDevelopment(node) ? null : undefined);
  const left: DocumentNode = visit(typeDefs, { enter: (node) => dropTagged(node) });
  // An extension that had nothing else says nothing any more, which is no SDL.
  const definitions = left.definitions.filter(
    (definition) => definition.kind !== Kind.OBJECT_TYPE_EXTENSION || definition.fields?.length !== 0,
  );
  return { ...left, definitions };
}

/** A supergraph as it is where somebody develops: what is there for development only is no secret to clients. */
export function withDevelopment(supergraph: DocumentNode): DocumentNode {
  return visit(supergraph, {
    enter: (node) =>
      isOfDevelopment(node) && 'directives' in node
        ? { ...node, directives: node.directives?.filter(({ name }) => name.value !== 'inaccessible') }
        : undefined,
  });
}

function isOfDevelopment(node: ASTNode): boolean {
  if (!('directives' in node) || !node.directives?.length) return false;
  return (node.directives as readonly ConstDirectiveNode[]).some(
    ({ name, arguments: given = [] }) =>
      name.value === 'tag' && given.some(({ value }) => value.kind === Kind.STRING && value.value === developmentTag),
  );
}
