import { AppError } from '@trivet/platform';
import { expect, it } from 'vitest';
import { parseJson } from './json.ts';

const refused = (text: string) => {
  try {
    parseJson(text);
    return false;
  } catch (error) {
    return error instanceof AppError && error.code === 'BAD_USER_INPUT';
  }
};

it('refuses numbers that are too large to be one, wherever they stand', () => {
  const digits = '9'.repeat(309);
  const texts = [
    '1e400',
    '-1e400',
    '1E+309',
    '{"a":[{"b":1e999}]}',
    digits,
    `[0,-${digits}]`,
    `{"a":${' '.repeat(500)}${digits}}`,
    `1${'0'.repeat(250)}e99`,
    `-1${'0'.repeat(210)}.5E+99`,
    `{"a":1${'0'.repeat(300)}e9}`,
  ];
  for (const text of texts) expect(refused(text), text.slice(0, 40)).toBe(true);
});

it('takes the largest that are, the smallest, and texts that look like others', () => {
  const values = [
    1.7976931348623157e308,
    -1.7976931348623157e308,
    5e-324,
    'res_01e123',
    '1e400',
    { '1e400': '9'.repeat(1_000) },
  ];
  for (const value of values) expect(parseJson(JSON.stringify(value))).toEqual(value);
  expect(parseJson('9'.repeat(308))).toBe(Number('9'.repeat(308)));
  expect(parseJson(`1${'0'.repeat(209)}e99`)).toBe(1e308);
  expect(parseJson('1e-400')).toBe(0);
});

it('looks at a body of digits in no time', () => {
  const text = JSON.stringify(`${'1'.repeat(209)}x`.repeat(3_000));
  const before = process.cpuUsage();
  parseJson(text);
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(200);
});
