import { type SubgraphName, subgraphNames } from '@trivet/standalone';
import type { BenchEnvironment, RunningVariant } from '../variant.ts';
import { startPart } from './parts.ts';
import { supergraphOfTrivet } from './supergraph.ts';

/**
 * A gateway that is not ours before Trivet's subgraph processes. They answer bearers of a viewer token only, so clients
 * present one that is good at all three for the whole run, and the gateway sends it on and checks nobody. That is unfair to
 * our router, which verifies the access token and signs a viewer token per viewer, subgraph and minute.
 */
export async function startBeforeTrivet(
  environment: BenchEnvironment,
  { name, entry, options }: { readonly name: string; readonly entry: string; readonly options: object },
): Promise<RunningVariant> {
  const subgraphs = await environment.subgraphs();
  const urls = Object.fromEntries(
    subgraphNames.map((subgraph) => [subgraph, `${subgraphs[subgraph].url}/graphql`]),
  ) as Record<SubgraphName, string>;
  const port = await environment.freePort();
  const gateway = await startPart(environment, name, entry, {
    port,
    supergraphSdl: supergraphOfTrivet(urls),
    ...options,
  });
  return {
    url: gateway.url,
    processes: [gateway.process, ...subgraphNames.map((subgraph) => subgraphs[subgraph].process)],
    headersFor: ({ viewerToken }) => ({ authorization: `Bearer ${viewerToken}` }),
    stop: () => gateway.process.stop(),
  };
}
