import './disable-telemetry.ts';
import { composeServices } from '@apollo/composition';
import { buildApiSchema, generateNodeTypeDefs } from '@trivet/router/supergraph';
import { type DocumentNode, parse, printSchema } from 'graphql';

export interface SubgraphDefinition {
  readonly name: string;
  readonly typeDefs: DocumentNode | string;
}

export interface Composition {
  readonly supergraphSdl: string;
  /** What clients see, by introspection too. */
  readonly apiSdl: string;
  /** The generated subgraph `node`. */
  readonly nodeSdl: string;
}

type CompositionHint = NonNullable<ReturnType<typeof composeServices>['hints']>[number];

/**
 * Hints that are by design. `UserErrorCode` is an output enum of which each subgraph names its own values; an output
 * enum is merged as the union, so nothing is lost. (The same difference on an enum that is also input is another hint.)
 */
const acceptedHints: ReadonlySet<string> = new Set(['INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM']);

/** Composition does not count the arguments of directives as a use; `@classified` is what uses it. */
const usedByDirectives = 'trivet__Classification';

/**
 * Composes the subgraphs and the generated `node`. URLs are placeholders: a router takes the real ones from its
 * configuration.
 * @throws {Error} one, which lists every composition error, and every hint that is not by design.
 */
export function composeSubgraphs(subgraphs: readonly SubgraphDefinition[]): Composition {
  const nodeSdl = generateNodeTypeDefs(subgraphs);
  const services = [...subgraphs, { name: 'node', typeDefs: nodeSdl }].map(({ name, typeDefs }) => ({
    name,
    typeDefs: typeof typeDefs === 'string' ? parse(typeDefs) : typeDefs,
    url: `http://${name}.invalid/graphql`,
  }));
  const { supergraphSdl, errors = [], hints = [] } = composeServices(services);
  const complaints = [
    ...errors.map(({ message }) => message),
    ...hints.filter((hint) => !isAccepted(hint)).map((hint) => hint.toString()),
  ];
  if (complaints.length > 0 || !supergraphSdl) {
    throw new Error(`The subgraphs do not compose:\n${complaints.map((complaint) => `- ${complaint}`).join('\n')}`);
  }
  return { supergraphSdl, apiSdl: `${printSchema(buildApiSchema(parse(supergraphSdl)))}\n`, nodeSdl };
}

function isAccepted({ definition, message }: CompositionHint): boolean {
  return (
    acceptedHints.has(definition.code) ||
    (definition.code === 'UNUSED_ENUM_TYPE' && message.includes(`"${usedByDirectives}"`))
  );
}
