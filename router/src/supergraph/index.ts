export { buildApiSchema } from './api-schema.ts';
export { generateNodeTypeDefs, type SubgraphTypeDefs } from './node-type-defs.ts';
