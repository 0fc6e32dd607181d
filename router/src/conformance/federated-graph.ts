import '../supergraph/disable-telemetry.ts';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { ExecutableSubgraph, type Subgraph, type SubgraphRequest } from '@trivet/platform';
import { type DocumentNode, parse } from 'graphql';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/load-supergraph.ts';
import { silentLogger } from '../tests/test-graph.ts';
import { subgraphResolvers } from './data/subgraph-resolvers.ts';
import type { World } from './data/world.ts';
import { subgraphSdl } from './model/sdl.ts';

export interface RandomSubgraph extends Subgraph {
  readonly sdl: string;
  readonly typeDefs: DocumentNode;
  readonly createContext: (request: SubgraphRequest) => {
    readonly request: SubgraphRequest;
    readonly requestId: string;
  };
}

/** The subgraphs of a model, each with the resolvers and the data that it has there. */
export function subgraphsOf(world: World, executor: 'compiled' | 'reference' = 'compiled'): RandomSubgraph[] {
  return world.model.subgraphs.map((name) => {
    const sdl = subgraphSdl(world.model, name);
    const typeDefs = parse(sdl, { noLocation: true });
    const executable = new ExecutableSubgraph({
      name,
      schema: buildSubgraphSchema([
        { typeDefs, resolvers: subgraphResolvers(world, name, executor === 'compiled' ? 'mixed' : 'at once') ?? {} },
      ]),
      createContext: (request: SubgraphRequest) => ({ request, requestId: request.requestId }),
      logger: silentLogger,
      executor,
    });
    return {
      name,
      sdl,
      typeDefs,
      schema: executable.schema,
      createContext: executable.createContext,
      execute: (request) => executable.execute(request),
      prepare: (operation) => executable.prepare(operation),
      subscribe: (request) => executable.subscribe(request),
      routes: [],
      readiness: async () => [],
      start: async () => {},
      stop: async () => {},
    };
  });
}

/** The composed graph, or why it does not compose. */
export function compose(subgraphs: readonly RandomSubgraph[]): LoadedSupergraph | string {
  const { supergraphSdl, errors = [] } = composeServices(subgraphs.map(({ name, typeDefs }) => ({ name, typeDefs })));
  return supergraphSdl ? loadSupergraph(supergraphSdl) : errors.map(({ message }) => message).join('\n');
}
