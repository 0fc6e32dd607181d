import { uuidv7, V7Generator } from 'uuidv7';

/** For times that somebody gives: they may be earlier than the last. */
const generator = new V7Generator();

/** A new UUIDv7: unique, and in the order of creation; of the time `at`, where it has to be one with another time. */
export function newId(at?: Date): string {
  return at ? generator.generateOrResetWithTs(at.getTime()).toString() : uuidv7();
}

/** The least that an id of this time can be. */
export function firstIdOf(at: Date): string {
  const hex = Math.max(at.getTime(), 0).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}${firstId.slice(13)}`;
}

/** Greater than every UUID in use: where a list that begins with the newest begins. */
export const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** Smaller than every UUID in use: where a list that begins with the oldest begins. */
export const firstId = '00000000-0000-0000-0000-000000000000';
