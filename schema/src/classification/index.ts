export { ends, exported, inTheClear } from './by-hand.ts';
export { goesBy, loadColumns, type PersonalColumn, personalColumns } from './columns.ts';
