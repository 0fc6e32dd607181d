export { Explorer, type ExplorerOptions } from './explorer.ts';
