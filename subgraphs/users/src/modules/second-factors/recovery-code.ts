import { randomInt } from 'node:crypto';
import { lookupHash } from '@trivet/identity';

/** Crockford's base32: nothing that is easily taken for something else. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** More than the 112 bits from which on a fast hash is enough to keep (OWASP ASVS 6.5.2). */
const length = 24;

/** 120 random bits, such as `7K2M-9QXW-4TBD-H3NZ-P8RS-1VAC`. */
export function newRecoveryCode(): string {
  const characters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
  return (characters.match(/.{4}/g) ?? []).join('-');
}

/**
 * What is kept of a person's code, however he writes it. Keyed, and of his own: nobody can look for codes without the key, and
 * the same code of another is another.
 */
export function hashOfRecoveryCode(key: Buffer, userId: string, code: string): Buffer {
  const plain = code
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return lookupHash(key, `recovery-code:${userId}:${plain}`);
}
