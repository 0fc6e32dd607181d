import { expect, it } from 'vitest';
import { hashOfApiKey, isApiKeySecret, newApiKeySecret, startOfApiKey } from './index.ts';

it('is a secret of its own each time, of a form that scanners know', () => {
  const secrets = Array.from({ length: 100 }, newApiKeySecret);
  expect(new Set(secrets).size).toBe(100);
  for (const secret of secrets) {
    expect(secret).toMatch(/^trvk_[0-9A-Za-z]{42}$/);
    expect(isApiKeySecret(secret)).toBe(true);
    expect(startOfApiKey(secret)).toBe(secret.slice(0, 9));
  }
});

it('is not what differs in a character, or is of another form', () => {
  const secret = newApiKeySecret();
  for (let index = 5; index < secret.length; index += 1) {
    const other = secret[index] === 'x' ? 'y' : 'x';
    expect(isApiKeySecret(secret.slice(0, index) + other + secret.slice(index + 1)), `at ${index}`).toBe(false);
  }
  for (const text of ['', 'trvk_', secret.slice(0, -1), `${secret}0`, secret.replace('trvk_', 'ghp_'), ` ${secret}`]) {
    expect(isApiKeySecret(text), text).toBe(false);
  }
});

it('has a checksum that stays what it is', () => {
  expect(isApiKeySecret('trvk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ000000')).toBe(false);
  expect(hashOfApiKey('trvk_a').toString('hex')).toHaveLength(64);
});
