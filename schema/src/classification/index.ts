export { ends, exported, inTheClear, removedByParts } from './by-hand.ts';
export { goesBy, loadColumns, type PersonalColumn, personalColumns } from './columns.ts';
