import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, fit for a URL. */
export function newInvitationToken(): string {
  return randomBytes(32).toString('base64url');
}

/** As it is stored. A token has too many values to be guessed from a plain hash. */
export function invitationTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
