import { createHash, createHmac } from 'node:crypto';

/**
 * The token of an invitation, of which each version has another: 256 bits that nobody can compute who lacks the key, fit for
 * a URL. Computed, so that it can be shown to who invites and stand in a mail, and be kept nowhere.
 */
export function invitationToken(
  key: Buffer,
  { id, version }: { readonly id: string; readonly version: number },
): string {
  return createHmac('sha256', key).update(`invitation-token:${id}:${version}`).digest('base64url');
}

/** As it is stored. A token has too many values to be guessed from a plain hash. */
export function invitationTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
