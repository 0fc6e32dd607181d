import { describe, expect, it } from 'vitest';
import { headerLine, looksLikeLink, safeUrl, withoutLinks, withPlainHosts } from './places.ts';

describe('a URL that is sent', () => {
  it.each([
    ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
    ['http://localhost:4000/open/1', 'http://localhost:4000/open/1'],
    // A Cyrillic letter that looks like a Latin one.
    ['https://аpple.com/', 'https://xn--pple-43d.com/'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['javascript:alert(1)', null],
    ['JAVASCRIPT:alert(1)', null],
    ['data:text/html,<script>', null],
    ['//example.com', null],
    ['https://user:password@example.com/', null],
    ['https://google.com@evil.example/', null],
    ['', null],
    [`https://example.com/${'a'.repeat(2_000)}`, null],
  ])('is %s as %s', (text, shown) => expect(safeUrl(text)).toBe(shown));
});

describe('a name in a mail', () => {
  it.each(['https://evil.example/a', 'www.evil.example', 'evil.example', 'Sign in at EVIL.EXAMPLE', 'пример.рф'])(
    'is no link: %s',
    (text) => {
      const shown = withoutLinks(text);
      expect(shown).toContain('\u2060');
      expect(looksLikeLink(shown)).toBe(false);
      expect(shown.replaceAll('\u2060', '')).toBe(text);
    },
  );

  it.each(['Ada Lovelace', 'Engines Inc.', 'A. B. Charles', 'Version 2', '1.5 Engines'])('stays as it is: %s', (text) =>
    expect(withoutLinks(text)).toBe(text),
  );
});

it('shows the hosts of URLs in what people wrote as they are registered', () => {
  expect(withPlainHosts('See https://аpple.com/a and https://example.com/ä?x=1, or http://bücher.example:8080.')).toBe(
    'See https://xn--pple-43d.com/a and https://example.com/ä?x=1, or http://xn--bcher-kva.example:8080.',
  );
});

it.each([
  ['One\r\nBcc: all@example.com', 'One  Bcc: all@example.com'],
  ['One\u2028Two\u0085Three', 'One Two Three'],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
])('makes one line of what stands in the head of a mail', (text, line) => expect(headerLine(text)).toBe(line));
