import { createHash } from 'node:crypto';

/** An external key as imports compare it: a UUID, which the database is quickest with, of 128 bits of SHA-256. */
export function keyHashOf(externalKey: string): string {
  const hex = createHash('sha256').update(externalKey).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
