import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { lookupHash } from '@trivet/identity';

/** What a challenge is for: another is not taken for it. */
export type Ceremony = 'authentication' | { readonly registrationOf: string };

const lifetimeMs = 5 * 60_000;
const randomSize = 16;
const timeSize = 6;
const headSize = randomSize + timeSize;
const macSize = 16;

export interface CeremonyChallenge {
  readonly bytes: Buffer;
  readonly expiresAt: Date;
}

/**
 * What a keeper of passkeys has to sign: random, its end, and our mark on both. So nothing has to be kept of the challenges that
 * strangers ask for; only of those that were answered.
 */
export function newCeremonyChallenge(key: Buffer, ceremony: Ceremony, now: Date): CeremonyChallenge {
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  const time = Buffer.alloc(timeSize);
  time.writeUIntBE(expiresAt.getTime(), 0, timeSize);
  const head = Buffer.concat([randomBytes(randomSize), time]);
  return { bytes: Buffer.concat([head, macOf(key, ceremony, head)]), expiresAt };
}

/** What is kept of a challenge that was answered, so that it is answered once. */
export interface AnsweredChallenge {
  readonly hash: Buffer;
  readonly expiresAt: Date;
}

/** Null for a challenge that is not ours, not for this ceremony, or over. */
export function recogniseChallenge(
  key: Buffer,
  ceremony: Ceremony,
  { bytes, now }: { readonly bytes: Buffer; readonly now: Date },
): AnsweredChallenge | null {
  if (bytes.length !== headSize + macSize) return null;
  const head = bytes.subarray(0, headSize);
  if (!timingSafeEqual(bytes.subarray(headSize), macOf(key, ceremony, head))) return null;
  const expiresAt = new Date(head.readUIntBE(randomSize, timeSize));
  return expiresAt > now ? { hash: createHash('sha256').update(bytes).digest(), expiresAt } : null;
}

function macOf(key: Buffer, ceremony: Ceremony, head: Buffer): Buffer {
  const purpose = ceremony === 'authentication' ? ceremony : `registration:${ceremony.registrationOf}`;
  return lookupHash(key, `passkey-challenge:${purpose}:${head.toString('hex')}`).subarray(0, macSize);
}
