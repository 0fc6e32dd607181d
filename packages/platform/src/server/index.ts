export { mountRoutes } from './routes.ts';
export { type SubgraphServer, type SubgraphServerOptions, serveSubgraph } from './subgraph-server.ts';
