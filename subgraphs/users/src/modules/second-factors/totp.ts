import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** What every authenticator knows: the defaults of RFC 6238. Many ignore others, and show codes that are never good. */
const parameters = { issuer: 'Trivet', algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** Steps before and after the present one of which a code is good too: clocks differ, and typing takes time. */
const skewSteps = 1;

/** 160 random bits, as RFC 4226 recommends. */
export function newTotpSecret(): Buffer {
  return randomBytes(20);
}

/** As a person types it into an authenticator: base32. */
export function typedTotpSecret(secret: Buffer): string {
  return secretOf(secret).base32;
}

/** As an authenticator reads it from a picture. `label` says to the person which of his sign-ins it is. */
export function totpUri(secret: Buffer, label: string): string {
  return new TOTP({ ...parameters, label, secret: secretOf(secret) }).toString();
}

/** The step of a code, of 30 seconds since 1970; null for one that is not good at the moment. */
export function stepOfCode(secret: Buffer, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const delta = new TOTP({ ...parameters, secret: secretOf(secret) }).validate({ token, timestamp, window: skewSteps });
  return delta === null ? null : TOTP.counter({ period: parameters.period, timestamp }) + delta;
}

function secretOf(secret: Buffer): Secret {
  // A copy: a buffer of Node may be a part of a larger one, which otpauth would take whole.
  return new Secret({ buffer: new Uint8Array(secret).buffer });
}
