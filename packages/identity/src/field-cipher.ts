import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Encrypted } from '@trivet/database';

const version = 1;
const ivBytes = 12;
const tagBytes = 16;

/** A 256-bit key for AES. */
export type DataKey = Buffer;

export function newDataKey(): DataKey {
  return randomBytes(32);
}

/**
 * AES-256-GCM (NIST SP 800-38D) with a random IV. The result is version, IV, tag, ciphertext. `context` says what the
 * value is (`users.email:<id>`) and is authenticated with it: a ciphertext that was moved elsewhere does not open.
 */
export function encryptField(key: DataKey, plaintext: string | Buffer, context: string): Encrypted {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  // The one place where bytes become what a column of `encrypted` takes.
  return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), body]) as Encrypted;
}

/** @throws {Error} for another key, another context, or bytes that were changed. */
export function decryptField(key: DataKey, encrypted: Buffer, context: string): Buffer {
  if (encrypted[0] !== version) throw new Error('This ciphertext has a form that is not known here.');
  const iv = encrypted.subarray(1, 1 + ivBytes);
  const tag = encrypted.subarray(1 + ivBytes, 1 + ivBytes + tagBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
    .setAAD(Buffer.from(context))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(encrypted.subarray(1 + ivBytes + tagBytes)), decipher.final()]);
}

/** HMAC-SHA-256: finds equal values without telling which they are to whoever lacks the key. */
export function lookupHash(key: Buffer, value: string): Buffer {
  return createHmac('sha256', key).update(value).digest();
}
