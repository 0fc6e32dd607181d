import { type GraphQLSchema, isObjectType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { type Need, type Path, type RootRow, roots, types } from './matrix.ts';
import type { Ids } from './population.ts';
import { fieldsOf, objectTypesOf, rootTypesOf, type Schemas, selectionOf } from './schema.ts';

/** One question, and what it takes to get its answer. */
export interface Row {
  readonly label: string;
  readonly operation: 'query' | 'mutation' | 'subscription';
  /** What is to be seen stands in the answer under `probe`, or, of several things, `probe0` and so on. */
  readonly document: string;
  readonly variables: (ids: Ids) => Readonly<Record<string, unknown>>;
  readonly reach: Need | null;
  readonly needs: readonly Need[];
  readonly uses?: RootRow['uses'];
}

/**
 * Every field of a type by every path, and each time whether there is anything at all: each field by itself, or in one question all
 * that take the same and are of the same subgraphs. Not more of them: the router may ask one about what another would refuse.
 */
export function rowsOfType(
  { api, subgraphs }: Schemas,
  typename: string,
  asking: 'each field' | 'like fields together',
): Row[] {
  const { paths, fields } = types[typename] ?? { paths: [], fields: {} };
  const type = objectTypesOf(api).find(({ name }) => name === typename);
  const probes = [
    { name: '__typename', selection: '__typename', need: null },
    ...(type ? fieldsOf(type) : []).map((field) => ({
      name: field.name,
      selection: selectionOf(field),
      need: fields[field.name] ?? null,
    })),
  ];
  const resolving = (field: string) =>
    Object.entries(subgraphs).flatMap(([name, schema]) => {
      const there = schema.getType(typename);
      return isObjectType(there) && field in there.getFields() ? [name] : [];
    });
  const groups = Map.groupBy(probes, ({ name, need }) =>
    asking === 'each field' ? name : [need, ...resolving(name)].join(),
  );
  return paths.flatMap((path) =>
    [...groups.values()].map((like) => {
      const need = like[0]?.need ?? null;
      return rowOf(api, `${typename}.${like.map(({ name }) => name).join('+')}`, {
        ...path,
        probe: like.map(({ selection }, index) => `probe${index}: ${selection}`).join(' '),
        needs: [...(path.needs ?? []), ...(need === null ? [] : [need])],
      });
    }),
  );
}

export function rowsOfRoots(api: GraphQLSchema): Row[] {
  return Object.entries(roots).flatMap(([coordinate, rows]) =>
    rows.map((row) => rowOf(api, coordinate, { ...row, probe: `probe: ${row.probe}` })),
  );
}

/** The fields that a path goes through, such as `Account.owner`. */
export function stepsOf(api: GraphQLSchema, { through }: Path): string[] {
  const operation = operationOf(api, through);
  if (!operation) return [];
  const steps: string[] = [];
  const info = new TypeInfo(api);
  const visitor = visitWithTypeInfo(info, {
    Field() {
      steps.push(`${info.getParentType()?.name}.${info.getFieldDef()?.name}`);
    },
  });
  visit(parse(documentOf(operation, through, '__typename')), visitor);
  return steps;
}

function rowOf(api: GraphQLSchema, coordinate: string, { through, probe, reach, needs = [], uses }: RootRow): Row {
  const operation = operationOf(api, through);
  if (!operation) throw new Error(`${coordinate}: no root field begins "${through}".`);
  const names = variablesIn(through);
  return {
    label: `${coordinate} by ${through}`,
    operation,
    document: documentOf(operation, through, probe),
    variables: (ids) => Object.fromEntries(Object.entries(ids).filter(([name]) => names.includes(name))),
    reach,
    needs,
    ...(uses && { uses }),
  };
}

function operationOf(api: GraphQLSchema, through: string): Row['operation'] | undefined {
  const root = /^\w+/.exec(through)?.[0] ?? '';
  return rootTypesOf(api)
    .find((type) => root in type.getFields())
    ?.name.toLowerCase() as Row['operation'] | undefined;
}

const typesOfVariables: Readonly<Record<string, string>> = { cursor: 'Cursor', token: 'String!' };

function documentOf(operation: Row['operation'], through: string, probe: string): string {
  const declared = variablesIn(through).map((name) => `$${name}: ${typesOfVariables[name] ?? 'ID!'}`);
  const variables = declared.length > 0 ? `(${declared.join(', ')}) ` : '';
  return `${operation} ${variables}{ ${through.replace('PROBE', probe)} }`;
}

function variablesIn(through: string): string[] {
  return [...new Set([...through.matchAll(/\$(\w+)/g)].map(([, name = '']) => name))];
}
