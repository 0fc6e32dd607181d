import { expect, it } from 'vitest';
import { PasswordHasher } from './password-hasher.ts';

it('hashes with Argon2id and a fresh salt, and knows the password again', async () => {
  const hasher = new PasswordHasher();
  const [one, two] = await Promise.all([hasher.hash('correct horse'), hasher.hash('correct horse')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await hasher.matches(one, 'correct horse')).toBe(true);
  expect(await hasher.matches(one, 'correct horses')).toBe(false);
  expect(await hasher.matches(null, 'nobody has this password')).toBe(false);
});

it('tells apart passwords that differ in the last of 128 characters', async () => {
  const hasher = new PasswordHasher();
  const long = 'ä'.repeat(127);
  const stored = await hasher.hash(`${long}a`);
  expect(await hasher.matches(stored, `${long}a`)).toBe(true);
  expect(await hasher.matches(stored, `${long}b`)).toBe(false);
});

it('turns people away rather than letting the line grow for ever, and goes on afterwards', async () => {
  const hasher = new PasswordHasher();
  const crowd = Array.from({ length: 203 }, () => hasher.matches('not a hash', 'correct horse'));
  const results = await Promise.allSettled(crowd);
  const turnedAway = results.filter(
    (result) => result.status === 'rejected' && (result.reason as { code?: string }).code === 'RATE_LIMITED',
  );
  expect(turnedAway).toHaveLength(1);
  expect(await hasher.hash('correct horse')).toMatch(/^\$argon2id/);
});
