import { join } from 'node:path';
import type { Variant } from '../variant.ts';
import type { ApolloGatewayOptions } from './apollo/gateway-process.ts';
import { startBeforeTrivet } from './before-trivet.ts';

/** Apollo's gateway and Apollo Server in one process, before Trivet's own subgraph processes. */
export const stockGateway: Variant = {
  name: 'stockGateway',
  about: "Apollo Server and Gateway before Trivet's subgraphs: cache hints, persisted queries and telemetry off",
  counts: 'gateway',
  start: (environment) =>
    startBeforeTrivet(environment, {
      name: 'stockGateway',
      entry: join(import.meta.dirname, 'apollo/gateway-process.ts'),
      options: { credentials: { forward: ['authorization'] } } satisfies Partial<ApolloGatewayOptions>,
    }),
};
