export type { Protection } from './column-types.ts';
export { type Classification, classifications, type Subject } from './declaration.ts';
export { type ModelColumn, modelColumns } from './model-columns.ts';
