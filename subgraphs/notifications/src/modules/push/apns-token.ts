import { createPrivateKey } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';

/** A key that Apple has given out for a team (token authentication). */
export interface ApnsKey {
  readonly teamId: string;
  readonly keyId: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
}

/** Apple takes none that is older than an hour, and none that is renewed more often than each twenty minutes. */
const windowSeconds = 40 * 60;

/**
 * By what we show Apple who we are (JWT, RFC 7519; ES256, RFC 7518). Whoever asks for it with one key in the same forty minutes gets
 * the same, to the byte: Apple refuses who comes with another one too soon, which every process that is started anew, or runs beside
 * another, would do. So it is issued at the beginning of those minutes and signed without chance (RFC 6979), which Node's own
 * signatures are not.
 */
export function apnsToken({ teamId, keyId, privateKey }: ApnsKey, now: Date): string {
  const issuedAt = beginningOf(now);
  const content = [
    { alg: 'ES256', kid: keyId },
    { iss: teamId, iat: issuedAt },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const { d = '' } = createPrivateKey(privateKey).export({ format: 'jwk' });
  const signature = p256.sign(Buffer.from(content), Buffer.from(d, 'base64url'));
  return `${content}.${Buffer.from(signature).toString('base64url')}`;
}

/** Since when the token of a time is good, in seconds since 1970. */
export function beginningOf(now: Date): number {
  return Math.floor(now.getTime() / 1000 / windowSeconds) * windowSeconds;
}
