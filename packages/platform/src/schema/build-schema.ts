import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchemaModule } from '@apollo/subgraph/dist/schema-helper/index.js';
import { type DocumentNode, type GraphQLSchema, isObjectType, print } from 'graphql';
import type { Viewer } from '../graph/viewer.ts';
import { scalarResolvers } from './scalars.ts';

export interface SchemaParts {
  readonly typeDefs: DocumentNode;
  readonly resolvers: Readonly<Record<string, unknown>>;
}

/** A subgraph's executable schema: its modules' resolvers, the shared scalars, and `@private` enforced. */
export function buildSchema({ typeDefs, resolvers }: SchemaParts): GraphQLSchema {
  // Checked where it is written, by `Complete<>` and the generated types; the library's own type is looser.
  const resolverMap = { ...scalarResolvers, ...resolvers } as NonNullable<GraphQLSchemaModule['resolvers']>;
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolverMap }]);
  enforcePrivate(schema);
  return schema;
}

/** The subgraph's SDL as composition reads it. */
export function printTypeDefs(typeDefs: DocumentNode): string {
  return `${print(typeDefs)}\n`;
}

/** `@private`: null unless the parent is the viewer. Stands here and nowhere else. */
function enforcePrivate(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const fields = Object.values(type.getFields());
    const privateFields = fields.filter(({ astNode }) =>
      astNode?.directives?.some(({ name }) => name.value === 'private'),
    );
    if (privateFields.length === 0) continue;
    const idField = type.getFields()['id'];
    if (!idField) throw new Error(`@private needs the field "id", which ${type.name} does not have.`);
    for (const field of privateFields as PrivateField[]) field.resolve = forViewerOnly(field);
  }
}

/** What the field is resolved by when its parent is the viewer; a model without a resolver for it has it as a property. */
function forViewerOnly({ name, resolve }: PrivateField): PrivateResolver {
  const reveal: PrivateResolver = resolve ?? ((parent) => parent[name]);
  // `info` is made for those that declare it, and most do not.
  return reveal.length > 3
    ? (parent, args, context, info) => (isViewer(parent, context.viewer) ? reveal(parent, args, context, info) : null)
    : (parent, args, context) => (isViewer(parent, context.viewer) ? reveal(parent, args, context) : null);
}

type PrivateResolver = (
  parent: PrivateParent,
  args: unknown,
  context: { readonly viewer: Viewer },
  info?: unknown,
) => unknown;

interface PrivateField {
  readonly name: string;
  resolve?: PrivateResolver | undefined;
}

interface PrivateParent {
  readonly id: string;
  readonly [field: string]: unknown;
}

function isViewer(parent: PrivateParent, viewer: Viewer): boolean {
  return viewer.kind === 'user' && parent.id === viewer.userId;
}
