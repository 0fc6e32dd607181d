import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from 'graphql';
import { exemptFields, exemptRoots } from './exempt.ts';
import { forRouters, roots, types } from './matrix.ts';
import { stepsOf } from './rows.ts';
import { fieldsOf, hasDirective, isEntity, isOwned, objectTypesOf, rootTypesOf, type Schemas } from './schema.ts';

/** Everything of which the tables say nothing, with what to say; and what they say of fields that are no more. */
export function gapsIn({ api, subgraphs }: Schemas): string[] {
  const rootTypes = rootTypesOf(api);
  const owned = objectTypesOf(api).filter((type) => !rootTypes.includes(type) && hasOwner(type));
  return [
    ...gapsInRoots(api),
    ...owned.flatMap((type) => [...gapsInFields(type), ...gapsInPaths(api, type)]),
    ...Object.entries(subgraphs).flatMap(([name, schema]) => gapsInSubgraph(name, schema, api)),
    ...leftovers([...rootTypes, ...owned, ...Object.values(subgraphs).flatMap(objectTypesOf)]),
  ];
}

/** Things with an id belong to somebody; what has none is seen with what it is part of. */
function hasOwner(type: GraphQLObjectType): boolean {
  return isEntity(type) || 'id' in type.getFields();
}

function gapsInRoots(api: GraphQLSchema): string[] {
  const steps = new Set(Object.values(types).flatMap(({ paths }) => paths.flatMap((path) => stepsOf(api, path))));
  return coordinatesOf(rootTypesOf(api))
    .filter((coordinate) => !(steps.has(coordinate) || coordinate in roots || coordinate in exemptRoots))
    .map(
      (coordinate) =>
        `${coordinate} is in no row: add to matrix.ts a path that begins with it (types), or rows of its own (roots); ` +
        'or to exempt.ts why it names nothing of anybody.',
    );
}

function gapsInFields(type: GraphQLObjectType, where = ''): string[] {
  const rows = types[type.name];
  const gaps = fieldsOf(type)
    .filter(({ name }) => rows?.fields[name] === undefined && !(`${type.name}.${name}` in exemptFields))
    .map(
      ({ name }) =>
        `${where}${type.name}.${name} is in no row: say in matrix.ts, types.${type.name}.fields, what it takes to see it ` +
        'once there is one (null for nothing more); or in exempt.ts why everybody may.',
    );
  if (!rows || rows.entity || !isOwned(type)) return gaps;
  return [...gaps, `${where}${type.name} is found by its id: say in matrix.ts, types.${type.name}.entity, by whom.`];
}

/** A type has to be asked for by each field of others that leads to it: who refers to a thing may show too much of it. */
function gapsInPaths(api: GraphQLSchema, type: GraphQLObjectType): string[] {
  const paths = types[type.name]?.paths;
  if (!paths) return [];
  const steps = new Set(paths.flatMap((path) => stepsOf(api, path)));
  const leading = objectTypesOf(api)
    .filter(({ name }) => name in types)
    .flatMap((from) =>
      fieldsOf(from)
        .filter((field) => targetOf(field) === type)
        .map(({ name }) => `${from.name}.${name}`),
    );
  const wanted = [...(isEntity(type) ? ['Query.node', 'Query.nodes'] : []), ...leading];
  return wanted
    .filter((step) => !steps.has(step))
    .map((step) => `${step} leads to ${type.name}: add a path that goes by it to matrix.ts, types.${type.name}.paths.`);
}

/** What a field gives, or what is in the list that it gives. */
function targetOf({ type }: { readonly type: GraphQLOutputType }): unknown {
  const named = getNamedType(type);
  const nodes = isObjectType(named) && named.getFields()['nodes'];
  return nodes ? getNamedType(nodes.type) : named;
}

function gapsInSubgraph(name: string, schema: GraphQLSchema, api: GraphQLSchema): string[] {
  // What is hidden everywhere but in development, clients have here.
  const shown = new Set(coordinatesOf(rootTypesOf(api)));
  const hidden = rootTypesOf(schema).flatMap((type) =>
    fieldsOf(type)
      .filter((field) => hasDirective(field, 'inaccessible') && field.name !== `_${name}Nodes`)
      .filter((field) => !shown.has(`${type.name}.${field.name}`))
      .map((field) => `${name}:${type.name}.${field.name}`)
      .filter((coordinate) => !(coordinate in forRouters)),
  );
  return [
    ...hidden.map(
      (coordinate) => `${coordinate} is hidden from clients, and in no row: add it to matrix.ts, forRouters.`,
    ),
    ...objectTypesOf(schema)
      .filter(isEntity)
      .flatMap((type) => gapsInFields(type, `${name}:`)),
  ];
}

function leftovers(known: readonly GraphQLObjectType[]): string[] {
  const coordinates = new Set(coordinatesOf(known));
  const described = [
    ...Object.entries(types).flatMap(([type, { fields }]) => Object.keys(fields).map((field) => `${type}.${field}`)),
    ...[exemptFields, exemptRoots, roots].flatMap((table) => Object.keys(table)),
  ];
  return described
    .filter((coordinate) => !coordinates.has(coordinate))
    .map((coordinate) => `${coordinate} is no field any more: take it out.`);
}

function coordinatesOf(objectTypes: readonly GraphQLObjectType[]): string[] {
  return objectTypes.flatMap((type) => fieldsOf(type).map(({ name }) => `${type.name}.${name}`));
}
