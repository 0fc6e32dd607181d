import { expect, it } from 'vitest';
import { isLoopbackHost } from './loopback.ts';

it.each(['localhost', 'LOCALHOST', 'localhost:4000', '127.0.0.1', '127.0.0.1:4000', '127.1.2.3', '::1', '[::1]:4000'])(
  '%s is this machine',
  (host) => expect(isLoopbackHost(host)).toBe(true),
);

it.each([
  '',
  'example.com',
  'localhost.example.com',
  'localhost.example.com:4000',
  '127.0.0.1.example.com',
  '127.evil',
  '0.0.0.0',
  '::',
  '10.0.0.1',
  'a@localhost',
  'localhost:4000:4000',
])('"%s" is somebody else, or may be', (host) => expect(isLoopbackHost(host)).toBe(false));
