import { createHash, randomBytes } from 'node:crypto';

/** A new token of a challenge: 256 random bits. */
export function newChallengeToken(): string {
  return `tch_${randomBytes(32).toString('base64url')}`;
}

/** What is stored of it. It has 256 bits of its own, so a plain SHA-256 does. */
export function hashOfChallengeToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
