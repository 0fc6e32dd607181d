export { generateNodeTypeDefs, type SubgraphTypeDefs } from './node-type-defs.ts';
