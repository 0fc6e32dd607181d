export { databaseUrlShape, type ProcessRole, readProcessConfig, type SubgraphProcessConfig } from './config.ts';
export { runSubgraph, type SubgraphProcess } from './run-subgraph.ts';
