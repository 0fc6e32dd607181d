import { withDevelopment } from '@trivet/platform';
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  isEnumType,
  isObjectType,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import { buildApiSchema } from './api-schema.ts';
import { type NodeOwner, nodeSubgraphName } from './node-type-defs.ts';

/** A supergraph that this router can serve, and all that it needs to know of it. */
export interface LoadedSupergraph {
  /** What planners are made from. */
  readonly sdl: string;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** What plans speak of: the API's types and the hidden ones. */
  readonly internalSchema: GraphQLSchema;
  readonly nodeOwners: readonly NodeOwner[];
  /** All but the generated `node`. */
  readonly subgraphNames: readonly string[];
}

/** Carried by a supergraph for people and tools; executing without them gives nothing away. */
const harmless = new Set([
  'tag',
  'cost',
  'listSize',
  'nodeOwner',
  'deprecated',
  'specifiedBy',
  'link',
  'core',
  'inaccessible',
]);

/**
 * @throws {Error} for a supergraph that does not parse, or uses a directive that this router does not enforce: to ignore
 * `@authenticated` would be to open what its author closed.
 * @param development whether what is there for development only is shown.
 */
export function loadSupergraph(
  given: string,
  { development = false }: { readonly development?: boolean } = {},
): LoadedSupergraph {
  const written = parse(given, { noLocation: true });
  const document = development ? withDevelopment(written) : written;
  refuseUnsupported(document);
  const internalSchema = buildASTSchema(document);
  return {
    sdl: development ? print(document) : given,
    apiSchema: buildApiSchema(document),
    internalSchema,
    nodeOwners: nodeOwners(internalSchema),
    subgraphNames: subgraphNames(internalSchema).filter((name) => name !== nodeSubgraphName),
  };
}

function refuseUnsupported(supergraph: DocumentNode): void {
  const unsupported = new Set<string>();
  visit(supergraph, {
    Directive({ name: { value: name }, arguments: given = [] }) {
      if (name === 'join__field') {
        for (const argument of given) {
          if (argument.name.value === 'overrideLabel') unsupported.add('@override(label:)');
          if (argument.name.value === 'contextArguments') unsupported.add('@fromContext');
        }
      } else if (name === 'join__directive') {
        const inner = given.find((argument) => argument.name.value === 'name')?.value;
        unsupported.add(inner?.kind === Kind.STRING ? `@${inner.value}` : '@join__directive');
      } else if (!name.startsWith('join__') && !harmless.has(name)) {
        unsupported.add(`@${name}`);
      }
    },
  });
  if (unsupported.size > 0) {
    throw new Error(
      `The supergraph uses what this router does not enforce: ${[...unsupported].sort().join(', ')}. It is not served.`,
    );
  }
}

/** `enum join__Graph { USERS @join__graph(name: "users", url: "…") }` */
function subgraphNames(schema: GraphQLSchema): string[] {
  const graphs = schema.getType('join__Graph');
  if (!isEnumType(graphs)) throw new Error('What is to be served is no supergraph: it names no subgraphs.');
  return graphs.getValues().map(({ name, astNode }) => {
    const directive = astNode?.directives?.find((each) => each.name.value === 'join__graph');
    if (!directive) throw new Error(`The supergraph does not say which subgraph ${name} is.`);
    return stringArgument(directive, 'name');
  });
}

function nodeOwners(schema: GraphQLSchema): NodeOwner[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type)) return [];
    return (type.astNode?.directives ?? [])
      .filter(({ name }) => name.value === 'nodeOwner')
      .map((directive) => ({
        type: type.name,
        prefix: stringArgument(directive, 'prefix'),
        subgraph: stringArgument(directive, 'subgraph'),
        field: stringArgument(directive, 'field'),
      }));
  });
}

function stringArgument({ name: directive, arguments: given = [] }: ConstDirectiveNode, key: string): string {
  const value = given.find(({ name }) => name.value === key)?.value;
  if (value?.kind !== Kind.STRING) throw new Error(`@${directive.value} in the supergraph lacks "${key}".`);
  return value.value;
}
