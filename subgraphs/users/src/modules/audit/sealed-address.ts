import { randomBytes } from 'node:crypto';
import type { Encrypted } from '@trivet/database';
import { type DataKey, decryptField, encryptField } from '@trivet/identity';
import { commitmentTo, type OpenedAddress, saltBytes } from './audit-chain.ts';

/** An address that only its person's key opens, and what the chain holds of it. */
export interface SealedAddress {
  readonly address: Encrypted;
  readonly addressCommitment: Buffer;
}

/** Encrypts salt and address for one event, with the key of who caused it. */
export function sealAddress(key: DataKey, eventId: string, address: string): SealedAddress {
  const salt = randomBytes(saltBytes);
  const plaintext = Buffer.concat([salt, Buffer.from(address)]);
  return {
    address: encryptField(key, plaintext, contextOf(eventId)),
    addressCommitment: commitmentTo({ salt, address }),
  };
}

/** @throws {Error} for another key, another event, or bytes that were changed. */
export function openAddress(key: DataKey, eventId: string, sealed: Buffer): OpenedAddress {
  const plaintext = decryptField(key, sealed, contextOf(eventId));
  return { salt: plaintext.subarray(0, saltBytes), address: plaintext.subarray(saltBytes).toString() };
}

function contextOf(eventId: string): string {
  return `users.audit_entries.address:${eventId}`;
}
