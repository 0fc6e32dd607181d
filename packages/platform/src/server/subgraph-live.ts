import type { Server } from 'node:http';
import type { ExecutionArgs } from 'graphql';
import { GraphQLError, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { AppError } from '../errors/app-error.ts';
import type { Subgraph, SubgraphRequest } from '../graph/subgraph.ts';
import type { Viewer } from '../graph/viewer.ts';
import type { Logger } from '../logging/logger.ts';
import { bearerToken } from './subgraph-server.ts';

export interface LiveEdge {
  stop(): Promise<void>;
}

/**
 * Subscriptions for routers, by graphql-transport-ws: one socket per router, opened with the router's own token, and
 * each operation with the token of its viewer in `extensions.viewer`.
 */
export function serveLive(options: {
  readonly server: Server;
  readonly subgraph: Subgraph;
  readonly authenticate: (token: string) => Promise<Viewer>;
  readonly logger: Logger;
}): LiveEdge {
  const { server, subgraph, authenticate, logger } = options;
  const sockets = new WebSocketServer({ server, path: '/graphql', maxPayload: 16 * 1024 * 1024 });
  const edge = useServer<Record<string, unknown>, { socket: unknown; request: unknown }>(
    {
      onConnect: async ({ connectionParams }) => {
        const header = connectionParams?.['authorization'];
        const viewer = await authenticate(bearerToken(typeof header === 'string' ? header : undefined)).catch(
          () => null,
        );
        return viewer?.kind === 'service';
      },
      onSubscribe: async (_context, _id, { query, variables, operationName, extensions }) => {
        try {
          const viewer = await authenticate(String(extensions?.['viewer'] ?? ''));
          const request: SubgraphRequest = {
            query,
            variables: variables ?? undefined,
            operationName: operationName ?? undefined,
            viewer,
            requestId: String(extensions?.['requestId'] ?? ''),
            after: typeof extensions?.['after'] === 'string' ? extensions['after'] : undefined,
          };
          return {
            schema: subgraph.schema,
            document: parse(query),
            operationName,
            contextValue: request,
          } satisfies ExecutionArgs;
        } catch (error) {
          if (error instanceof AppError) return [new GraphQLError(error.message, { extensions: { code: error.code } })];
          if (error instanceof GraphQLError) return [error];
          logger.error('A live operation could not begin', { error });
          return [
            new GraphQLError('Something went wrong on our side.', { extensions: { code: 'INTERNAL_SERVER_ERROR' } }),
          ];
        }
      },
      execute: (args: ExecutionArgs) => subgraph.execute(args.contextValue as SubgraphRequest),
      subscribe: (args: ExecutionArgs) => subgraph.subscribe(args.contextValue as SubgraphRequest),
    },
    sockets,
    10_000,
  );
  return {
    async stop() {
      await edge.dispose();
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
}
