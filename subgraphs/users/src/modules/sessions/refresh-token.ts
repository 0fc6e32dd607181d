import { createHash, createHmac, randomBytes } from 'node:crypto';

const prefix = 'trt_';

/** A new refresh token: 256 random bits. */
export function newRefreshToken(): string {
  return prefix + randomBytes(32).toString('base64url');
}

/**
 * The one successor of a token. Computed, so that within the grace period the same successor can be given again although
 * only hashes are stored; without the key nobody can compute it.
 */
export function successorOf(token: string, key: Buffer): string {
  return prefix + createHmac('sha256', key).update(`refresh-token:${token}`).digest('base64url');
}

/** What is stored of a token. It has 256 bits of its own, so a plain SHA-256 does. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
