import { createHmac } from 'node:crypto';

/** The code that is sent to a number: six digits, made of the id of its change, so that it stands in no table and no event. */
export function phoneCode(lookupKey: Buffer, changeId: string): string {
  const hash = createHmac('sha256', lookupKey).update(`code of a phone number: ${changeId}`).digest();
  // Of 2^48 numbers all codes have the same share, but for one in 281 million.
  return String(hash.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}
