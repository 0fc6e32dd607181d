import { expect, it } from 'vitest';
import { codeOf, stepMs } from '../../tests/authenticator.ts';
import { newTotpSecret, stepOfCode, totpUri, typedTotpSecret } from './totp.ts';

/** RFC 6238, appendix B, of whose eight digits six are the last. */
const rfcSecret = Buffer.from('12345678901234567890');
const rfcCodes = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;

it.each(rfcCodes)('takes the codes of RFC 6238: at %i seconds %s', (seconds, code) => {
  const now = new Date(seconds * 1000);
  expect(stepOfCode(rfcSecret, code, now)).toBe(Math.floor(seconds / 30));
  expect(codeOf(typedTotpSecret(rfcSecret), now)).toBe(code);
});

it('takes the code of the step before and of the one after, and says of which it is; no other', () => {
  const secret = newTotpSecret();
  const now = new Date('2026-11-26T12:00:00Z');
  const step = now.getTime() / stepMs;
  const stepOf = (away: number) => {
    const code = codeOf(typedTotpSecret(secret), new Date(now.getTime() + away * stepMs));
    return stepOfCode(secret, code, now);
  };
  expect([-2, -1, 0, 1, 2].map(stepOf)).toEqual([null, step - 1, step, step + 1, null]);
});

it.each(['', '28708', '2870820', '28708a', '-87082', '２８７０８２', '287082\u0000', '1e1000'])(
  'takes "%s" for no code',
  (code) => expect(stepOfCode(rfcSecret, code, new Date(59_000))).toBeNull(),
);

it('takes a code with the space that authenticators show in it', () => {
  expect(stepOfCode(rfcSecret, ' 287 082 ', new Date(59_000))).toBe(1);
});

it('tells authenticators all that they have to know', () => {
  const url = new URL(totpUri(rfcSecret, 'ada:lovelace@example.com'));
  expect(`${url.protocol}//${url.host}`).toBe('otpauth://totp');
  expect(decodeURIComponent(url.pathname)).toBe('/Trivet:ada:lovelace@example.com');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    issuer: 'Trivet',
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});

it('makes secrets of 160 bits, none twice', () => {
  const secrets = Array.from({ length: 100 }, newTotpSecret);
  expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(100);
  expect(secrets[0]).toHaveLength(20);
});
