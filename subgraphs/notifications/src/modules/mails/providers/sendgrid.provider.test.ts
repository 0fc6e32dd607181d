import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeSendGrid } from '../../../tests/fakes/sendgrid-server.ts';
import type { DispatchedMail } from '../outgoing-mail.ts';
import { SendGridProvider } from './sendgrid.provider.ts';

let fake: FakeSendGrid;
let provider: SendGridProvider;
beforeAll(async () => {
  fake = await new FakeSendGrid().start();
});
afterAll(() => fake?.stop());
beforeEach(() => {
  fake.sent.length = 0;
  fake.instead = undefined;
  provider = providerWith({});
});

const from = { name: 'Trivet', address: 'no-reply@example.com' };
function providerWith({ apiKey = fake.apiKey, url = fake.url }) {
  return new SendGridProvider({ name: 'sendgrid', from, apiKey, url });
}

const mail: DispatchedMail = {
  deliveryId: '0198c6f0-0000-7000-8000-000000000001',
  key: 'key',
  messageId: '<id@app.example.com>',
  to: 'ada@example.com',
  subject: 'Hello Ada',
  text: 'The token',
  html: '<p>The token',
  unsubscribeUrl: 'https://app.example.com/unsubscribe/token',
};

it('takes a mail with what identifies it, and watches nobody who reads it', async () => {
  expect(await provider.send(mail)).toBe('sg-1');
  expect(fake.sent).toEqual([
    {
      personalizations: [{ to: [{ email: mail.to }], custom_args: { delivery_id: mail.deliveryId } }],
      from: { email: from.address, name: from.name },
      subject: mail.subject,
      content: [
        { type: 'text/plain', value: mail.text },
        { type: 'text/html', value: mail.html },
      ],
      headers: {
        'Auto-Submitted': 'auto-generated',
        'List-Unsubscribe': `<${mail.unsubscribeUrl}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'Message-ID': mail.messageId,
      },
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: { enable: false },
        subscription_tracking: { enable: false },
      },
    },
  ]);
});

it.each([
  [429, 'unavailable'],
  [503, 'unavailable'],
  [413, 'permanent'],
] as const)('has not sent a mail that it answers with %i: %s', async (status, refusal) => {
  fake.instead = status;
  await expect(provider.send(mail)).rejects.toMatchObject({ name: 'RefusedError', refusal, suppression: null });
});

it('takes nothing from us with a wrong key, or when nobody is there', async () => {
  const strangers = [providerWith({ apiKey: 'SG.other.key' }), providerWith({ url: 'http://127.0.0.1:1' })];
  for (const stranger of strangers) await expect(stranger.send(mail)).rejects.toMatchObject({ refusal: 'unavailable' });
  expect(fake.sent).toEqual([]);
});

it('refuses for good what is no mail', async () => {
  await expect(provider.send({ ...mail, to: 'nobody' })).rejects.toMatchObject({ refusal: 'permanent' });
  await expect(provider.send({ ...mail, subject: '' })).rejects.toMatchObject({ refusal: 'permanent' });
});

it.each([500, 502, 'hang up'] as const)('leaves open what has become of a mail after %s', async (instead) => {
  fake.instead = instead;
  const error = await provider.send(mail).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'Error', message: 'What SendGrid has done is not known.' });
  fake.instead = undefined;
  const refused = await provider.send({ ...mail, to: 'nobody' }).catch((thrown: unknown) => thrown);
  // Not what was sent, nor what it answers, which quotes it, nor the key.
  for (const each of [error, refused])
    expect(JSON.stringify(each, Object.getOwnPropertyNames(each))).not.toMatch(/token|ada@|SG\./);
});

it('is played by a server that refuses what SendGrid refuses', async () => {
  await provider.send(mail);
  const [good] = fake.sent.splice(0);
  const post = async (body: unknown, headers: Record<string, string> = {}, path = '/v3/mail/send') => {
    const all = { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json', ...headers };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return (await fetch(`${fake.url}${path}`, { method: 'POST', headers: all, body: text })).status;
  };
  const statuses = [
    await post(good),
    await post('{'),
    await post({ ...good, unknown: true }),
    await post({ ...good, personalizations: [] }),
    await post({ ...good, headers: { Subject: 'Another' } }),
    await post({ ...good, content: good?.content.toReversed() }),
    await post(good, { authorization: 'Bearer SG.other' }),
    await post(good, { 'content-type': 'text/plain' }),
    await post(good, {}, '/v3/mail'),
  ];
  expect(statuses).toEqual([202, 400, 400, 400, 400, 400, 401, 415, 404]);
  expect(fake.sent).toEqual([good]);
});
