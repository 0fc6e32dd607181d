import { join } from 'node:path';
import { type SubgraphName, subgraphNames } from '@trivet/standalone';
import type { BenchEnvironment, Variant } from '../variant.ts';
import type { ApolloGatewayOptions } from './apollo/gateway-process.ts';
import type { ApolloSubgraphOptions } from './apollo/subgraph-process.ts';
import { startPart, stopAll } from './parts.ts';
import { supergraphOfTrivet } from './supergraph.ts';

/**
 * The whole product as one would build it with Apollo's packages: three subgraphs by Apollo Server, executed by graphql-js,
 * behind Apollo's gateway, each in a process of its own and over HTTP. Resolvers, services, statements and the settings of
 * sessions are Trivet's.
 */
export const stockApollo: Variant = {
  name: 'stockApollo',
  about: 'Apollo Server and Gateway before three Apollo subgraphs: cache hints, persisted queries and telemetry off',
  counts: 'everything',
  async start(environment) {
    const { keys, urls } = environment;
    const accessPort = await environment.freePort();
    const subgraphs = await Promise.all(
      subgraphNames.map(async (name) => {
        const port = await environment.freePort();
        const options: ApolloSubgraphOptions = { name, port, accessPort, keys, urls };
        return startPart(environment, `stockApollo-${name}`, entry('subgraph-process.ts'), options);
      }),
    );
    const gateway = await startGateway(
      environment,
      Object.fromEntries(subgraphNames.map((name, index) => [name, subgraphs[index]?.url ?? ''])) as Record<
        SubgraphName,
        string
      >,
    );
    const parts = [gateway, ...subgraphs];
    return {
      url: gateway.url,
      processes: parts.map(({ process }) => process),
      headersFor: ({ accessToken }) => ({ authorization: `Bearer ${accessToken}` }),
      stop: () => stopAll(parts),
    };
  },
};

async function startGateway(environment: BenchEnvironment, urls: Readonly<Record<SubgraphName, string>>) {
  const options: ApolloGatewayOptions = {
    port: await environment.freePort(),
    supergraphSdl: supergraphOfTrivet(urls),
    credentials: { verify: environment.keys },
  };
  return startPart(environment, 'stockApollo-gateway', entry('gateway-process.ts'), options);
}

function entry(file: string): string {
  return join(import.meta.dirname, 'apollo', file);
}
