import {
  type ASTVisitor,
  buildASTSchema,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  parse,
  specifiedDirectives,
  type TypeDefinitionNode,
  visit,
} from 'graphql';

type WithDirectives = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

/**
 * What clients see of a supergraph: without what is `@inaccessible`, and without the types and directives of the
 * specifications that it links to (`@link`), and with what the router adds.
 */
export function buildApiSchema(supergraph: DocumentNode): GraphQLSchema {
  const linked = linkedNames(supergraph);
  const isLinked = (name: string) =>
    linked.has(name) || (name.includes('__') && linked.has(`${name.split('__')[0]}__`));
  const hidden = new Set<string>();
  const hideType = (type: TypeDefinitionNode): void => {
    if (isLinked(type.name.value) || isInaccessible(type)) hidden.add(type.name.value);
  };
  visit(supergraph, { ...forTypes(hideType), FieldDefinition: () => false });

  const dropHiddenType = ({ name }: TypeDefinitionNode) => (hidden.has(name.value) ? null : undefined);
  const dropInaccessible = (node: WithDirectives) => (isInaccessible(node) ? null : undefined);
  const { kind, definitions }: DocumentNode = visit(supergraph, {
    ...forTypes(dropHiddenType),
    DirectiveDefinition: ({ name }) => (isLinked(name.value) || name.value === 'defer' ? null : undefined),
    OperationTypeDefinition: ({ type }) => (hidden.has(type.name.value) ? null : undefined),
    FieldDefinition: dropInaccessible,
    InputValueDefinition: dropInaccessible,
    EnumValueDefinition: dropInaccessible,
    // Members of unions, and what a type implements; whatever else names a hidden type is inaccessible itself.
    NamedType: ({ name }) => (hidden.has(name.value) ? null : undefined),
    Directive: ({ name }) => (isSpecified(name.value) ? false : null),
  });
  return buildASTSchema({ kind, definitions: [...definitions, ...ownDefinitions] });
}

/** What the router does for clients, and no subgraph knows of. */
const ownDefinitions = parse(
  `"Lets a fragment come later than the rest of the answer, where the request accepts \`multipart/mixed;deferSpec=20220824\`."
   directive @defer("Comes with the fragment, to tell it from others." label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT`,
  { noLocation: true },
).definitions;

function forTypes(see: (type: TypeDefinitionNode) => unknown): ASTVisitor {
  return {
    ScalarTypeDefinition: see,
    ObjectTypeDefinition: see,
    InterfaceTypeDefinition: see,
    UnionTypeDefinition: see,
    EnumTypeDefinition: see,
    InputObjectTypeDefinition: see,
  };
}

function isInaccessible({ directives = [] }: WithDirectives): boolean {
  return directives.some(({ name }) => name.value === 'inaccessible');
}

function isSpecified(directive: string): boolean {
  return specifiedDirectives.some(({ name }) => name === directive);
}

/** `@link(url: "https://host/spec/v1.0", import: ["@one"])`: the names `spec`, `one`, and `spec__` for all that begin so. */
function linkedNames({ definitions }: DocumentNode): Set<string> {
  const names = new Set<string>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { name, arguments: given = [] } of definition.directives ?? []) {
      if (name.value !== 'link') continue;
      const argument = (key: string) => given.find((each) => each.name.value === key)?.value;
      const spec = textOf(argument('as')) ?? /([^/]+)\/v\d[^/]*\/?$/.exec(textOf(argument('url')) ?? '')?.[1];
      if (spec !== undefined) names.add(spec).add(`${spec}__`);
      const imported = argument('import');
      for (const each of imported?.kind === Kind.LIST ? imported.values : []) names.add(importedName(each));
    }
  }
  return names;
}

function importedName(value: ConstValueNode): string {
  if (value.kind !== Kind.OBJECT) return (textOf(value) ?? '').replace(/^@/, '');
  const field = (key: string) => textOf(value.fields.find(({ name }) => name.value === key)?.value);
  return (field('as') ?? field('name') ?? '').replace(/^@/, '');
}

function textOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}
