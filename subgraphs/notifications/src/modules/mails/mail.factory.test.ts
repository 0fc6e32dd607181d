import type { Mail } from '@trivet/subgraph';
import { expect, it } from 'vitest';
import { MailFactory } from './mail.factory.ts';
import { MailLinks } from './mail-links.ts';

const factory = new MailFactory({ links: new MailLinks('https://app.example.com/link/{action}#{token}') });
const occurredAt = new Date('2026-11-26T16:04:00Z');
const identity = { key: 'key', messageId: '<id@app.example.com>' };
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
  const { to, subject, text, html, ...rest } = factory.create(mail, occurredAt, identity);
  // Nobody unsubscribes from what he is owed.
  expect({ to, ...rest }).toEqual({ to: 'ada@example.com', ...identity, unsubscribeUrl: null });
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
  const { text } = factory.create({ kind: 'new_device', recipient, device }, occurredAt, identity);
  expect(text).toContain('on 26 November 2026 at 16:04 UTC, with Firefox, from 192.0.2.1,');
});

const plain = { url: null, unsubscribeUrl: null, isAnnouncement: false };

it('keeps the lines of what somebody wrote apart, in HTML too', () => {
  const { text, html } = factory.createNotification(
    { recipient, title: 'News', body: 'First:\nthis\n\nThen:\n<that>', ...plain },
    identity,
  );
  expect(text).toContain('First:\nthis\n\nThen:\n<that>');
  expect(html).toContain('<p>First:<br>\nthis</p>\n<p>Then:<br>\n&#60;that&#62;</p>');
});

it('lets nobody put markup into a mail, or a line into its head', () => {
  const mail: Mail = {
    kind: 'invitation',
    recipient: { ...recipient, name: null },
    token: '"><script>',
    accountName: 'Engines\r\nBcc: all@example.com',
    inviterName: '<img src="https://evil.example/">&',
  };
  const { subject, text, html } = factory.create(mail, occurredAt, identity);
  expect(subject).toBe('An invitation to Engines  Bcc: all@example.com');
  expect(html).not.toMatch(/<(img|script)/);
  expect(html).toContain('&#60;img src=&#34;https://evil.example/&#34;&#62;&#38;');
  expect(html).toContain('/link/accept-invitation#%22%3E%3Cscript%3E');
  expect(text).toMatch(/^Hello,\n\n<img src="https:\/\/evil\.example\/">& invites you/);
});

it('writes what stands in an inbox as a mail, with the way out of its category, and takes nothing of it for markup', () => {
  const { subject, text, html, unsubscribeUrl } = factory.createNotification(
    {
      recipient: { address: 'ada@example.com', name: '<b>Ada' },
      title: 'New <b>document\r\nBcc: all@example.com',
      body: 'One paragraph.\n\n<script>Another</script>',
      url: 'https://app.example.com/open/"><script>',
      unsubscribeUrl: 'https://app.example.com/unsubscribe/token',
      isAnnouncement: false,
    },
    identity,
  );
  expect([subject, unsubscribeUrl]).toEqual([
    'New <b>document  Bcc: all@example.com',
    'https://app.example.com/unsubscribe/token',
  ]);
  expect(text).toMatch(
    /^Hello <b>Ada,\n\nOne paragraph\.\n\n.*Unsubscribe:\nhttps:\/\/app\.example\.com\/unsubscribe\/token\n$/s,
  );
  expect(html).not.toMatch(/<(script|b)>/);
  expect(html).toContain('<a href="https://app.example.com/unsubscribe/token">Unsubscribe</a>');
});

it('says of an announcement whose word it is, before anything else', () => {
  const announced = { title: 'Your password was changed', body: 'Sign in here.', ...plain, isAnnouncement: true };
  const { subject, text, html } = factory.createNotification({ recipient, ...announced }, identity);
  expect(subject).toBe('Announcement: Your password was changed');
  const whose = 'Somebody who runs an account of which you are a member has written this.';
  for (const form of [text, html]) expect(form.indexOf(whose)).toBeLessThan(form.indexOf('Sign in here.'));
  expect(text).toContain(whose);
});
