import type { SubgraphName } from '@trivet/standalone';
import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import { type Need, types } from './matrix.ts';
import type { Ids } from './population.ts';
import type { Row } from './rows.ts';
import { fieldsOf, isEntity, isOwned, isResolvable, objectTypesOf, selectionOf } from './schema.ts';

/** A question to one subgraph, past the router. */
export interface SubgraphRow extends Row {
  /** `users:Account.name`. */
  readonly coordinate: string;
}

/** Every field of every entity of a subgraph, by reference and by id, as the router asks for it and no client can. */
export function rowsOfSubgraph(name: SubgraphName, schema: GraphQLSchema): SubgraphRow[] {
  return objectTypesOf(schema)
    .filter(isEntity)
    .flatMap((type) => {
      const entity = types[type.name]?.entity;
      if (!entity) throw new Error(`matrix.ts does not say who finds ${name}:${type.name}: types.${type.name}.entity.`);
      return [
        ...(isResolvable(type) ? rowsOf(name, type, { ...byReference(type), reach: entity.byReference }) : []),
        ...(isOwned(type) ? rowsOf(name, type, { ...byId(name, type), reach: entity.directly }) : []),
      ];
    });
}

interface Way extends Pick<SubgraphRow, 'variables' | 'reach'> {
  readonly what: string;
  readonly document: (selection: string) => string;
}

function byReference({ name: typename }: GraphQLObjectType): Omit<Way, 'reach'> {
  return {
    what: '_entities',
    document: (selection) =>
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${typename} { ${selection} } } }`,
    variables: (ids) => ({ representations: [{ __typename: typename, id: idOf(typename, ids) }] }),
  };
}

function byId(subgraph: SubgraphName, { name: typename }: GraphQLObjectType): Omit<Way, 'reach'> {
  return {
    what: `_${subgraph}Nodes`,
    document: (selection) =>
      `query ($ids: [ID!]!) { _${subgraph}Nodes(ids: $ids) { ... on ${typename} { ${selection} } } }`,
    variables: (ids) => ({ ids: [idOf(typename, ids)] }),
  };
}

function rowsOf(
  subgraph: SubgraphName,
  type: GraphQLObjectType,
  { what, document, variables, reach }: Way,
): SubgraphRow[] {
  return fieldsOf(type).map((field) => {
    const need: Need | null = types[type.name]?.fields[field.name] ?? null;
    const coordinate = `${subgraph}:${type.name}.${field.name}`;
    return {
      coordinate,
      label: `${coordinate} by ${what}`,
      operation: 'query',
      document: document(`probe: ${selectionOf(field)}`),
      variables,
      reach,
      needs: need === null ? [] : [need],
    };
  });
}

function idOf(typename: string, ids: Ids): string {
  const id = ids[(typename.charAt(0).toLowerCase() + typename.slice(1)) as keyof Ids];
  if (!id) throw new Error(`population.ts makes no ${typename}: \`Ids\` lacks its id.`);
  return id;
}
