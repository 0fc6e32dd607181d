import './disable-telemetry.ts';
import { Supergraph } from '@apollo/federation-internals';
import { type GraphQLSchema, isObjectType, Kind, parse, visit } from 'graphql';
import { type NodeOwner, nodeSubgraphName } from './node-type-defs.ts';

/** A supergraph that this router can serve, and all that it needs to know of it. */
export interface LoadedSupergraph {
  /** What the planner works on. */
  readonly supergraph: Supergraph;
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
 */
export function loadSupergraph(supergraphSdl: string): LoadedSupergraph {
  refuseUnsupported(supergraphSdl);
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null });
  const internalSchema = supergraph.schema.toGraphQLJSSchema();
  return {
    supergraph,
    apiSchema: supergraph.apiSchema().toGraphQLJSSchema(),
    internalSchema,
    nodeOwners: nodeOwners(internalSchema),
    subgraphNames: supergraph.subgraphsMetadata().flatMap(({ name }) => (name === nodeSubgraphName ? [] : [name])),
  };
}

function refuseUnsupported(supergraphSdl: string): void {
  const unsupported = new Set<string>();
  visit(parse(supergraphSdl, { noLocation: true }), {
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

function nodeOwners(schema: GraphQLSchema): NodeOwner[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type)) return [];
    return (type.astNode?.directives ?? [])
      .filter(({ name }) => name.value === 'nodeOwner')
      .map(({ arguments: given = [] }) => {
        const value = (key: string): string => {
          const node = given.find(({ name }) => name.value === key)?.value;
          if (node?.kind !== Kind.STRING) throw new Error(`@nodeOwner on ${type.name} lacks "${key}".`);
          return node.value;
        };
        return { type: type.name, prefix: value('prefix'), subgraph: value('subgraph'), field: value('field') };
      });
  });
}
