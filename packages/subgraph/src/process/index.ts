export { databaseUrlShape, type ProcessRole, readProcessConfig, type SubgraphProcessConfig } from './config.ts';
export { RemoteAccessSource } from './remote-access-source.ts';
export { runSubgraph, type SubgraphProcess } from './run-subgraph.ts';
