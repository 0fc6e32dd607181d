import type { PostedMail } from '@trivet/subgraph';
import { expect, it } from 'vitest';
import { LetterRenderer } from '../templates/rendering/letter-renderer.ts';
import { MailFactory } from './mail.factory.ts';
import { MailLinks } from './mail-links.ts';

const factory = new MailFactory({
  links: new MailLinks('https://app.example.com/link/{action}#{token}'),
  renderer: new LetterRenderer({ productName: 'Trivet', logger: { warn: () => {} } }),
});
const about = { occurredAt: new Date('2026-11-26T16:04:00Z'), account: null };
const identity = { key: 'key', messageId: '<id@app.example.com>' };
const recipient = { address: 'ada@example.com', name: 'Ada', locale: 'en' };
const device = { agent: 'Firefox', address: '192.0.2.1' };
const token = 'the-token';
const all: readonly PostedMail[] = [
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

it.each(all)('writes $kind to its recipient, with the link where there is a token, and all that it knows', (mail) => {
  const { to, subject, text, html, ...rest } = factory.create(mail, about, identity);
  // Nobody unsubscribes from what he is owed.
  expect({ to, ...rest }).toEqual({ to: 'ada@example.com', ...identity, unsubscribeUrl: null });
  expect(subject).toMatch(/^[\w -]{7,60}$/);
  expect(text).toMatch(/^Hello Ada,\n\n/);
  const link = /https:\/\/app\.example\.com\/link\/[a-z-]+#the-token/;
  expect([link.test(text), link.test(html)]).toEqual(Array(2).fill('token' in mail));
  for (const known of ['newAddress', 'accountName'] as const)
    if (known in mail) expect(text).toContain((mail as unknown as Record<string, string>)[known]);
  if ('device' in mail && mail.device?.agent)
    expect(text).toContain('- When: 26 November 2026 at 16:04 UTC\n- With: Firefox\n- From: 192.0.2.1\n');
});

it('writes to a person in his language', () => {
  const german = { ...recipient, locale: 'de-AT' };
  const { subject, text } = factory.create({ kind: 'password_reset', recipient: german, token }, about, identity);
  expect(subject).toBe('Wählen Sie ein neues Passwort');
  expect(text).toMatch(
    /^Hallo Ada,\n\n.*Neues Passwort wählen:\nhttps:\/\/app\.example\.com\/link\/reset-password#the-token\n/s,
  );
});

it('lets nobody put markup into a mail, or a line into its head', () => {
  const mail: PostedMail = {
    kind: 'invitation',
    recipient: { ...recipient, name: null },
    token: '"><script>',
    accountName: 'Engines\r\nBcc: all@example',
    inviterName: '<img src="https://evil.example/">&',
  };
  const { subject, text, html } = factory.create(mail, about, identity);
  expect(subject).toBe('An invitation to Engines  Bcc: all@example');
  expect(html).not.toMatch(/<(img|script)/);
  expect(html).toContain('/link/accept-invitation#%22%3E%3Cscript%3E');
  // And no link of a name.
  expect(text).toMatch(/^Hello,\n\n<img src="https:\u2060\/\/evil\.\u2060example\/">& invites you/);
});

const common = { recipient, kind: 'announcement.sent', account: null, unsubscribeUrl: null } as const;
const announced = {
  'announcement.title': 'News',
  'announcement.body': 'First:\nthis\n\nThen:\n<that>',
  'action.url': null,
};

it('keeps the lines of what somebody wrote apart, in HTML too', () => {
  const { text, html } = factory.createNotification({ ...common, facts: announced }, identity);
  expect(text).toContain('First:\nthis\n\nThen:\n<that>');
  expect(html).toContain('First:<br>\nthis<br>\n<br>\nThen:<br>\n&#60;that&#62;');
});

it('writes what stands in an inbox as a mail, with the way out of its category', () => {
  const facts = {
    'notification.title': 'New <b>document\r\nBcc: all@example.com',
    'notification.body': 'One paragraph.\n\n<script>Another</script>',
    'action.url': 'https://app.example.com/open/"><script>',
  };
  const unsubscribeUrl = 'https://app.example.com/unsubscribe/token';
  const told = factory.createNotification({ ...common, kind: 'notification', facts, unsubscribeUrl }, identity);
  expect(told.unsubscribeUrl).toBe(unsubscribeUrl);
  expect(told.subject).toBe('New <b>document  Bcc: all@example.\u2060com');
  expect(told.text).toMatch(
    /^Hello Ada,\n\nOne paragraph\.\n\n.*Unsubscribe:\nhttps:\/\/app\.example\.com\/unsubscribe\/token\n$/s,
  );
  expect(told.html).not.toMatch(/<(script|b)>/);
  expect(told.html).toContain('href="https://app.example.com/unsubscribe/token">Unsubscribe</a>');
});

it('says of an announcement whose word it is, before anything else', () => {
  const facts = {
    ...announced,
    'announcement.title': 'Your password was changed',
    'announcement.body': 'Sign in here.',
  };
  const { subject, text, html } = factory.createNotification({ ...common, facts }, identity);
  expect(subject).toBe('Announcement: Your password was changed');
  const whose = 'Somebody who runs an account of which you are a member has written this.';
  expect(text.startsWith(whose)).toBe(true);
  expect(html.indexOf(whose)).toBeLessThan(html.indexOf('<h1'));
});
