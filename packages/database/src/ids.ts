import { uuidv7 } from 'uuidv7';

/** A new UUIDv7: unique, and in the order of creation. */
export function newId(): string {
  return uuidv7();
}

/** Greater than every UUID in use: where a list that begins with the newest begins. */
export const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** Smaller than every UUID in use: where a list that begins with the oldest begins. */
export const firstId = '00000000-0000-0000-0000-000000000000';
