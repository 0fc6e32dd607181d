import { describe, expect, it } from 'vitest';
import { hasProvedSince, isIncomplete, profileOf, provedAt, readClaims } from './provider-profile.ts';
import type { EmailRule } from './provider-settings.ts';

const profile = (claims: object, emails: EmailRule = 'claimed') =>
  profileOf(readClaims({ sub: 'ada', ...claims }), { provider: 'test', issuer: 'https://issuer.test', emails });

it.each<[EmailRule, object, boolean]>([
  ['claimed', { email: 'ada@example.com', email_verified: true }, true],
  ['claimed', { email: 'ada@example.com', email_verified: 'true' }, true],
  ['claimed', { email: 'ada@example.com', email_verified: false }, false],
  ['claimed', { email: 'ada@example.com', email_verified: 'false' }, false],
  ['claimed', { email: 'ada@example.com', email_verified: 1 }, false],
  ['claimed', { email: 'ada@example.com' }, false],
  ['claimed', { email_verified: true }, false],
  ['trusted', { email: 'ada@example.com' }, true],
  ['trusted', {}, false],
  ['untrusted', { email: 'ada@example.com', email_verified: true }, false],
  ['google', { email: 'ada@gmail.com', email_verified: true }, true],
  ['google', { email: 'ada@example.com', email_verified: true, hd: 'example.com' }, true],
  ['google', { email: 'ada@example.com', email_verified: true }, false],
  ['google', { email: 'ada@gmail.com.example.com', email_verified: true }, false],
  ['google', { email: 'ada@gmail.com', email_verified: false }, false],
])('whose word is %s: %j is an address of the person’s: %s', (rule, claims, expected) => {
  expect(profile(claims, rule).emailVerified).toBe(expected);
});

it.each([
  [{ name: 'Ada Lovelace', given_name: 'A' }, 'Ada Lovelace'],
  [{ given_name: 'Ada', family_name: 'Lovelace' }, 'Ada Lovelace'],
  [{ preferred_username: 'ada', email: 'countess@example.com' }, 'ada'],
  [{ email: 'countess@example.com' }, 'countess'],
  [{ name: '  ', email: 'countess@example.com' }, 'countess'],
  [{ name: 'Ada\u0000\r\nLovelace' }, 'Ada Lovelace'],
  [{ name: '\ud800' }, '\ufffd'],
  [{ name: 'a'.repeat(300) }, 'a'.repeat(100)],
  [{ name: 17 }, null],
  [{}, null],
])('of %j takes the name %j', (claims, expected) => {
  expect(profile(claims).name).toBe(expected);
});

it.each(['not an address', 'ada@', `${'a'.repeat(300)}@example.com`, 17, null])('takes %j for no address', (email) => {
  expect(profile({ email, email_verified: true })).toMatchObject({ email: null, emailVerified: false });
});

it('takes nobody for somebody without a subject', () => {
  for (const sub of [undefined, '', 17, 'a'.repeat(256)]) expect(() => readClaims({ sub })).toThrow();
});

it('asks for more where an address or a word on it is missing, and the word counts', () => {
  const claims = (more: object) => readClaims({ sub: 'ada', ...more });
  const whole = claims({ email: 'ada@example.com', email_verified: false });
  const half = claims({ email: 'ada@example.com' });
  expect(isIncomplete(claims({}), 'trusted')).toBe(true);
  expect(isIncomplete(half, 'trusted')).toBe(false);
  expect(isIncomplete(half, 'claimed')).toBe(true);
  expect(isIncomplete(half, 'google')).toBe(true);
  expect(isIncomplete(whole, 'claimed')).toBe(false);
});

describe('when somebody proved at a provider who he is', () => {
  const now = new Date('2026-11-26T12:00:00Z');
  const seconds = (late: number) => now.getTime() / 1000 - late;
  const at = (auth_time: unknown) => provedAt(profile({ auth_time }), now)?.toISOString() ?? null;

  it('is as the provider says, and never later than now', () => {
    expect(at(seconds(3600))).toBe('2026-11-26T11:00:00.000Z');
    expect(at(seconds(-59))).toBe('2026-11-26T12:00:00.000Z');
  });

  it.each([undefined, null, '1764158400', -1, 0, Number.NaN, seconds(-61), 1e12])('is not said by %s', (claim) => {
    expect(at(claim)).toBe(null);
  });

  it('is since he set out, but for what clocks differ by', () => {
    const since = new Date(now.getTime() - 30_000);
    const isFresh = (late: number) => hasProvedSince(profile({ auth_time: seconds(late) }), since, now);
    expect([5, 90, 91].map(isFresh)).toEqual([true, true, false]);
    expect(hasProvedSince(profile({}), since, now)).toBe(false);
  });
});
