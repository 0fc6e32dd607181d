import { type DataKey, decryptField, encryptField, lookupHash } from '@trivet/identity';

/** The keyed hash by which an address is found. Upper and lower case are one address. */
export function emailHash(lookupKey: Buffer, email: string): Buffer {
  return lookupHash(lookupKey, `email:${email.trim().toLowerCase()}`);
}

export function encryptEmail(key: DataKey, userId: string, email: string): Buffer {
  return encryptField(key, email.trim(), `users.email:${userId}`);
}

export function decryptEmail(key: DataKey, userId: string, encrypted: Buffer): string {
  return decryptField(key, encrypted, `users.email:${userId}`).toString();
}
