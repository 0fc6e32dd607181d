export { Dice, hashOf } from './dice.ts';
