import type { Encrypted } from '@trivet/database';
import { type DataKey, decryptField, encryptField, lookupHash } from '@trivet/identity';
import { UserFault } from '@trivet/platform';

/** No mail server takes a longer one (RFC 5321, 4.5.3.1.3, less the angle brackets). */
const maxLength = 254;

/**
 * The address as it is kept; its form was checked by the scalar.
 * @throws {UserFault} `INVALID_INPUT` for one that is too long.
 */
export function requireEmail(email: string, path: readonly string[] = ['email']): string {
  const trimmed = email.trim();
  if (trimmed.length > maxLength) {
    throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', `An address has at most ${maxLength} characters.`, path);
  }
  return trimmed;
}

/** The keyed hash by which an address is found. Upper and lower case are one address. */
export function emailHash(lookupKey: Buffer, email: string): Buffer {
  return lookupHash(lookupKey, `email:${email.trim().toLowerCase()}`);
}

export function encryptEmail(key: DataKey, userId: string, email: string): Encrypted {
  return encryptField(key, email.trim(), `users.email:${userId}`);
}

export function decryptEmail(key: DataKey, userId: string, encrypted: Buffer): string {
  return decryptField(key, encrypted, `users.email:${userId}`).toString();
}
