import { newId } from '@trivet/database';
import { expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';

const logId = newId();

it.each([0, 1, 4_294_967_296, Number.MAX_SAFE_INTEGER])('keeps position %d', (position) => {
  expect(decodeCursor(encodeCursor(logId, position), logId)).toBe(position);
});

it('says of a cursor of another log that it is expired', () => {
  expect(() => decodeCursor(encodeCursor(newId(), 1), logId)).toThrow(
    expect.objectContaining({ code: 'CURSOR_EXPIRED' }),
  );
});

it.each([
  '',
  'x',
  '1',
  `${encodeCursor(logId, 1)}A`,
  encodeCursor(logId, 1).slice(0, -2),
  `${encodeCursor(logId, 1)}=`,
  'é'.repeat(34),
])('says of "%s" that it never was one', (text) => {
  expect(() => decodeCursor(text, logId)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
});

it('says of a position that no log reaches that it never was a cursor', () => {
  const bytes = Buffer.from(encodeCursor(logId, 1), 'base64url').fill(0xff, 17);
  expect(() => decodeCursor(bytes.toString('base64url'), logId)).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT' }),
  );
});
