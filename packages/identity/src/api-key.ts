import { hash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What every key begins with, so that people and scanners of secrets know it where they find it. */
export const apiKeyPrefix = 'trvk_';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Of 62 characters each: 214 bits, which nobody guesses, so a plain hash of it is enough to keep. */
const secretLength = 36;
/** A checksum of 32 bits in the same characters. */
const checksumLength = 6;
/** So much of a secret is shown in lists, to tell keys apart. */
const shownLength = 4;

const shape = new RegExp(`^${apiKeyPrefix}[0-9A-Za-z]{${secretLength + checksumLength}}$`);

/** A secret that nobody has had before: `trvk_`, 36 random characters, and six of a checksum (CRC-32 of all before). */
export function newApiKeySecret(): string {
  const random = Array.from({ length: secretLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${apiKeyPrefix}${random}${checksumOf(random)}`;
}

/** Whether it could be one of ours: one that was mistyped or made up is known without asking anybody. */
export function isApiKeySecret(text: string): boolean {
  if (!shape.test(text)) return false;
  const random = text.slice(apiKeyPrefix.length, -checksumLength);
  return checksumOf(random) === text.slice(-checksumLength);
}

/** What is kept of a secret, and found by. */
export function hashOfApiKey(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** The beginning of a secret, which tells nothing. */
export function startOfApiKey(secret: string): string {
  return secret.slice(0, apiKeyPrefix.length + shownLength);
}

function checksumOf(random: string): string {
  let rest = crc32(`${apiKeyPrefix}${random}`);
  let text = '';
  for (let index = 0; index < checksumLength; index += 1) {
    text = alphabet[rest % alphabet.length] + text;
    rest = Math.floor(rest / alphabet.length);
  }
  return text;
}
