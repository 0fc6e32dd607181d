import type { Mail } from '@trivet/subgraph';
import { expect, it } from 'vitest';
import { MailFactory } from './mail.factory.ts';
import { MailLinks } from './mail-links.ts';

const factory = new MailFactory({ links: new MailLinks('https://app.example.com/link/{action}#{token}') });
const event = { id: 'event', occurredAt: new Date('2026-11-26T16:04:00Z') };
const recipient = { address: 'ada@example.com', name: 'Ada', locale: 'en' };
const device = { agent: 'Firefox', address: '192.0.2.1' };
const token = 'the-token';
const all: readonly Mail[] = [
  { kind: 'email_verification', recipient, token },
  { kind: 'password_reset', recipient, token },
  { kind: 'password_changed', recipient, device },
  { kind: 'password_was_reset', recipient },
  { kind: 'email_change_approval', recipient, token, newAddress: 'countess@example.com' },
  { kind: 'email_change_verification', recipient, token },
  { kind: 'email_changed', recipient, newAddress: 'countess@example.com' },
  { kind: 'new_device', recipient, device },
  { kind: 'refresh_token_reused', recipient, device: { agent: null, address: null } },
  { kind: 'impersonated', recipient },
  { kind: 'sign_in_notice', recipient, about: 'totp_enabled', device },
  { kind: 'sign_in_notice', recipient, about: 'second_factor_failed', device: null },
  { kind: 'invitation', recipient, token, accountName: 'Engines', inviterName: null },
];

it.each(all)('writes $kind as text and as HTML that say the same, with a link where there is a token', (mail) => {
  const { key, to, subject, text, html } = factory.create(mail, event);
  expect({ key, to }).toEqual({ key: `event ${mail.kind}`, to: 'ada@example.com' });
  expect(subject).toMatch(/^[\w -]{10,60}$/);
  expect(text).toMatch(/^Hello Ada,\n\n/);
  const link = /https:\/\/app\.example\.com\/link\/[a-z-]+#the-token/;
  expect([link.test(text), link.test(html)]).toEqual(Array(2).fill('token' in mail));
  const plain = html
    .replaceAll(/<title>.*<\/title>|<[^>]+>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  const words = (content: string) =>
    content
      .replaceAll(/https:\S+|:(?=\s)/g, '')
      .split(/\s+/)
      .filter(Boolean);
  expect(words(plain)).toEqual(words(text));
  expect(text).not.toMatch(/undefined|null|\[object/);
});

it('tells when and from where, as far as that is known', () => {
  const { text } = factory.create({ kind: 'new_device', recipient, device }, event);
  expect(text).toContain('on 26 November 2026 at 16:04 UTC, with Firefox, from 192.0.2.1,');
});

it('lets nobody put markup into a mail, or a line into its head', () => {
  const mail: Mail = {
    kind: 'invitation',
    recipient: { ...recipient, name: null },
    token: '"><script>',
    accountName: 'Engines\r\nBcc: all@example.com',
    inviterName: '<img src="https://evil.example/">&',
  };
  const { subject, text, html } = factory.create(mail, event);
  expect(subject).toBe('An invitation to Engines  Bcc: all@example.com');
  expect(html).not.toMatch(/<(img|script)/);
  expect(html).toContain('&#60;img src=&#34;https://evil.example/&#34;&#62;&#38;');
  expect(html).toContain('/link/accept-invitation#%22%3E%3Cscript%3E');
  expect(text).toMatch(/^Hello,\n\n<img src="https:\/\/evil\.example\/">& invites you/);
});
