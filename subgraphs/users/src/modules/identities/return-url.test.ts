import { UserFault } from '@trivet/platform';
import { expect, it } from 'vitest';
import { requireReturnUrl } from './return-url.ts';

const origins = ['https://app.test', 'http://localhost:5173'];

it.each([
  ['https://app.test', 'https://app.test/'],
  ['https://app.test/a/b?c=d%20e', 'https://app.test/a/b?c=d%20e'],
  ['https://app.test:443/', 'https://app.test/'],
  ['HTTPS://APP.TEST/', 'https://app.test/'],
  ['http://localhost:5173/signed-in', 'http://localhost:5173/signed-in'],
])('lets a browser go back to %s', (text, href) => {
  expect(requireReturnUrl(text, origins)).toBe(href);
});

it.each([
  undefined,
  '',
  ['https://app.test/', 'https://evil.test/'],
  '/signed-in',
  '//evil.test',
  '//app.test',
  'https://evil.test/',
  'https://app.test.evil.test/',
  'https://evil.test/https://app.test/',
  'https://app.test@evil.test/',
  'https://app.test:password@evil.test/',
  'https://somebody@app.test/',
  'https://app.test:444/',
  'http://app.test/',
  'https:\\\\evil.test/',
  'https://app.test\\@evil.test/',
  'https://evil.test\\@app.test/',
  'https://app.test/\\evil',
  '\thttps://app.test/',
  'https://app.test/\nSet-Cookie: a=b',
  'https://app.test/ a',
  'https://app.test/#code=mine',
  'https://аpp.test/',
  'javascript:alert(1)//https://app.test/',
  'data:text/html,https://app.test/',
  'blob:https://app.test/id',
  'file:///etc/passwd',
  `https://app.test/${'a'.repeat(2048)}`,
])('sends no browser to %j', (text) => {
  expect(() => requireReturnUrl(text, origins)).toThrow(UserFault);
});
