import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { ConfigError } from '@trivet/platform';
import { expect, it } from 'vitest';
import { readEmailConfig } from './email-config.ts';

const webhookKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  .publicKey.export({ type: 'spki', format: 'der' })
  .toString('base64');
const pemOf = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem' }));
const dkimKey = pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const all = {
  EMAIL_PROVIDERS: 'sendgrid, smtp',
  MAIL_FROM: 'Trivet & Co <no-reply@example.com>',
  SMTP_URL: 'smtp://trivet%40example.com:p%3Aw@mail.example.com',
  SMTP_DKIM_DOMAIN: 'example.com',
  SMTP_DKIM_SELECTOR: 'trivet',
  SMTP_DKIM_KEY: dkimKey,
  SENDGRID_API_KEY: 'SG.secret',
  SENDGRID_WEBHOOK_KEY: webhookKey,
};

it('is who carries mails, in the order in which they are asked', () => {
  const from = { name: 'Trivet & Co', address: 'no-reply@example.com' };
  const { providers, variables } = readEmailConfig({ ...all, OTHER: 'x' });
  expect(providers).toEqual([
    { name: 'sendgrid', from, apiKey: 'SG.secret', url: 'https://api.sendgrid.com', webhookKey },
    {
      ...{ name: 'smtp', from, host: 'mail.example.com', port: 587, isTls: false },
      credentials: { user: 'trivet@example.com', pass: 'p:w' },
      dkim: { domainName: 'example.com', keySelector: 'trivet', privateKey: dkimKey },
    },
  ]);
  expect(variables).toEqual(all);
  expect(readEmailConfig(variables).providers).toEqual(providers);
});

it.each([
  ['smtps://[::1]', { host: '::1', port: 465, isTls: true }],
  ['smtps://mail.example.com:2465', { host: 'mail.example.com', port: 2465, isTls: true }],
  ['smtp://localhost:1025', { host: 'localhost', port: 1025, isTls: false }],
])('knows of %s where it is', (SMTP_URL, expected) => {
  const [smtp] = readEmailConfig({ EMAIL_PROVIDERS: 'smtp', MAIL_FROM: 'a@example.com', SMTP_URL }).providers;
  expect(smtp).toMatchObject({ ...expected, from: { name: '', address: 'a@example.com' } });
  expect(smtp).not.toHaveProperty('credentials');
});

it('is nobody where nobody is named', () => expect(readEmailConfig({}).providers).toEqual([]));

it.each([
  ['EMAIL_PROVIDERS', { EMAIL_PROVIDERS: 'pigeon' }],
  ['EMAIL_PROVIDERS', { EMAIL_PROVIDERS: 'smtp,smtp' }],
  ['MAIL_FROM', { MAIL_FROM: 'nobody' }],
  ['MAIL_FROM', { MAIL_FROM: 'A\r\nBcc: b@example.com <a@example.com>' }],
  ['MAIL_FROM', { MAIL_FROM: '' }],
  ['MAIL_SENDER', { MAIL_SENDER: 'mailbox' }],
  ['SMTP_URL', { SMTP_URL: 'http://hunter2@example.com' }],
  ['SMTP_URL', { SMTP_URL: '' }],
  ['SMTP_DKIM_KEY', { SMTP_DKIM_KEY: 'hunter2' }],
  ['SMTP_DKIM_KEY', { SMTP_DKIM_KEY: pemOf(generateKeyPairSync('ed25519').privateKey) }],
  ['SMTP_DKIM_KEY', { SMTP_DKIM_SELECTOR: '' }],
  ['SENDGRID_API_KEY', { SENDGRID_API_KEY: '' }],
  ['SENDGRID_API_KEY', { SENDGRID_API_KEY: 'hunter2' }],
  ['SENDGRID_URL', { SENDGRID_URL: 'http://api.example.com' }],
  ['SENDGRID_WEBHOOK_KEY', { SENDGRID_WEBHOOK_KEY: 'hunter2' }],
])('says that %s is wrong, and not what it is: %o', (name, more) => {
  const attempt = () => readEmailConfig({ ...all, ...more });
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(new RegExp(`^.*\\n  ${name}: `));
  expect(attempt).not.toThrow(/hunter2/);
});
