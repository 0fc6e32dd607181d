import { expect, it } from 'vitest';
import { hashOfRecoveryCode, newRecoveryCode } from './recovery-code.ts';

const key = Buffer.alloc(32, 1);
const hash = (code: string, userId = 'ada') => hashOfRecoveryCode(key, userId, code).toString('hex');

it('makes codes of 120 bits, none twice, of letters that nobody takes for others', () => {
  const codes = Array.from({ length: 1000 }, newRecoveryCode);
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(new Set(codes).size).toBe(1000);
});

it('knows a code again however it is written', () => {
  const ways = ['0123-ABCD-1EFG-1HJK', '0123abcd1efg1hjk', ' o123 ABCD iefg LHJK '];
  expect(new Set(ways.map((code) => hash(code))).size).toBe(1);
  expect(hash('0123-ABCD-1EFG-1HJM')).not.toBe(hash('0123-ABCD-1EFG-1HJK'));
});

it('keeps the same code of another as another', () => {
  const code = newRecoveryCode();
  expect(hash(code, 'grace')).not.toBe(hash(code, 'ada'));
});
