import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { committedApi } from '@trivet/schema/api';
import { type SubgraphName, subgraphNames } from '@trivet/standalone';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  valueFromASTUntyped,
} from 'graphql';

export interface Schemas {
  /** What clients get. */
  readonly api: GraphQLSchema;
  readonly subgraphs: Readonly<Record<SubgraphName, GraphQLSchema>>;
}

const folder = join(import.meta.dirname, '../../../schema');

/** What is committed, and served on a developer's machine: a test of its own holds the two together. */
export function committedSchemas(): Schemas {
  const read = (file: string) => schemaOf(readFileSync(join(folder, file), 'utf8'));
  const subgraphs = Object.fromEntries(subgraphNames.map((name) => [name, read(`subgraphs/${name}.graphql`)]));
  return { api: committedApi('in development'), subgraphs: subgraphs as Schemas['subgraphs'] };
}

/** Federation's directives are used in SDL that does not define them. */
export function schemaOf(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValidSDL: true });
}

export function objectTypesOf(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter(({ name }) => !name.startsWith('__'));
}

export function rootTypesOf(schema: GraphQLSchema): GraphQLObjectType[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
    (type) => type !== null && type !== undefined,
  );
}

export function fieldsOf(type: GraphQLObjectType): GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields());
}

/** Found by its id: by `node` from outside, by `_entities` within. */
export function isEntity(type: GraphQLObjectType): boolean {
  return type.getInterfaces().some(({ name }) => name === 'Node') || directivesOf(type, 'key').length > 0;
}

/** Whether the subgraph answers `_entities` for it. */
export function isResolvable(type: GraphQLObjectType): boolean {
  return directivesOf(type, 'key').some(({ arguments: given = [] }) => {
    const resolvable = given.find(({ name }) => name.value === 'resolvable');
    return !resolvable || valueFromASTUntyped(resolvable.value) === true;
  });
}

/** Whether the subgraph answers `_<subgraph>Nodes` for it. */
export function isOwned(type: GraphQLObjectType): boolean {
  return directivesOf(type, 'node').length > 0;
}

export function hasDirective(field: GraphQLField<unknown, unknown>, directive: string): boolean {
  return field.astNode?.directives?.some(({ name }) => name.value === directive) ?? false;
}

function directivesOf({ astNode, extensionASTNodes }: GraphQLObjectType, directive: string) {
  return [astNode, ...extensionASTNodes]
    .flatMap((node) => node?.directives ?? [])
    .filter(({ name }) => name.value === directive);
}

/** The field and everything below it as far as the next entity, but for what needs an argument. */
export function selectionOf({ name, type }: { readonly name: string; readonly type: GraphQLOutputType }): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return name;
  if (!isObjectType(named)) return `${name} { __typename }`;
  if (isEntity(named)) return `${name} { __typename id }`;
  const below = fieldsOf(named).filter(({ args }) => !args.some(isRequiredArgument));
  return `${name} { ${below.map(selectionOf).join(' ')} }`;
}
