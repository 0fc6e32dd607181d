import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { useJIT } from '@graphql-mesh/plugin-jit';
import http from '@graphql-mesh/transport-http';
import { runPart } from '../part-process.ts';

export interface HiveGatewayOptions {
  readonly port: number;
  readonly supergraphSdl: string;
  readonly planner: 'javascript' | 'rust';
  /** Headers of the client that subgraphs get too. */
  readonly forward: readonly string[];
  /** Whether equal requests that are under way at once are answered as one. */
  readonly shareInFlight?: boolean;
}

/** Hive Gateway's runtime on `node:http`, which is what its command line starts too. */
await runPart<HiveGatewayOptions>('hive gateway', async (options) => {
  const { port, supergraphSdl, planner, forward, shareInFlight = false } = options;
  const runtime = createGatewayRuntime({
    supergraph: supergraphSdl,
    // Looked up by its name at run time otherwise, which finds it only where it happens to be installed.
    transports: { http },
    // Compiled execution takes a fifth less with the planner in JavaScript; with the other it does not work.
    ...(planner === 'rust' ? { unifiedGraphHandler } : { plugins: () => [useJIT()] }),
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) =>
        Object.fromEntries(
          forward.flatMap((name) => {
            const value = request.headers.get(name);
            return value === null ? [] : [[name, value]];
          }),
        ),
    },
    inboundInflightRequestDeduplication: shareInFlight,
    // The same for requests to subgraphs, on by default. Where all requests differ it finds nothing, and copies each answer:
    // measured, the gateway takes a tenth less without.
    transportEntries: { '*.http': { options: { deduplicateInflightRequests: shareInFlight } } },
    // What costs something in each request and that nobody here uses: logs, ids of requests, pages, CORS, several operations
    // in one request. Parsed and validated documents are cached by default, plans too.
    logging: false,
    requestId: false,
    graphiql: false,
    landingPage: false,
    cors: false,
    batching: false as const,
    maskedErrors: false,
  });
  const server = createServer(runtime);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await runtime.dispose();
    },
  };
});
